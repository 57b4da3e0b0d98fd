// Claims and symbolic links: two spellings of one path are one claim, and no link takes a claim out of the repository.

import {mkdirSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {claimsOf, contend, trespassesOf} from '../../src/run/claim.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {withClaimLinks} from '../../src/service/claim-links.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const graph = graphOf({
  T1: {writes: ['link/a.ts']},
  T2: {writes: ['real/a.ts']},
  T3: {writes: ['link/deep/*.ts']},
  T4: {writes: ['other/']},
})

const tree = (): string => {
  const root = temporaryDirectory()
  for (const path of ['real', 'other']) mkdirSync(join(root, path))
  symlinkSync('real', join(root, 'link'))
  symlinkSync('../other', join(root, 'real/deep'))
  return root
}

const policyIn = async (root: string, policy: Policy = DEFAULT_POLICY): Promise<Policy> => {
  const found = await withClaimLinks(root, graph, policy)
  if (!found.ok) throw new Error(found.error.message)
  return found.value
}

const rivals = (policy: Policy): readonly string[] => {
  const claims = graph.tasks.map(task => [task.id, claimsOf(task, policy)] as const)
  return claims.flatMap(([a, left], index) =>
    claims.slice(index + 1).flatMap(([b, right]) => (contend(left, right) ? [`${a} ${b}`] : [])),
  )
}

test('S002-06: `link/a` and `real/a` are one path, also through a link behind a link', async () => {
  const policy = await policyIn(tree())
  expect(policy.ownership.links).toEqual({link: 'real', 'link/deep': 'other'})
  expect(rivals(DEFAULT_POLICY)).toEqual([])
  expect(rivals(policy)).toEqual(['T1 T2', 'T3 T4'])
})

test('S002-06: what git names by its real path is no trespass of who claims it by a link', async () => {
  const policy = await policyIn(tree())
  const [t1, , t3] = graph.tasks
  if (t1 === undefined || t3 === undefined) throw new Error('the graph is another one')
  expect(trespassesOf(t1, policy, ['real/a.ts', 'link/a.ts', 'real/b.ts'])).toEqual(['real/b.ts'])
  expect(trespassesOf(t3, policy, ['other/x.ts', 'real/x.ts'])).toEqual(['real/x.ts'])
})

test('a directory that another type of agent owns is its own by all its names', async () => {
  const owners = {'link/': 'api-engineer'}
  const policy = await policyIn(tree(), {...DEFAULT_POLICY, ownership: {owners, claims: {}}})
  const [free] = graphOf({T9: {writes: []}}).tasks
  if (free === undefined) throw new Error('the graph is another one')
  expect(trespassesOf(free, policy, ['real/b.ts', 'other/x.ts'])).toEqual(['real/b.ts'])
})

test('without links on the way the policy stays as it is', async () => {
  expect(await withClaimLinks(temporaryDirectory(), graph, DEFAULT_POLICY)).toEqual({
    ok: true,
    value: DEFAULT_POLICY,
  })
})

test('S002-06: a claim that a link takes out of the repository is refused, and the link is named', async () => {
  const [root, outside] = [temporaryDirectory(), temporaryDirectory()]
  symlinkSync(outside, join(root, 'link'))
  expect(await withClaimLinks(root, graph, DEFAULT_POLICY)).toMatchObject({
    ok: false,
    error: {
      code: 'claims',
      exitCode: 2,
      message: `T1 claims link/a.ts, which leads out of the repository: link is a link to ${outside}. Claim a path inside of it, or take the link away.`,
    },
  })
})
