// `cleanup`: ends what runs have left running, and removes what they have left lying. Only what was written down as theirs.

import {relative} from 'node:path'
import {z} from 'zod'
import {endTrees, findTrees, type LeftTree} from '../../dispatcher/left-processes.ts'
import {
  clearWorkspace,
  describeWorkspace,
  type Judged,
  judgeWorkspaces,
  plannedFor,
} from '../../dispatcher/left-workspaces.ts'
import {describeHolder, findLockHolder, findStaleLock, takeRunLock} from '../../dispatcher/run-lock.ts'
import {readRuns, runsDirectory} from '../../dispatcher/runs.ts'
import {findLocks} from '../../dispatcher/stale-locks.ts'
import {hubAt} from '../../executor/workspace/hub.ts'
import {findLeftovers} from '../../executor/workspace/leftover.ts'
import {type Cleanup, foundText, isClean, type LeftWorkspace} from '../../report/cleanup.ts'
import type {RunState} from '../../run/state.ts'
import {wallClock} from '../../system/clock.ts'
import {exists, removeFile} from '../../system/files.ts'
import {display} from '../../util/display.ts'
import {ok, type Result} from '../../util/result.ts'
import {askRun} from '../ask-run.ts'
import {runFailure} from '../failure.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const INPUT = z.object({
  /** Do not ask; and stop a run at work first. */
  force: z.boolean(),
  dryRun: z.boolean(),
  by: z.string(),
})
type Input = z.output<typeof INPUT>

export const cleanup = operation({
  input: INPUT,
  perform: async (input, context): Promise<Result<Cleanup, OperationError>> => {
    const root = await findRoot(context.directory)
    if (!(await exists(runsDirectory(root))))
      return ok({stage: 'done', processes: [], workspaces: [], locks: []})
    const stale = await findStaleLock(runsDirectory(root))
    const hold = await takeHold(root, input)
    if (!hold.ok) return hold
    const {live, release} = hold.value
    try {
      const found = await look(root, live, stale)
      const planned = describe(root, found)
      if (input.dryRun) return ok(planned)
      const stage = isClean(planned) || input.force ? 'done' : await consent(planned, context)
      return ok(stage === 'done' ? await clear(root, found) : {...planned, stage})
    } finally {
      await release()
    }
  },
})

/** As long as it lasts, no dispatcher begins to work here. With a run at work, only what was never its own may be touched. */
interface Hold {
  readonly live: string | undefined
  release(): Promise<void>
}

const takeHold = async (root: string, {force, dryRun, by}: Input): Promise<Result<Hold, OperationError>> => {
  const directory = runsDirectory(root)
  const holder = await findLockHolder(directory)
  if (force && !dryRun && holder?.run !== undefined) {
    const stop = {
      type: 'stop-requested',
      mode: 'kill',
      by: 'user',
      reason: `cleanup --force by ${by}`,
    } as const
    const stopped = await askRun({directory: root, run: holder.run, request: stop})
    if (!stopped.ok) return runFailure(stopped.error)
  }
  if (dryRun) return ok({live: holder?.run, release: async () => undefined})
  const lock = await takeRunLock(directory)
  if (lock.ok) return ok({live: undefined, release: () => lock.value.release()})
  const {run, host} = lock.error
  return run === undefined || host !== undefined || force
    ? runFailure({code: 'held', message: describeHolder(root, lock.error)})
    : ok({live: run, release: async () => undefined})
}

interface Found {
  readonly live: string | undefined
  /** All but the one at work. */
  readonly states: readonly RunState[]
  readonly trees: readonly LeftTree[]
  readonly workspaces: readonly Judged[]
  /** Absolute. */
  readonly locks: readonly string[]
}

/** A command of a person's who works by hand in what an agent has left takes no longer. */
const FRESH_MS = 60_000

/** A run at work may take over any workspace by its name. */
const look = async (root: string, live: string | undefined, stale: string | undefined): Promise<Found> => {
  const states = (await readRuns(root)).states.filter(({run}) => run !== live)
  const hub = live === undefined ? await hubAt(root) : undefined
  return {
    live,
    states,
    trees: await findTrees(states),
    workspaces: hub === undefined ? [] : await judgeWorkspaces(await findLeftovers(hub), states),
    locks: [
      ...(stale === undefined ? [] : [stale]),
      ...(hub === undefined ? [] : await findLocks(hub, wallClock() - FRESH_MS)),
    ],
  }
}

const describe = (root: string, {live, trees, workspaces, locks}: Found): Cleanup => ({
  stage: 'planned',
  ...(live === undefined ? {} : {live}),
  processes: trees.map(({leader: _, ...tree}) => tree),
  workspaces: workspaces.map(judged => describeWorkspace(judged, plannedFor(judged))),
  locks: locks.map(path => relative(root, path)),
})

const consent = async (planned: Cleanup, {confirm}: Context): Promise<Cleanup['stage']> => {
  if (confirm === undefined) return 'unconfirmed'
  const question = {text: display(foundText(planned)), question: 'End and remove these?'}
  return (await confirm(question)) ? 'done' : 'declined'
}

/** Processes first: nobody shall write to a workspace whose work has just been kept. */
const clear = async (root: string, found: Found): Promise<Cleanup> => {
  await endTrees(found.trees)
  // What has come from a tree while it was ended counts, too.
  const leaked = found.trees.length === 0 ? [] : await findTrees(found.states)
  // That of a dispatcher went when the next one was taken.
  for (const path of found.locks) await removeFile(path)
  const workspaces: LeftWorkspace[] = []
  for (const judged of found.workspaces)
    workspaces.push(describeWorkspace(judged, await clearWorkspace(judged)))
  return {...describe(root, found), stage: 'done', workspaces, leaked: leaked.flatMap(({pids}) => pids)}
}
