// `status --health`: what becomes of the processes that work for a run at this moment. Asks the system, not the journal.

import {join} from 'node:path'
import {z} from 'zod'
import {readRun, runDirectory} from '../../dispatcher/runs.ts'
import {attemptFile} from '../../executor/attempt-order.ts'
import type {TaskId} from '../../graph/task.ts'
import type {ProcessName} from '../../run/event.ts'
import {type AttemptState, attemptState, type RunState} from '../../run/state.ts'
import {delay, monotonic, wallClock} from '../../system/clock.ts'
import {writtenAt} from '../../system/files.ts'
import {conditionOf} from '../../system/identity.ts'
import {type Vitals, vitalsOf} from '../../system/vitals.ts'
import {ok} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {leaderOf} from '../recovery.ts'

const INPUT = z.object({run: z.string().optional()})

export interface AttemptHealth {
  readonly task: TaskId
  readonly attempt: number
  readonly agent: string
  /** `completed` and `failed`: the agent has ended, and nothing else works for it now. `unknown`: nobody knows how it ended. */
  readonly health: 'healthy' | 'zombie' | 'completed' | 'failed' | 'unknown'
  /** Null: no process was ever started. */
  readonly pid: number | null
  /** Null: it has not ended, or nobody knows how. */
  readonly exitCode: number | null
  /** Whole seconds since the agent was started, or else the attempt. */
  readonly runtimeSeconds: number
  /** Since its output last grew; null without any output. */
  readonly silenceSeconds: number | null
  readonly processes: number
  readonly threads: number
  /** Of one core, at this moment, 0 to 100 and more. */
  readonly cpuPercent: number
  readonly memoryBytes: number
}

/** Those in flight, in the order in which they began. */
export const health = operation({
  input: INPUT,
  perform: async ({run}, {directory}) => {
    const root = await findRoot(directory)
    const read = await readRun(root, run)
    if (!read.ok) return runFailure(read.error)
    const state = read.value
    const attempts = await Promise.all(
      [...state.inFlight.values()].map(ref => examine(root, state, {...ref})),
    )
    return ok({run: state.run, attempts})
  },
})

/** Long enough for clock ticks of 10 ms to tell something. */
const SAMPLE_MS = 250

const examine = async (
  root: string,
  state: RunState,
  {task, attempt}: {readonly task: TaskId; readonly attempt: number},
): Promise<AttemptHealth> => {
  const known = attemptState(state, {task, attempt})
  const leader = leaderOf(known)
  const now = wallClock()
  const heardAt = await writtenAt(join(runDirectory(root, state.run), attemptFile({task, attempt}, 'log')))
  const condition = leader === undefined ? 'gone' : await conditionOf(leader)
  return {
    task,
    attempt,
    agent: known.agent,
    health: healthOf(condition, known),
    pid: leader?.pid ?? null,
    exitCode: known.exit?.exitCode ?? null,
    runtimeSeconds: seconds(now - (known.agentProcess?.startedAt ?? known.startedAt)),
    silenceSeconds: heardAt === undefined ? null : seconds(now - heardAt),
    ...(await usage(condition === 'alive' ? leader : undefined)),
  }
}

const healthOf = (condition: 'alive' | 'zombie' | 'gone', {exit}: AttemptState): AttemptHealth['health'] => {
  if (condition === 'alive') return 'healthy'
  if (exit !== undefined) return exit.exitCode === 0 ? 'completed' : 'failed'
  return condition === 'zombie' ? 'zombie' : 'unknown'
}

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000))

type Usage = Pick<AttemptHealth, 'processes' | 'threads' | 'cpuPercent' | 'memoryBytes'>

const usage = async (leader: ProcessName | undefined): Promise<Usage> => {
  if (leader === undefined) return {processes: 0, threads: 0, cpuPercent: 0, memoryBytes: 0}
  const [before, start] = [await vitalsOf(leader), monotonic()]
  await delay(SAMPLE_MS)
  const now = await vitalsOf(leader)
  const {processes, threads, memoryBytes} = now
  return {processes, threads, memoryBytes, cpuPercent: percent(now, before, monotonic() - start)}
}

/** What ended meanwhile may have taken its time with it. */
const percent = (now: Vitals, before: Vitals, ms: number): number =>
  Math.max(0, Math.round(((now.cpuMs - before.cpuMs) / ms) * 100))
