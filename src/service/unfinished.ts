// Before a new run: whether to go on with one that was cut off instead, and whether agents are at work that outlived theirs.

import {z} from 'zod'
import {findLockHolder} from '../dispatcher/run-lock.ts'
import {journalPath, listRuns, readRun, runsDirectory} from '../dispatcher/runs.ts'
import {sameness} from '../graph/duplicate.ts'
import type {TaskId} from '../graph/task.ts'
import {isSimulated} from '../run/policy.ts'
import {lastAttempt, type RunState, taskState} from '../run/state.ts'
import {readTail} from '../system/files.ts'
import type {Context} from './operation.ts'
import type {Prepared} from './preparation.ts'
import {isAtWork} from './recovery.ts'

export const RESUME_MODE = z.enum(['ask', 'auto', 'never'])
export type ResumeMode = z.output<typeof RESUME_MODE>

/** The last run, if it was cut off and shall go on. Where nobody can answer, it is named, and left as it is. */
export const unfinishedRun = async (
  root: string,
  mode: ResumeMode,
  {confirm, emit}: Context,
): Promise<string | undefined> => {
  const state = await lastCutOff(root)
  if (state === undefined || mode === 'auto') return state?.run
  const text = `The run ${state.run} of "${state.graph.title}" is not finished: ${progressOf(state)}.`
  if (mode === 'ask' && confirm !== undefined) {
    const isWanted = await confirm({text: `${text}\n`, question: 'Go on with it instead of starting anew?'})
    return isWanted ? state.run : undefined
  }
  const message = `${text} A new one is started; to go on with that one: agent-spawn run --continue --run ${state.run}`
  emit({type: 'notice', message})
  return undefined
}

/** One that a living dispatcher is at work on is none; one whose journal is damaged is for `doctor`. */
const lastCutOff = async (root: string): Promise<RunState | undefined> => {
  const last = await readRun(root)
  if (!last.ok || !isCutOff(last.value)) return undefined
  return (await findLockHolder(runsDirectory(root))) === undefined ? last.value : undefined
}

/** Why the tasks cannot be started: agents that outlived their dispatcher are at work on them. Undefined: none is. */
export const takenElsewhere = async (
  root: string,
  {graph, policy, selection}: Pick<Prepared, 'graph' | 'policy' | 'selection'>,
): Promise<string | undefined> => {
  // A dispatcher at work has the lock, and whoever asks for it is told.
  if (isSimulated(policy) || (await findLockHolder(runsDirectory(root))) !== undefined) return undefined
  const selected = new Set(selection)
  const wanted = new Set(graph.tasks.filter(({id}) => selected.has(id)).map(sameness))
  for (const run of await openRuns(root)) {
    const state = await readRun(root, run)
    if (!state.ok) continue
    const running = [...state.value.schedule.running].map(id => taskState(state.value, id))
    // One of the same name has the same workspace.
    for (const task of running.filter(
      each => selected.has(each.task.id) || wanted.has(sameness(each.task)),
    )) {
      const attempt = lastAttempt(task)
      if (attempt !== undefined && (await isAtWork(attempt))) return taken(run, task.task.id)
    }
  }
  return undefined
}

const taken = (run: string, task: TaskId): string =>
  `An agent of run ${run} is still at work on ${task}, though no dispatcher is. Take it over: agent-spawn run --continue --run ${run}; or end it first: agent-spawn cleanup`

/** Those whose journal does not end with the run's end, and the last one. */
export const openRuns = async (root: string): Promise<readonly string[]> => {
  const runs = await listRuns(root)
  const isOpen = await Promise.all(
    runs.map(async run => !(await lastLine(journalPath(root, run))).includes('"type":"run-finished"')),
  )
  return runs.filter((run, index) => isOpen[index] === true || run === runs.at(-1))
}

/** A line that is longer than this is no run's end. */
const LINE_CHARS = 1_000

const lastLine = async (path: string): Promise<string> =>
  (await readTail(path, LINE_CHARS)).trimEnd().split('\n').at(-1) ?? ''

const isCutOff = ({result}: RunState): boolean => result === undefined || result === 'interrupted'

const progressOf = ({tasks, inFlight}: RunState): string => {
  const phases = [...tasks.values()].map(({phase}) => phase)
  const selected = phases.filter(phase => phase !== 'skipped').length
  const done = phases.filter(phase => phase === 'done').length
  return `${done} of ${selected} tasks done, ${inFlight.size} in flight`
}
