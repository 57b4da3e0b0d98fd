// Starts a run, or goes on with one: repository, lock, journal, what was in flight, and then the loop.

import {join} from 'node:path'
import {ATTEMPTS} from '../executor/attempt.ts'
import {createIntegrationBranch, type Hub, integrationBranch, openHub} from '../executor/workspace/hub.ts'
import {openRepository, type Repository, type RepositoryError} from '../executor/workspace/repository.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {type Base, JOURNAL_VERSION, type RunEvent} from '../run/event.ts'
import {evolve, replay} from '../run/evolve.ts'
import {integrates, isSimulated, type Policy} from '../run/policy.ts'
import type {RunState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {ensureDirectory} from '../system/files.ts'
import {err, ok, type Result} from '../util/result.ts'
import {dispatch} from './dispatch.ts'
import {FileJournal, type OpenedJournal} from './journal/file-journal.ts'
import {newRunId} from './run-id.ts'
import {type RunLock, takeRunLock} from './run-lock.ts'
import {findRun, journalPath, type RunError, readRun, runDirectory, runsDirectory} from './runs.ts'
import {settleInFlight} from './settle.ts'
import {localWorkers} from './workers/local-workers.ts'
import {simulatedWorkers} from './workers/simulated-workers.ts'
import type {Workers} from './workers/workers.ts'

export interface RunOrder {
  /** The top of the repository, or any directory where nothing is merged. */
  readonly directory: string
  readonly graph: Graph
  readonly policy: Policy
  readonly selection: readonly TaskId[]
  /** Told of each event once it is durable. */
  readonly observe: (event: RunEvent, state: RunState) => void
  /** Told whole sentences of what is less than perfect: uncommitted changes that the run does not see, a journal that was mended. */
  readonly warn: (message: string) => void
}

export interface ContinueOrder {
  readonly directory: string
  /** Default: the last one. */
  readonly run?: string
  readonly policy: (recorded: Policy) => Policy
  /** Tasks to add to the selection; absent: go on with the tasks that the run has. */
  readonly selection?: readonly TaskId[]
  readonly observe: RunOrder['observe']
  readonly warn: RunOrder['warn']
}

export interface RunHandle {
  readonly run: string
  /** The state in which the run rests. All is closed by then. */
  readonly finished: Promise<RunState>
  stop(mode: 'drain' | 'kill', reason: string): void
}

export const startRun = async (order: RunOrder): Promise<Result<RunHandle, RunError>> => {
  const {directory, graph, policy, selection} = order
  const ground = await prepareGround(directory, policy)
  if (!ground.ok) return ground
  warnOfChanges(ground.value, order.warn)
  return whileLocked(directory, async lock => {
    const run = newRunId(wallClock())
    const base = await startBranch(ground.value, run)
    if (!base.ok) return base
    const opened = await openJournal(directory, run)
    if (!opened.ok) return opened
    const first: RunEvent = {
      type: 'run-started',
      at: wallClock(),
      version: JOURNAL_VERSION,
      run,
      graph,
      policy,
      selection,
      ...(base.value === undefined ? {} : {base: base.value}),
    }
    return ok(await begin({...order, ...ground.value, ...opened.value, lock, run}, [first]))
  })
}

export const continueRun = async (order: ContinueOrder): Promise<Result<RunHandle, RunError>> => {
  const found = await findRun(order.directory, order.run)
  if (!found.ok) return found
  const run = found.value
  return whileLocked(order.directory, async lock => {
    const recorded = await readRun(order.directory, run)
    if (!recorded.ok) return recorded
    const state = recorded.value
    const ground = await prepareGround(order.directory, order.policy(state.policy))
    if (!ground.ok) return ground
    const opened = await openJournal(order.directory, run)
    if (!opened.ok) return opened
    const {policy} = ground.value
    const at = wallClock()
    const inFlight = await settleInFlight({...ground.value, state, at, warn: order.warn})
    const selection = [...new Set([...selected(state), ...(order.selection ?? [])])]
    const resumed: RunEvent = {type: 'run-resumed', at, policy, selection}
    return ok(await begin({...order, ...ground.value, ...opened.value, lock, run}, [...inFlight, resumed]))
  })
}

const selected = (state: RunState): readonly TaskId[] =>
  [...state.tasks.values()].filter(({phase}) => phase !== 'skipped').map(({task}) => task.id)

interface Ground {
  /** Both absent where nothing is merged. */
  readonly repository?: Repository
  readonly hub?: Hub
  readonly policy: Policy
}

const prepareGround = async (directory: string, policy: Policy): Promise<Result<Ground, RunError>> => {
  if (!integrates(policy)) return ok({policy})
  const repository = await openRepository(directory)
  if (!repository.ok) return err(repositoryError(repository.error))
  return ok({policy, repository: repository.value, hub: await openHub(repository.value)})
}

const repositoryError = ({type, message}: RepositoryError): RunError => ({
  code: type === 'not-a-repository' || type === 'no-commits' ? type : 'repository',
  message,
})

const startBranch = async (
  {repository, hub}: Ground,
  run: string,
): Promise<Result<Base | undefined, RunError>> => {
  if (repository === undefined || hub === undefined) return ok(undefined)
  const {branch, commit} = repository.head
  const created = await createIntegrationBranch(hub, run, commit)
  if (!created.ok) return err({code: 'integration', message: created.error})
  return ok({branch, commit, integrationBranch: integrationBranch(run)})
}

/** Keeps the lock while the run is at work, and gives it back at once if no run comes of it. */
const whileLocked = async (
  directory: string,
  act: (lock: RunLock) => Promise<Result<RunHandle, RunError>>,
): Promise<Result<RunHandle, RunError>> => {
  await ensureDirectory(runsDirectory(directory))
  const lock = await takeRunLock(runsDirectory(directory))
  if (!lock.ok)
    return err({
      code: 'held',
      message: `Another dispatcher is at work in ${directory}: process ${lock.error.pid}. Wait for it, or stop it first.`,
    })
  let begun: Result<RunHandle, RunError> | undefined
  try {
    begun = await act(lock.value)
    return begun
  } finally {
    if (begun?.ok !== true) await lock.value.release()
  }
}

/** Only the holder of the lock may: a torn end is mended. */
const openJournal = async (directory: string, run: string): Promise<Result<OpenedJournal, RunError>> => {
  await ensureDirectory(join(runDirectory(directory, run), ATTEMPTS))
  const opened = await FileJournal.open(journalPath(directory, run))
  return opened.ok ? opened : err({code: 'journal', message: opened.error.message})
}

interface Beginning extends OpenedJournal, Ground {
  readonly lock: RunLock
  readonly directory: string
  readonly run: string
  readonly observe: RunOrder['observe']
  readonly warn: RunOrder['warn']
}

const begin = async (order: Beginning, events: readonly RunEvent[]): Promise<RunHandle> => {
  const {journal, run, observe} = order
  if (order.cutBytes > 0) order.warn(tornWarning(order.cutBytes))
  let state = replay(order.events)
  for (const event of events) {
    state = evolve(state, event)
    await journal.append(event)
    observe(event, state)
  }
  if (state === undefined) throw new Error('bug: a run begins without an event')
  const workers = workersFor(order)
  const {finished, stop} = dispatch({state, journal, workers, clock: wallClock, observe})
  const close = async (): Promise<void> => {
    try {
      await workers.close()
      await journal.close()
    } finally {
      await order.lock.release()
    }
  }
  return {run, stop, finished: finished.finally(close)}
}

const workersFor = ({policy, directory, run, hub, warn}: Beginning): Workers =>
  isSimulated(policy)
    ? simulatedWorkers()
    : localWorkers({
        slots: policy.slots,
        root: directory,
        runDirectory: runDirectory(directory, run),
        ...(hub === undefined ? {} : {hub}),
        warn,
      })

const tornWarning = (bytes: number): string =>
  `The end of the journal was torn by a crash; ${bytes} bytes that nobody had been told of were cut off.`

const SHOWN_PATHS = 5

/** A run starts from the commit. Once it has begun, what changes in the user's tree is none of its business. */
const warnOfChanges = ({repository}: Ground, warn: RunOrder['warn']): void => {
  if (repository === undefined || repository.dirty.length === 0) return
  const {dirty, root, head} = repository
  const more = dirty.length > SHOWN_PATHS ? ` and ${dirty.length - SHOWN_PATHS} more` : ''
  warn(
    `${root} has uncommitted changes (${dirty.slice(0, SHOWN_PATHS).join(', ')}${more}); the run starts from commit ${head.commit.slice(0, 7)}, without them.`,
  )
}
