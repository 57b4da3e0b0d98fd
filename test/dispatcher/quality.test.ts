import {expect, test} from 'vitest'
import type {MergeOrder} from '../../src/dispatcher/integrate.ts'
import {integrateAndJudge, type QualityJudge} from '../../src/dispatcher/quality.ts'
import {moveIntegrationBranch, tip} from '../../src/executor/workspace/hub.ts'
import type {GateRecord} from '../../src/run/outcome.ts'
import {err, ok} from '../../src/util/result.ts'
import {begin, filesOf, gitIn, MESSAGE, must, open, type Place, RUN, write} from '../executor/repositories.ts'

const saying = (verdict: GateRecord['verdict']): QualityJudge => {
  const step = {name: 'npm run e2e', command: 'npm run e2e', verdict, exitCode: 3, durationMs: 1, output: ''}
  return async () => ok([{gate: 'e2e', type: 'command', verdict, steps: [step], durationMs: 1}])
}

const never: QualityJudge = () => Promise.reject(new Error('it is judged already'))

const FAILED = {type: 'gate-failed', gate: 'e2e', step: 'npm run e2e', exitCode: 3}

/** T1's work, to be merged onto the base. */
const oneTask = async () => {
  const place = await begin()
  const workspace = await open(place, {task: 'T1'})
  write(workspace.path, {'x.txt': 'x\n'})
  const {commit = ''} = must(await workspace.capture(MESSAGE))
  await workspace.close({keep: false})
  const order: MergeOrder = {
    hub: place.hub,
    run: RUN,
    task: 'T1',
    attempt: 1,
    title: 'Add x',
    agent: 'claude',
    commit,
    tip: place.base,
    verdicts: [],
    judge: () => Promise.reject(new Error('its own tree is what it merges to')),
    signal: new AbortController().signal,
    at: 1_795_262_400_000,
    warn: message => {
      throw new Error(`unexpected warning: ${message}`)
    },
  }
  return {place, order}
}

/** In the user's repository. */
const mirrored = ({root}: Place): string => gitIn(root, 'log', '--format=%s', `agent-spawn/${RUN}`, '--')

test('S002-41: what passes on the branch stays there, judged on the very commit', async () => {
  const {place, order} = await oneTask()
  const judged: string[] = []
  const integrated = await integrateAndJudge(order, async ({commit}) => {
    judged.push(commit)
    expect(await tip(place.hub, RUN)).toBe(commit)
    expect(gitIn(place.root, 'branch', '--list', 'agent-spawn/*')).toBe('')
    return saying('passed')({commit, tree: ''})
  })
  const found = await tip(place.hub, RUN)
  expect(integrated).toMatchObject({result: {type: 'merged', commit: found}})
  expect(integrated).not.toHaveProperty('tip')
  expect(judged).toEqual([found])
  expect(mirrored(place)).toBe('feat(T1): Add x\nstart')
})

test('S002-41, S004-17: what fails on the branch is taken back by a commit of its own, and the merge has failed', async () => {
  const {place, order} = await oneTask()
  const integrated = await integrateAndJudge(order, saying('failed'))
  const found = await tip(place.hub, RUN)
  expect(integrated).toEqual({result: FAILED, tip: found})
  expect(filesOf(place, found ?? '')).toEqual(filesOf(place, place.base))
  expect(mirrored(place)).toBe('revert(T1): Add x\nfeat(T1): Add x\nstart')
  const merged = gitIn(place.hub.path, 'rev-parse', `${found}^`)
  expect(gitIn(place.hub.path, 'log', '-1', '--format=%(trailers)', found ?? '')).toBe(
    `Agent-Spawn-Task: T1
Agent-Spawn-Attempt: 1
Agent-Spawn-Run: ${RUN}
Agent-Spawn-Reverts: ${merged}
Agent-Spawn-Failed-Gate: e2e`,
  )
})

test('recovery: a merge that was not judged yet is judged, and done once', async () => {
  const {place, order} = await oneTask()
  const first = await integrateAndJudge(order, async ({commit}) => {
    // The dispatcher dies: what its judge would have said does not matter any more.
    throw new Error(commit)
  }).catch(({message}) => message)
  expect(await tip(place.hub, RUN)).toBe(first)
  // Another date would make another commit, if one were made.
  const {result} = await integrateAndJudge({...order, at: 0}, saying('passed'))
  expect(result).toMatchObject({type: 'merged', commit: first})
  expect(mirrored(place)).toBe('feat(T1): Add x\nstart')
})

test('recovery: a merge that was taken back is not judged again', async () => {
  const {place, order} = await oneTask()
  const before = await integrateAndJudge(order, saying('failed'))
  gitIn(place.root, 'branch', '-D', `agent-spawn/${RUN}`)
  expect(await integrateAndJudge(order, never)).toEqual({
    result: {type: 'gate-failed', gate: 'e2e', step: 'e2e', exitCode: null},
    tip: before.tip,
  })
  expect(mirrored(place)).toBe('revert(T1): Add x\nfeat(T1): Add x\nstart')
  expect((await integrateAndJudge({...order, attempt: 2}, never)).result.type).toBe('refused')
})

test('stopped in the middle, or never begun: as if nothing had been merged', async () => {
  const {place, order} = await oneTask()
  const controller = new AbortController()
  const stopped = await integrateAndJudge({...order, signal: controller.signal}, async () => {
    controller.abort()
    return saying('failed')({commit: '', tree: ''})
  })
  expect(stopped).toEqual({result: {type: 'cancelled'}})
  expect(await tip(place.hub, RUN)).toBe(place.base)
  const unopened = await integrateAndJudge(order, async () => err('The set-up failed.'))
  expect(unopened).toEqual({result: {type: 'refused', reason: 'The set-up failed.'}})
  expect(await tip(place.hub, RUN)).toBe(place.base)
  expect(gitIn(place.root, 'branch', '--list', 'agent-spawn/*')).toBe('')
})

test.each(['passed', 'failed'] as const)(
  'a branch that moves while it is judged is left as it is (%s)',
  async verdict => {
    const {place, order} = await oneTask()
    const {result} = await integrateAndJudge(order, async ({commit, tree}) => {
      must(await moveIntegrationBranch(place.hub, RUN, {from: commit, to: order.commit}))
      return saying(verdict)({commit, tree})
    })
    expect(result.type).toBe('refused')
    expect(await tip(place.hub, RUN)).toBe(order.commit)
  },
)

test('recovery: put back by a git that outlived its dispatcher, it is merged and judged once more', async () => {
  const {place, order} = await oneTask()
  let judged = 0
  const {result} = await integrateAndJudge(order, async ({commit, tree}) => {
    judged += 1
    if (judged === 1) must(await moveIntegrationBranch(place.hub, RUN, {from: commit, to: order.tip}))
    return saying('passed')({commit, tree})
  })
  expect([result.type, judged]).toEqual(['merged', 2])
  expect(mirrored(place)).toBe('feat(T1): Add x\nstart')
})
