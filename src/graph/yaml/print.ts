// Prints a graph as YAML: the shape of `task-dispatcher.yaml`, with keys of its own for what that has no room for
// (places, steps, texts). The same graph always gives the same bytes.

import {isNode, type Node, Scalar} from 'yaml'
import type {Edge, Gate, Graph, Group, Input, Output, PlanSettings, Step, Task, TaskId} from '../task.ts'
import {printPlace, printSpan} from './place.ts'
import {asRecord, settingsOf, VERSION} from './settings.ts'
import {MAX_INDENT} from './source.ts'

/** Makes a value that stands on one line. */
export type Flow = (value: unknown) => Node

/** The whole output, sections in their order. */
export const sectionsOf = (graph: Graph, flow: Flow): object => {
  const edges = Map.groupBy(graph.edges, ({task}) => task)
  const printed = new Map(
    graph.tasks.map(task => [task.id, taskRecord(task, edges.get(task.id) ?? [], flow)]),
  )
  const grouped = graph.groups.map(group => groupRecord(graph, group, printed))
  const loose = graph.tasks.filter(({group}) => group === undefined)
  const {execution, successCriteria, rollback} = graph.settings.documents
  return compact({
    dispatcher: dispatcherRecord(graph, flow),
    taskGroups: unlessEmpty(grouped),
    tasks: unlessEmpty(loose.map(({id}) => printed.get(id))),
    layers: unlessEmpty(graph.layers.map(({name, tasks}) => ({name: safe(name), tasks: flow(tasks)}))),
    settings: ownSettings(graph.settings),
    execution: safe(execution),
    successCriteria: safe(successCriteria),
    rollback: safe(rollback),
  })
}

const dispatcherRecord = (graph: Graph, flow: Flow): unknown => {
  const nested = [
    ...graph.groups.flatMap(({tasks}) => tasks),
    ...graph.tasks.filter(({group}) => group === undefined).map(({id}) => id),
  ]
  const order = graph.tasks.map(({id}) => id)
  const {version = VERSION, ...kept} = asRecord(graph.settings.documents.dispatcher)
  const record = compact({
    version,
    phase: graph.title,
    totalTasks: graph.tasks.length,
    ...kept,
    sources: graph.sources,
    order: nested.every((id, index) => id === order[index]) ? undefined : flow(order),
  })
  return safe(record)
}

const ownSettings = ({documents, ...settings}: PlanSettings): object | undefined => {
  const implied: {readonly [key: string]: unknown} = {...settingsOf(documents)}
  const own = Object.entries(settings).filter(([key, value]) => implied[key] !== value)
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

const groupRecord = (graph: Graph, group: Group, printed: ReadonlyMap<TaskId, object>): object =>
  compact({
    groupId: safe(group.id),
    name: safe(group.name),
    parallelism: group.parallelism,
    day: group.day,
    dependsOnGroup:
      group.dependsOn.length === 1 ? safe(group.dependsOn[0]) : unlessEmpty(group.dependsOn.map(safe)),
    at: safe(printPlace(group.location, graph.sources[0] ?? '')),
    tasks: group.tasks.map(id => printed.get(id)),
  })

const taskRecord = (task: Task, edges: readonly Edge[], flow: Flow): object => {
  const {file} = task.source
  return compact({
    taskId: task.id,
    title: safe(task.title),
    priority: task.priority,
    effortHours: task.effortHours,
    agent: task.agent === undefined ? undefined : safe(task.agent),
    inputs: unlessEmpty(task.inputs.map(inputRecord)),
    outputs: unlessEmpty(task.outputs.map(output => outputRecord(output, file))),
    validation: unlessEmpty(task.gates.map(gate => gateRecord(gate, file))),
    dependencies: edges.length === 0 ? flow([]) : edges.map(edge => flow(edgeRecord(edge, file))),
    relatedDocs: unlessEmpty(task.relatedDocs.map(safe)),
    source: safe(printSpan(task.source)),
    instruction: task.instruction === '' ? undefined : safe(task.instruction),
  })
}

const inputRecord = ({path, section, text}: Input): unknown => safe(compact({path, section, text}))

const outputRecord = ({path, type, intent, note, text, location}: Output, file: string): unknown =>
  safe(
    compact({
      path,
      type,
      intent: intent === 'create' ? undefined : intent,
      note,
      at: printPlace(location, file),
      text,
    }),
  )

const edgeRecord = ({dependency, kind, location}: Edge, file: string): object =>
  compact({taskId: dependency, kind: kind === 'stated' ? undefined : kind, at: printPlace(location, file)})

/** Keys that a gate has beside its parameters: parameters with such a name are printed apart. */
const GATE_KEYS = new Set(['type', 'name', 'at', 'shell', 'steps', 'parameters', 'command'])

const gateRecord = ({name, type, shell, steps, parameters, location}: Gate, file: string): unknown => {
  const clashes = Object.keys(parameters).some(key => GATE_KEYS.has(key))
  return safe(
    compact({
      type,
      name: name === type ? undefined : name,
      at: printPlace(location, file),
      shell,
      ...(clashes ? {parameters} : parameters),
      steps: unlessEmpty(steps.map(step => stepRecord(step, file))),
    }),
  )
}

const stepRecord = ({name, command, kind, expect, because, location}: Step, file: string): object =>
  compact({
    name,
    command,
    kind: kind === 'check' ? undefined : kind,
    expect: expect === 'success' ? undefined : expect,
    because,
    at: printPlace(location, file),
  })

const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list

const compact = (record: object): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

/**
 * Text that plain or block style would not bring back: control characters, lone surrogates, very deep indentation, white
 * space in front (the library gives a block that begins with a blank line the wrong indentation).
 */
const DELICATE = new RegExp(
  String.raw`(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029\ufeff]|(?:^|\n)[ \t]{${MAX_INDENT / 2}}|^\s`,
  'u',
)

/** The value with every delicate text, keys too, in double quotes. */
export const safe = (value: unknown): unknown => {
  if (typeof value === 'string') return DELICATE.test(value) ? quoted(value) : value
  if (Array.isArray(value)) return value.map(safe)
  if (typeof value !== 'object' || value === null || isNode(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [safe(key), safe(inner)] as const)
  return entries.some(([key]) => typeof key !== 'string') ? new Map(entries) : Object.fromEntries(entries)
}

const quoted = (text: string): Scalar => {
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}
