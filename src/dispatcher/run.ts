// Starts a run, or goes on with one: repository, lock, journal, and then the loop.

import {join} from 'node:path'
import {ATTEMPTS} from '../executor/attempt-order.ts'
import {workspaceDifferences} from '../executor/workspace/differences.ts'
import {
  createIntegrationBranch,
  ensureIgnored,
  type Hub,
  integrationBranch,
  openHub,
} from '../executor/workspace/hub.ts'
import {openRepository, type Repository, type RepositoryError} from '../executor/workspace/repository.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {type Base, JOURNAL_VERSION, type RunEvent, type StopRequested} from '../run/event.ts'
import {integrates, isSimulated, type Policy} from '../run/policy.ts'
import type {Request} from '../run/request.ts'
import type {RunState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {ensureDirectory} from '../system/files.ts'
import {err, ok, type Result} from '../util/result.ts'
import {catchUp} from './base-merge.ts'
import {FileJournal, type OpenedJournal} from './journal/file-journal.ts'
import {keepSnapshots} from './journal/keep-snapshots.ts'
import type {Recorded} from './journal/position.ts'
import {openInbox} from './requests/inbox.ts'
import {newRunId} from './run-id.ts'
import {describeHolder, type RunLock, takeRunLock} from './run-lock.ts'
import {emptyJournal, findRun, journalPath, type RunError, runDirectory, runsDirectory} from './runs.ts'
import {runResumed, setOff} from './set-off.ts'
import {removeStaleLocks} from './stale-locks.ts'
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
  /** What was read of it already; given away. */
  readonly recorded?: Recorded
  readonly policy: (recorded: Policy) => Policy
  /** Tasks to add to the selection; absent: go on with the tasks that the run has. */
  readonly selection?: readonly TaskId[]
  readonly observe: RunOrder['observe']
  readonly warn: RunOrder['warn']
}

export interface RunHandle {
  readonly run: string
  /** The state in which the run rests; without a result if it was left at work. All is closed by then. */
  readonly finished: Promise<RunState>
  stop(mode: StopRequested['mode'], reason: string): void
  /** Undefined: it is recorded, durably. Else a whole sentence on why it is not. Rejects if the dispatcher is leaving. */
  ask(request: Request): Promise<string | undefined>
}

export const startRun = async (order: RunOrder): Promise<Result<RunHandle, RunError>> => {
  const {directory, graph, policy, selection} = order
  const ground = await prepareGround(directory, policy)
  if (!ground.ok) return ground
  warnOfChanges(ground.value, order.warn)
  const {hub} = ground.value
  if (hub !== undefined) for (const message of await workspaceDifferences(hub)) order.warn(message)
  const run = newRunId(wallClock())
  return whileLocked({directory, run}, async lock => {
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
    return ok(await begin({...order, ...ground.value, ...opened.value, lock, run, first}))
  })
}

export const continueRun = async (order: ContinueOrder): Promise<Result<RunHandle, RunError>> => {
  const found = await findRun(order.directory, order.run)
  if (!found.ok) return found
  const run = found.value
  return whileLocked({directory: order.directory, run}, async lock => {
    const opened = await openJournal(order.directory, run, order.recorded)
    if (!opened.ok) return opened
    const begun = await takeUp(order, opened.value, {lock, run})
    if (!begun.ok) await opened.value.journal.close()
    return begun
  })
}

const takeUp = async (
  order: ContinueOrder,
  opened: OpenedJournal,
  {lock, run}: {readonly lock: RunLock; readonly run: string},
): Promise<Result<RunHandle, RunError>> => {
  const {state, journal} = opened
  if (state === undefined) return err(emptyJournal(journal.path, run))
  const ground = await prepareGround(order.directory, order.policy(state.policy))
  if (!ground.ok) return ground
  const {policy, hub} = ground.value
  const unlocked = hub === undefined ? undefined : await removeStaleLocks(hub)
  if (unlocked !== undefined) order.warn(unlocked)
  const caughtUp = hub === undefined ? ok(undefined) : await catchUp(hub, state)
  if (!caughtUp.ok) return err({code: 'integration', message: caughtUp.error})
  const {selection = []} = order
  const first = runResumed(state, {policy, selection, at: wallClock()})
  return ok(await begin({...order, ...ground.value, ...opened, lock, run, first}))
}

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
  {directory, run}: {readonly directory: string; readonly run: string},
  act: (lock: RunLock) => Promise<Result<RunHandle, RunError>>,
): Promise<Result<RunHandle, RunError>> => {
  await ensureIgnored(runsDirectory(directory))
  const lock = await takeRunLock(runsDirectory(directory), run)
  if (!lock.ok)
    return err({
      code: 'held',
      message: describeHolder(directory, lock.error),
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
const openJournal = async (
  directory: string,
  run: string,
  recorded?: Recorded,
): Promise<Result<OpenedJournal, RunError>> => {
  await ensureDirectory(join(runDirectory(directory, run), ATTEMPTS))
  const opened = await FileJournal.open(journalPath(directory, run), recorded)
  return opened.ok ? opened : err({code: 'journal', message: opened.error.message})
}

interface Beginning extends OpenedJournal, Ground {
  readonly lock: RunLock
  readonly directory: string
  readonly run: string
  readonly first: RunEvent
  readonly observe: RunOrder['observe']
  readonly warn: RunOrder['warn']
}

const begin = async (order: Beginning): Promise<RunHandle> => {
  const {journal, run, state, first, warn} = order
  if (order.cutBytes > 0) warn(tornWarning(order.cutBytes))
  if (order.leftAside !== undefined) warn(order.leftAside)
  const workers = workersFor(order)
  const snapshots = keepSnapshots(journal, order.kept, {warn})
  const observe: RunOrder['observe'] = (event, now) => {
    order.observe(event, now)
    snapshots.consider(now)
  }
  const {finished, stop, ask} = await setOff({state, first, journal, workers, observe})
  const {directory, lock} = order
  const inbox = openInbox({directory: runDirectory(directory, run), dispatcher: lock.name, ask, warn})
  /** Agents outlive a dispatcher that is told to leave, and one that cannot go on: the next one takes them over. */
  const close = async (isLeaving: boolean, rested?: RunState): Promise<void> => {
    try {
      await inbox.close()
      await (isLeaving ? workers.leave() : workers.close())
      await journal.close()
      if (rested !== undefined) await snapshots.close(rested)
    } finally {
      await order.lock.release()
    }
  }
  const closed = finished.then(
    async rested => {
      await close(rested.stopping?.mode === 'detach', rested)
      return rested
    },
    async error => {
      await close(true)
      throw error
    },
  )
  return {run, stop, ask, finished: closed}
}

const workersFor = ({policy, state, directory, run, hub, warn}: Beginning): Workers =>
  isSimulated(policy)
    ? simulatedWorkers()
    : localWorkers({
        // What an earlier dispatcher began is at work already, whatever the number of slots is now.
        slots: Math.max(policy.slots, state?.inFlight.size ?? 0),
        root: directory,
        runDirectory: runDirectory(directory, run),
        ...(hub === undefined ? {} : {hub}),
        ...(state === undefined ? {} : {found: state}),
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
