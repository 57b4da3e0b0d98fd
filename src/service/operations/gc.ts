// `gc`: removes or archives what old runs left, and brings an archived run back. What is not over, or nowhere else, stays.

import {basename, join, resolve} from 'node:path'
import {z} from 'zod'
import {judgeRuns, type Retention, type Verdict} from '../../dispatcher/retention.ts'
import {describeHolder, takeRunLock} from '../../dispatcher/run-lock.ts'
import {listRuns, readRun, runDirectory, runsDirectory} from '../../dispatcher/runs.ts'
import {readRecord} from '../../executor/workspace/ledger.ts'
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
    const {states, unread} = await readAll(root)
    const retention = await judgeRuns({root, states, keepDays, at: wallClock()})
    const going = retention.verdicts.filter(({stays}) => stays === undefined)
    const staying = retention.verdicts.flatMap(({state, stays}) =>
      stays === undefined ? [] : [{run: state.run, reason: stays}],
    )
    const notes = going.flatMap(verdict => notesOn(verdict))
    for (const verdict of isDry ? [] : going) {
      const gone = await removeRun(order, retention, verdict)
      if (!gone.ok) return invalid('archive', gone.error)
    }
    return ok({removed: going.map(({state}) => state.run), stays: [...unread, ...staying], notes})
  } finally {
    if (lock?.ok === true) await lock.value.release()
  }
}

const readAll = async (
  root: string,
): Promise<{readonly states: readonly RunState[]; readonly unread: Collected['stays']}> => {
  const states: RunState[] = []
  const unread: {run: string; reason: string}[] = []
  for (const run of await listRuns(root)) {
    const read = await readRun(root, run)
    if (read.ok) states.push(read.value)
    else unread.push({run, reason: 'its journal cannot be read; see `agent-spawn doctor`'})
  }
  return {states, unread}
}

const notesOn = ({state, kept}: Verdict): readonly string[] =>
  kept.map(({ref, task}) => `The unmerged work of ${task} in run ${state.run} stays in the hub as ${ref}.`)

/** Refs and workspaces first: a run whose journal is there can be collected again. */
const removeRun = async (
  {root, isArchiving}: Order,
  {hub}: Retention,
  {state, dropped, kept}: Verdict,
): Promise<Result<void, string>> => {
  const directory = runDirectory(root, state.run)
  if (isArchiving) {
    await ensureDirectory(archiveDirectory(root))
    const packed = await packDirectory(directory, archivePath(root, state.run))
    if (!packed.ok) return packed
  }
  if (hub !== undefined) {
    const unmerged = new Set(kept.map(({task}) => task))
    for (const name of await listDirectory(hub.workspaces)) {
      const record = await readRecord(hub, name)
      const isGoing = record?.run === state.run && record.mode === 'clone' && !unmerged.has(record.task)
      if (isGoing) await removeTree(join(hub.workspaces, name))
    }
    // What is archived may be brought back, with its branch.
    if (!isArchiving) for (const ref of dropped) await dropRef(hub, ref)
  }
  await removeTree(directory)
  return ok(undefined)
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
