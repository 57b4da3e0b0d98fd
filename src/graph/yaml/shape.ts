// The shape of `task-dispatcher.yaml`: the keys that plans by other tools have, and those of our own output.
// The message of each schema says what was expected, as the end of a sentence.

import {z} from 'zod'
import {PRIORITIES} from '../task.ts'

/** Read by people and other tools alone. */
const anything = z.unknown().optional()
const text = z.string('text (in quotes if it looks like a number)')
const texts = z.array(text, 'a list of texts')
const hours = z.number('a number of hours').nonnegative('a number of hours, not below 0')
const count = z.int('a whole number').nonnegative('a whole number, not below 0')
const capacity = z.int('a whole number').positive('a whole number above 0')

const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `one of ${words.join(', ')}`)

const priority = text.transform(word => word.toUpperCase()).pipe(oneOf(PRIORITIES))

export const STEP = z.strictObject(
  {
    name: text.nullish(),
    command: text,
    kind: oneOf(['check', 'background', 'manual']).nullish(),
    expect: oneOf(['success', 'failure']).nullish(),
    because: text.nullish(),
    at: text.nullish(),
  },
  'a step: {name, command}',
)

/** Any further key is a parameter of the gate's type. */
export const GATE = z.looseObject(
  {
    type: text,
    name: text.nullish(),
    at: text.nullish(),
    shell: oneOf(['bash', 'sh']).nullish(),
    steps: z.array(STEP, 'a list of steps').nullish(),
    parameters: z.record(z.string(), z.unknown(), 'a mapping').nullish(),
  },
  'a gate: {type, …}',
)

export const INPUT = z.strictObject(
  {path: text.nullish(), section: text.nullish(), text: text.nullish()},
  'a path or {path, section}',
)

export const OUTPUT = z.strictObject(
  {
    path: text,
    type: text.nullish(),
    intent: oneOf(['create', 'modify', 'delete']).nullish(),
    note: text.nullish(),
    text: text.nullish(),
    at: text.nullish(),
  },
  'a path or {path, type}',
)

export const DEPENDENCY = z.strictObject(
  {
    taskId: text,
    kind: oneOf(['stated', 'range', 'group', 'order', 'parent']).nullish(),
    at: text.nullish(),
  },
  'a task id or {taskId}',
)

const list = z.array(z.unknown(), 'a list')

/** Its lists are read one by one, so that a mistake costs one entry. */
export const TASK = z.strictObject(
  {
    taskId: text,
    title: text.nullish(),
    priority: priority.nullish(),
    effortHours: hours.nullish(),
    agent: z.strictObject({type: text, specialization: text.nullish()}, '{type, specialization}').nullish(),
    inputs: list.nullish(),
    outputs: list.nullish(),
    validation: list.nullish(),
    dependencies: list.nullish(),
    partOf: text.nullish(),
    isOptional: z.boolean('true or false').nullish(),
    relatedDocs: texts.nullish(),
    source: text.nullish(),
    instruction: text.nullish(),
  },
  'a task: {taskId, title, …}',
)

export const GROUP = z.strictObject(
  {
    groupId: text,
    name: text.nullish(),
    parallelism: capacity.nullish(),
    day: count.nullish(),
    dependsOnGroup: z.union([text, texts], 'a group id or a list of them').nullish(),
    at: text.nullish(),
    tasks: list.nullish(),
  },
  'a group: {groupId, name, tasks, …}',
)

export const LAYER = z.strictObject({name: text, at: text.nullish(), tasks: texts.nullish()}, '{name, tasks}')

export const DISPATCHER = z.strictObject(
  {
    version: anything,
    phase: text.nullish(),
    totalTasks: count.nullish(),
    sources: texts.nullish(),
    order: texts.nullish(),
    maxConcurrentAgents: capacity.nullish(),
    estimatedDuration: anything,
    parallelGroups: anything,
    checkpointInterval: anything,
    logDir: anything,
  },
  'a mapping',
)

export const EXECUTION = z.strictObject(
  {
    startDate: anything,
    checkpointInterval: anything,
    checkpointAction: anything,
    workspaceIsolation: anything,
    monitoring: anything,
    agentSpawning: z
      .looseObject({timeout: text.nullish(), maxRetries: count.nullish()}, '{timeout, maxRetries}')
      .nullish(),
    validation: z
      .looseObject({gateBeforeNextPhase: z.boolean('true or false').nullish()}, '{gateBeforeNextPhase}')
      .nullish(),
  },
  'a mapping',
)

const COORDINATED_TASK = z.strictObject(
  {
    claims: z.array(text, 'a list of paths').exactOptional(),
    urgency: z.int('a whole number from 1 to 5').min(1).max(5).exactOptional(),
    runLimitMs: capacity.exactOptional(),
  },
  '{claims, urgency, runLimitMs}',
)

const COORDINATION = z.strictObject(
  {
    claims: z.enum(['warn', 'fail'], 'warn or fail').exactOptional(),
    merge: z.enum(['automatic', 'approved'], 'automatic or approved').exactOptional(),
    repairsConflicts: z.boolean('true or false').exactOptional(),
    checkpointMs: capacity.exactOptional(),
    tasks: z.record(z.string(), COORDINATED_TASK, 'a mapping of tasks').exactOptional(),
  },
  '{claims, merge, repairsConflicts, checkpointMs, tasks}',
)

/** What a plan of another format says of its run, where `dispatcher` and `execution` do not already say so. */
export const SETTINGS = z.strictObject(
  {
    maxConcurrent: capacity.nullish(),
    runLimitMs: count.nullish(),
    maxRetries: count.nullish(),
    gateGroups: z.boolean('true or false').nullish(),
    coordination: COORDINATION.optional(),
  },
  'a mapping',
)

/** Top-level keys, in the order they are printed. */
export const SECTIONS = [
  'dispatcher',
  'taskGroups',
  'tasks',
  'layers',
  'settings',
  'execution',
  'successCriteria',
  'rollback',
] as const
