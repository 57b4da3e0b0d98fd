// Makes workspaces of the repository it is called in, prints how many milliseconds that took, and removes them:
// node open-workspaces.ts MAKER COUNT

import {execFile} from 'node:child_process'
import {rm} from 'node:fs/promises'
import {promisify} from 'node:util'
import {createIntegrationBranch, openHub} from '../../src/executor/workspace/hub.ts'
import {openWorkspace} from '../../src/executor/workspace/opening.ts'
import {openRepository} from '../../src/executor/workspace/repository.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import type {Result} from '../../src/util/result.ts'

const RUN = 'bench'
const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** With the hub that they come from: a run makes it once, and here it counts. */
const openOwn = async (root: string, count: number): Promise<void> => {
  const repository = must(await openRepository(root))
  const hub = await openHub(repository)
  const base = must(await createIntegrationBranch(hub, RUN, repository.head.commit))
  const orders = Array.from({length: count}, (_, index) => ({
    ...{run: RUN, task: `T${index}`, attempt: 1, type: 'bench', policy: DEFAULT_POLICY.workspace, root},
    ...{source: {hub, base}, outputs: [], runHook: () => Promise.reject(new Error('no hook is expected'))},
  }))
  const opened = await Promise.all(orders.map(openWorkspace))
  const refused = opened.filter(({ok}) => !ok)
  if (refused.length > 0)
    throw new Error(`${refused.length} of ${count} failed: ${JSON.stringify(refused[0])}`)
}

const run = promisify(execFile)
const addWorktree = (root: string, index: number) =>
  run('git', ['worktree', 'add', '--quiet', '-b', `bench-${index}`, `.conductor/worktrees/${index}`], {
    cwd: root,
  })

const addOneByOne = async (root: string, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await addWorktree(root, index)
}

const addAtOnce = async (root: string, count: number): Promise<void> => {
  const added = await Promise.allSettled(Array.from({length: count}, (_, index) => addWorktree(root, index)))
  const failed = added.filter(({status}) => status === 'rejected').length
  if (failed > 0) throw new Error(`${failed} of ${count} failed`)
}

export const MAKERS: {readonly [name: string]: (root: string, count: number) => Promise<void>} = {
  'agent-spawn, all at once': openOwn,
  'git worktree add, one by one': addOneByOne,
  'git worktree add, all at once': addAtOnce,
}

const removeAll = async (root: string): Promise<void> => {
  await rm(`${root}/.conductor`, {recursive: true, force: true})
  await run('git', ['worktree', 'prune'], {cwd: root})
  const branches = await run('git', ['for-each-ref', '--format=%(refname:short)', 'refs/heads/bench-*'], {
    cwd: root,
  })
  const names = branches.stdout.split('\n').filter(name => name !== '')
  if (names.length > 0) await run('git', ['branch', '--quiet', '-D', ...names], {cwd: root})
}

if (import.meta.main) {
  const [name = '', count] = process.argv.slice(2)
  const make = MAKERS[name]
  if (make === undefined) throw new Error(`no maker "${name}"; there are ${Object.keys(MAKERS).join(', ')}`)
  const start = performance.now()
  try {
    await make(process.cwd(), Number(count))
    console.log(performance.now() - start)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    await removeAll(process.cwd())
  }
}
