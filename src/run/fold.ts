// The few ways in which the fold changes a state. For `evolve` and its parts alone.

import type {Task, TaskId} from '../graph/task.ts'
import type {AttemptRef} from './event.ts'
import type {Phase} from './phase.ts'
import {createSchedule, move} from './schedule.ts'
import {type AttemptState, attemptState, type RunState, type TaskState} from './state.ts'

/** Of a state that was given away to be changed. */
export type Owned<T> = {-readonly [K in keyof T]: T[K]}

export const taskOf = (run: RunState, id: TaskId): Owned<TaskState> => {
  const task = run.tasks.get(id)
  if (task === undefined) throw new Error(`bug: run ${run.run} has no task ${id}`)
  return task
}

export const newTask = (task: Task, phase: Phase): TaskState => ({
  task,
  phase,
  spent: 0,
  repeats: 0,
  refusals: [],
  attempts: [],
})

/** Every change of a phase goes through here, or is followed by `reschedule`. */
export const setPhase = (run: Owned<RunState>, id: TaskId, to: Phase, expected?: readonly Phase[]): void => {
  const task = taskOf(run, id)
  // One that is made only now must be made from the phases before: see `restoreState`.
  const {schedule} = run
  const from = task.phase
  if (expected !== undefined && !expected.includes(from))
    throw new Error(`bug: ${id} is ${from}, expected ${expected.join(' or ')} before ${to}`)
  task.phase = to
  if (to === 'failed') run.hasFailed = true
  if (from === 'waiting') forgetResolution(run, id)
  move(schedule, task.task, {from, to, at: run.at})
}

/** What a person has brought together is to be judged no more, or by now. */
export const forgetResolution = (run: Owned<RunState>, id: TaskId): void => {
  run.resolved = run.resolved.filter(other => other !== id)
}

/** After changes that no single task's move describes; takes as many steps as the run has tasks. */
export const reschedule = (run: Owned<RunState>): void => {
  run.schedule = createSchedule(run.graph, run.policy, {phases: phasesOf(run.tasks), at: run.at})
}

/** The same while the run is at work: tasks that failed go on waiting for their next try. */
export const rescheduleAtWork = (run: Owned<RunState>): void => {
  const {delayed} = run.schedule
  reschedule(run)
  for (const [task, at] of delayed) if (taskOf(run, task).spent > 0) run.schedule.delayed.set(task, at)
}

export const phasesOf = (tasks: ReadonlyMap<TaskId, TaskState>): ReadonlyMap<TaskId, Phase> =>
  new Map([...tasks].map(([id, {phase}]) => [id, phase]))

export const note = (run: RunState, ref: AttemptRef, facts: Partial<AttemptState>): void => {
  const task = taskOf(run, ref.task)
  task.attempts = task.attempts.with(ref.attempt - 1, {...attemptState(run, ref), ...facts})
}
