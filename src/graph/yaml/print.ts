// Prints a graph as YAML: the shape of `task-dispatcher.yaml`, with keys of its own for what that has no room for
// (places, steps, texts). The same graph always gives the same bytes.

import type {Edge, Gate, Graph, Group, Input, Output, PlanSettings, Step, Task, TaskId} from '../task.ts'
import {emit, oneLine} from './emit.ts'
import {printPlace, printSpan} from './place.ts'
import {asRecord, settingsOf, VERSION} from './settings.ts'

/** All sections in their order. */
export const printSections = (graph: Graph): string => {
  const edges = Map.groupBy(graph.edges, ({task}) => task)
  const printed = new Map(graph.tasks.map(task => [task.id, taskRecord(task, edges.get(task.id) ?? [])]))
  const grouped = graph.groups.map(group => groupRecord(graph, group, printed))
  const loose = graph.tasks.filter(({group}) => group === undefined)
  const {execution, successCriteria, rollback} = graph.settings.documents
  const sections = compact({
    dispatcher: dispatcherRecord(graph),
    taskGroups: unlessEmpty(grouped),
    tasks: unlessEmpty(loose.map(({id}) => printed.get(id))),
    layers: unlessEmpty(graph.layers.map(({name, tasks}) => ({name, tasks: oneLine(tasks)}))),
    settings: ownSettings(graph.settings),
    execution,
    successCriteria,
    rollback,
  })
  return emit(sections)
}

const dispatcherRecord = (graph: Graph): object => {
  const nested = [
    ...graph.groups.flatMap(({tasks}) => tasks),
    ...graph.tasks.filter(({group}) => group === undefined).map(({id}) => id),
  ]
  const order = graph.tasks.map(({id}) => id)
  const {version = VERSION, ...kept} = asRecord(graph.settings.documents.dispatcher)
  return compact({
    version,
    phase: graph.title,
    totalTasks: graph.tasks.length,
    ...kept,
    sources: graph.sources,
    order: nested.every((id, index) => id === order[index]) ? undefined : oneLine(order),
  })
}

const ownSettings = ({documents, ...settings}: PlanSettings): object | undefined => {
  const implied: {readonly [key: string]: unknown} = {...settingsOf(documents)}
  const own = Object.entries(settings).filter(([key, value]) => implied[key] !== value)
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

const groupRecord = (graph: Graph, group: Group, printed: ReadonlyMap<TaskId, object>): object =>
  compact({
    groupId: group.id,
    name: group.name,
    parallelism: group.parallelism,
    day: group.day,
    dependsOnGroup: group.dependsOn.length === 1 ? group.dependsOn[0] : unlessEmpty(group.dependsOn),
    at: printPlace(group.location, graph.sources[0] ?? ''),
    tasks: group.tasks.map(id => printed.get(id)),
  })

const taskRecord = (task: Task, edges: readonly Edge[]): object => {
  const {file} = task.source
  return compact({
    taskId: task.id,
    title: task.title,
    priority: task.priority,
    effortHours: task.effortHours,
    agent: task.agent,
    inputs: unlessEmpty(task.inputs.map(inputRecord)),
    outputs: unlessEmpty(task.outputs.map(output => outputRecord(output, file))),
    validation: unlessEmpty(task.gates.map(gate => gateRecord(gate, file))),
    dependencies: edges.map(edge => oneLine(edgeRecord(edge, file))),
    partOf: task.partOf?.[0],
    isOptional: task.isOptional,
    relatedDocs: unlessEmpty(task.relatedDocs),
    source: printSpan(task.source),
    instruction: task.instruction === '' ? undefined : task.instruction,
  })
}

const inputRecord = ({path, section, text}: Input): object => compact({path, section, text})

const outputRecord = ({path, type, intent, note, text, location}: Output, file: string): object =>
  compact({
    path,
    type,
    intent: intent === 'create' ? undefined : intent,
    note,
    at: printPlace(location, file),
    text,
  })

const edgeRecord = ({dependency, kind, location}: Edge, file: string): object =>
  compact({taskId: dependency, kind: kind === 'stated' ? undefined : kind, at: printPlace(location, file)})

/** Keys that a gate has beside its parameters: parameters with such a name are printed apart. */
const GATE_KEYS = new Set(['type', 'name', 'at', 'shell', 'steps', 'parameters', 'command'])

const gateRecord = ({name, type, shell, steps, parameters, location}: Gate, file: string): object => {
  const clashes = Object.keys(parameters).some(key => GATE_KEYS.has(key))
  return compact({
    type,
    name: name === type ? undefined : name,
    at: printPlace(location, file),
    shell,
    ...(clashes ? {parameters} : parameters),
    steps: unlessEmpty(steps.map(step => stepRecord(step, file))),
  })
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
