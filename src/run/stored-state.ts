// A state as text, and back: for whoever does not want to fold a long journal again. The graph is left to the caller, and what is
// known of each task's attempts stays text until somebody asks, as of a long run hardly anybody does. Knows no files.

import type {Graph, Task} from '../graph/task.ts'
import {lazy} from '../util/lazy.ts'
import {JOURNAL_VERSION} from './event.ts'
import {evolve} from './evolve.ts'
import {phasesOf} from './fold.ts'
import {DEFAULT_POLICY} from './policy.ts'
import {createSchedule} from './schedule.ts'
import {memoryOf, recall, type ScheduleMemory} from './schedule-memory.ts'
import type {AttemptState, RunState, TaskState} from './state.ts'

/** Raised when what a state holds means something else than before. What it holds more is noticed without. */
export const STATE_VERSION = 1

export interface StoredState {
  /** JSON, of all that belongs to no single task. */
  readonly run: string
  /** JSON, of all tasks in the order of the graph, without their attempts. */
  readonly tasks: string
  /** JSON, for each task in that order; empty for one that was never tried. */
  readonly attempts: readonly string[]
}

type RunFacts = Omit<RunState, 'graph' | 'tasks' | 'schedule'>
type TaskFacts = Omit<TaskState, 'task' | 'attempts'>

export const storeState = ({graph, tasks, schedule, ...run}: RunState): StoredState => {
  const all = [...tasks.values()]
  return {
    run: JSON.stringify({run, memory: memoryOf(schedule)}, unfolded),
    tasks: JSON.stringify(all.map(({task, attempts, ...facts}) => facts)),
    attempts: all.map(({attempts}) => (attempts.length === 0 ? '' : JSON.stringify(attempts))),
  }
}

export interface Restoration extends Pick<StoredState, 'run' | 'tasks'> {
  readonly graph: Graph
  /** By the task's place in the graph; asked when somebody looks. */
  readonly attemptsAt: (place: number) => string
}

/** Undefined where a version of the program stored it that knew less. */
export const restoreState = (stored: Restoration): RunState | undefined => {
  const {graph} = stored
  const {run, memory} = JSON.parse(stored.run, folded) as {run: RunFacts; memory: ScheduleMemory}
  if (!hasAll(run, FRESH) || !hasAll(run.policy, FRESH.policy)) return undefined
  const {policy, at} = run
  const state = {...run, graph, tasks: restoreTasks(stored)} as RunState
  // Whoever goes on with the run makes a new one.
  const makeSchedule = ({tasks}: RunState): RunState['schedule'] => {
    const schedule = createSchedule(graph, policy, {phases: phasesOf(tasks), at})
    recall(schedule, memory)
    return schedule
  }
  return Object.defineProperty(state, 'schedule', lazy('schedule', makeSchedule))
}

const NO_TASKS = {
  title: '',
  sources: [],
  tasks: [],
  groups: [],
  layers: [],
  edges: [],
  settings: {documents: {}},
}

const {
  graph: _graph,
  tasks: _tasks,
  schedule: _schedule,
  ...FRESH
} = evolve(undefined, {
  ...{type: 'run-started', at: 0, version: JOURNAL_VERSION, run: '', selection: []},
  ...{graph: NO_TASKS, policy: DEFAULT_POLICY},
})

const hasAll = (found: object, expected: object): boolean =>
  Object.keys(expected).every(key => Object.hasOwn(found, key))

const restoreTasks = ({graph, tasks, attemptsAt}: Restoration): RunState['tasks'] => {
  const facts = JSON.parse(tasks) as readonly TaskFacts[]
  if (facts.length !== graph.tasks.length)
    throw new Error(`bug: ${facts.length} tasks are stored of a graph with ${graph.tasks.length}`)
  const places = new Map(graph.tasks.map(({id}, place) => [id, place]))
  const attempts = lazy('attempts', ({task}: TaskState) => parsed(attemptsAt(places.get(task.id) ?? -1)))
  return new Map(
    graph.tasks.map((task, place) => [
      task.id,
      Object.defineProperty(withTask(facts[place], task), 'attempts', attempts) as TaskState,
    ]),
  )
}

/** In place: a copy of each of 100,000 takes longer than reading it. */
const withTask = (facts: TaskFacts | undefined, task: Task): TaskFacts => {
  const owned = facts as TaskFacts & {task: Task}
  owned.task = task
  return owned
}

const parsed = (text: string): readonly AttemptState[] =>
  text === '' ? [] : (JSON.parse(text) as readonly AttemptState[])

/** Maps and sets as what JSON can hold. */
const unfolded = (_: string, value: unknown): unknown => {
  if (value instanceof Map) return {$map: [...value]}
  return value instanceof Set ? {$set: [...value]} : value
}

const folded = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][])
  return '$set' in value ? new Set(value.$set as unknown[]) : value
}
