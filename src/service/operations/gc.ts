// `gc`: removes or archives what old runs left, and brings an archived run back. What is not over, or nowhere else, stays.

import {basename, join, resolve} from 'node:path'
import {z} from 'zod'
import {clearWorkspace, describeWorkspace, judgeWorkspaces} from '../../dispatcher/left-workspaces.ts'
import {judgeRuns, type Retention, type Verdict} from '../../dispatcher/retention.ts'
import {describeHolder, takeRunLock} from '../../dispatcher/run-lock.ts'
import {readRuns, runDirectory, runsDirectory} from '../../dispatcher/runs.ts'
import type {Hub} from '../../executor/workspace/hub.ts'
import {findLeftovers} from '../../executor/workspace/leftover.ts'
import {dropRef} from '../../executor/workspace/refs.ts'
import type {RunState} from '../../run/state.ts'
import {wallClock} from '../../system/clock.ts'
import {ensureDirectory, exists, listDirectory, removeFile, removeTree} from '../../system/files.ts'
import {packDirectory, unpackInto} from '../../system/tarball.ts'
import {ok, type Result} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {expiredAgents} from '../deployment.ts'
import {invalid, runFailure} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const DAYS = z.number('a number of days').min(0, 'a number of days, not below 0')

const INPUT = z.object({
  /** Default: as the configuration says. */
  keepDays: DAYS.optional(),
  dryRun: z.boolean(),
  archive: z.boolean().optional(),
  /** State files of another coordinator instead of runs. */
  deploymentDir: z.string().optional(),
})

export interface Collected {
  /** Runs or agents, oldest first. */
  readonly removed: readonly string[]
  readonly stays: readonly {readonly run: string; readonly reason: string}[]
  /** Whole sentences on work that was not removed with its run. */
  readonly notes: readonly string[]
}

export const gc = operation({
  input: INPUT,
  perform: async (input, {directory}): Promise<Result<Collected, OperationError>> => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const {retention = {}} = config.value.config
    const keepDays = input.keepDays ?? retention.keepDays
    if (keepDays === undefined)
      return invalid(
        'keep-days',
        'Nothing is removed unless you say how old it must be: use --keep-days N, or set retention.keepDays in .conductor/config.yaml.',
      )
    if (input.deploymentDir !== undefined)
      return ok(await collectAgents(resolve(directory, input.deploymentDir), keepDays, input.dryRun))
    const order = {
      root,
      keepDays,
      isDry: input.dryRun,
      isArchiving: input.archive ?? retention.archive ?? false,
    }
    return (await exists(runsDirectory(root))) ? collect(order) : ok({removed: [], stays: [], notes: []})
  },
})

const collectAgents = async (directory: string, keepDays: number, isDry: boolean): Promise<Collected> => {
  const expired = await expiredAgents(directory, {keepDays, at: wallClock()})
  if (!isDry) for (const {path} of expired) await removeFile(path)
  return {removed: expired.map(({record}) => record.agent_id), stays: [], notes: []}
}

interface Order {
  readonly root: string
  readonly keepDays: number
  readonly isDry: boolean
  readonly isArchiving: boolean
}

const collect = async (order: Order): Promise<Result<Collected, OperationError>> => {
  const {root, keepDays, isDry} = order
  const lock = isDry ? undefined : await takeRunLock(runsDirectory(root))
  if (lock?.ok === false) return runFailure({code: 'held', message: describeHolder(root, lock.error)})
  try {
    const {states, unread} = await readRuns(root)
    const retention = await judgeRuns({root, states, keepDays, at: wallClock()})
    const going = retention.verdicts.filter(({stays}) => stays === undefined)
    const staying = retention.verdicts.flatMap(({state, stays}) =>
      stays === undefined ? [] : [{run: state.run, reason: stays}],
    )
    const notes = going.flatMap(verdict => notesOn(verdict))
    for (const verdict of isDry ? [] : going) {
      const gone = await removeRun(order, retention, verdict)
      if (!gone.ok) return invalid('archive', gone.error)
      notes.push(...gone.value)
    }
    const unreadable = unread.map(run => ({run, reason: UNREAD}))
    return ok({removed: going.map(({state}) => state.run), stays: [...unreadable, ...staying], notes})
  } finally {
    if (lock?.ok === true) await lock.value.release()
  }
}

const UNREAD = 'its journal cannot be read; see `agent-spawn doctor`'

const notesOn = ({state, kept}: Verdict): readonly string[] =>
  kept.map(({ref, task}) => `The unmerged work of ${task} in run ${state.run} stays in the hub as ${ref}.`)

/** Refs and workspaces first: a run whose journal is there can be collected again. Notes on what was kept, or why it is not removed. */
const removeRun = async (
  {root, isArchiving}: Order,
  {hub}: Retention,
  {state, dropped, kept}: Verdict,
): Promise<Result<readonly string[], string>> => {
  const directory = runDirectory(root, state.run)
  if (isArchiving) {
    await ensureDirectory(archiveDirectory(root))
    const packed = await packDirectory(directory, archivePath(root, state.run))
    if (!packed.ok) return packed
  }
  const notes = hub === undefined ? [] : await removeWorkspaces(hub, state, new Set(kept.map(({ref}) => ref)))
  // What is archived may be brought back, with its branch.
  if (hub !== undefined && !isArchiving) for (const ref of dropped) await dropRef(hub, ref)
  await removeTree(directory)
  return ok(notes)
}

/** Those that hold work which is nowhere else stay. `told`: refs that need no further note. */
const removeWorkspaces = async (
  hub: Hub,
  state: RunState,
  told: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const lefts = (await findLeftovers(hub)).filter(({record}) => record.run === state.run)
  const notes: string[] = []
  for (const judged of await judgeWorkspaces(lefts, [state])) {
    const {path, task, run, stays, kept} = describeWorkspace(judged, await clearWorkspace(judged))
    if (stays !== undefined) notes.push(`The workspace ${path} stays: ${stays}.`)
    for (const {ref, command} of kept.filter(work => !told.has(work.ref)))
      notes.push(`Work of ${task} in run ${run} is kept as ${ref}; get it back: ${command}`)
  }
  return notes
}

const archiveDirectory = (root: string): string => join(runsDirectory(root), 'archive')

const archivePath = (root: string, run: string): string => join(archiveDirectory(root), `${run}.tar.gz`)

/** Brings an archived run back as it was. */
export const restore = operation({
  input: z.object({run: z.string()}),
  perform: async ({run}, {directory}) => {
    const root = await findRoot(directory)
    const names = (await listDirectory(archiveDirectory(root))).map(name => basename(name, '.tar.gz'))
    if (!names.includes(run))
      return invalid(
        'not-archived',
        `Run ${run} is not in the archive, which holds ${names.join(', ') || 'nothing'}.`,
      )
    if (await exists(runDirectory(root, run))) return invalid('exists', `Run ${run} is there already.`)
    const unpacked = await unpackInto(archivePath(root, run), runsDirectory(root))
    if (!unpacked.ok) return invalid('archive', unpacked.error)
    await removeFile(archivePath(root, run))
    return ok({run})
  },
})
