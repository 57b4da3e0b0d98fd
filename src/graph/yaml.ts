// Reads and prints `task-dispatcher.yaml`. Here: the file as a whole, its sections and groups; yaml/facts.ts reads one task.

import {suggestion} from '../util/closest.ts'
import type {Diagnostic, Location} from './diagnostic.ts'
import type {Draft, DraftGroup, DraftLayer, DraftTask, Fact, Mention, PlanClaims} from './draft.ts'
import type {Graph, PlanSettings} from './task.ts'
import {openingLine} from './yaml/compiled.ts'
import {itemsOf, ORIGIN, readTask} from './yaml/facts.ts'
import {readPlace} from './yaml/place.ts'
import {printSections} from './yaml/print.ts'
import {type RecordReader, readRecord} from './yaml/record.ts'
import {asRecord, clockMs, documentsOf, settingsOf} from './yaml/settings.ts'
import {DISPATCHER, EXECUTION, GROUP, LAYER, SECTIONS, SETTINGS} from './yaml/shape.ts'
import {type NoteYaml, type Path, parseYaml, type YamlDocument} from './yaml/source.ts'

/**
 * The same graph always gives the same bytes, and `compile(readYaml(…))` of them the same graph.
 * `from` names the document to edit, relative to where the output is read.
 */
export const printYaml = (graph: Graph, from: string): string =>
  `${openingLine(from)}\n${printSections(graph)}`

/** Never fails: what is wrong stands in the draft's diagnostics, and what can be read is read. */
export const readYaml = (document: YamlDocument): Draft => {
  const diagnostics: Diagnostic[] = []
  const note: NoteYaml = (rule, {message, location, related = []}, severity = 'error') => {
    diagnostics.push({severity, rule, message, location, related})
  }
  const source = parseYaml(document, note)
  const reader: RecordReader = {source, note}
  noteUnknownSections(reader)
  const {sections} = source
  const documents = documentsOf(sections)
  const dispatcher = section(reader, 'dispatcher', DISPATCHER)
  const sources = dispatcher?.sources ?? [document.file]
  const groups = itemsOf(listed(reader, 'taskGroups'), ['taskGroups']).flatMap(item =>
    readGroup(reader, item, sources[0] ?? document.file),
  )
  const loose = readTasks(reader, listed(reader, 'tasks'), ['tasks'])
  return {
    title: dispatcher?.phase ?? '',
    sources,
    tasks: [...groups.flatMap(({tasks}) => tasks), ...loose],
    mentions: (dispatcher?.order ?? []).map((id, index) =>
      mention(reader, id, ['dispatcher', 'order', index]),
    ),
    groups: groups.map(({group}) => group),
    layers: itemsOf(listed(reader, 'layers'), ['layers']).flatMap(item => readLayer(reader, item)),
    claims: claimsOf(reader, dispatcher?.totalTasks),
    settings: readSettings(reader, documents),
    diagnostics,
  }
}

const noteUnknownSections = ({source, note}: RecordReader): void => {
  const known: readonly string[] = SECTIONS
  for (const name of source.sections.keys()) {
    if (known.includes(name)) continue
    const message = `the section "${name}" is not known${suggestion(name, known)}, so it has no effect`
    note('unknown-key', {message, location: source.keyPlace([name])}, 'warning')
  }
}

/** A copy is checked, as `documents` keeps the section with what is wrong in it. */
const section = <T>(
  reader: RecordReader,
  name: string,
  shape: Parameters<typeof readRecord<T>>[1],
): T | undefined => {
  const value = reader.source.sections.get(name)
  return value === undefined || value === null
    ? undefined
    : readRecord(reader, shape, {value: structuredClone(value), path: [name]})
}

const listed = ({source, note}: RecordReader, name: string): unknown => {
  const value = source.sections.get(name)
  if (value !== undefined && value !== null && !Array.isArray(value)) {
    note('bad-value', {
      message: `${name} is no list; expected one entry after another, each behind "- "`,
      location: source.place([name]),
    })
  }
  return value
}

const readTasks = (reader: RecordReader, list: unknown, path: Path): readonly DraftTask[] =>
  itemsOf(list, path).flatMap(item => readTask(reader, item) ?? [])

const readGroup = (
  reader: RecordReader,
  item: {readonly value: unknown; readonly path: Path},
  understood: string,
): readonly {readonly group: DraftGroup; readonly tasks: readonly DraftTask[]}[] => {
  const record = readRecord(reader, GROUP, item)
  if (record === undefined) return []
  const {groupId, name, parallelism, day, dependsOnGroup, at} = record
  const tasks = readTasks(reader, record.tasks, [...item.path, 'tasks'])
  const here = (key: string): Location => reader.source.place([...item.path, key])
  const before = typeof dependsOnGroup === 'string' ? [dependsOnGroup] : (dependsOnGroup ?? [])
  const group = {
    id: fact(groupId, readPlace(at ?? '', understood) ?? here('groupId')),
    name: name ?? '',
    members: tasks.map(({id}) => id),
    ...(typeof day === 'number' ? {day} : {}),
    ...(typeof parallelism === 'number' ? {parallelism} : {}),
    dependsOn: before.map(id => fact(id, here('dependsOnGroup'))),
  }
  return [{group, tasks}]
}

const fact = <T>(value: T, location: Location): Fact<T> => ({value, location, origin: ORIGIN})

const mention = ({source}: RecordReader, id: string, path: Path): Mention => ({
  id: {value: id, location: source.place(path), origin: 'order'},
})

const readLayer = (
  reader: RecordReader,
  item: {readonly value: unknown; readonly path: Path},
): readonly DraftLayer[] => {
  const record = readRecord(reader, LAYER, item)
  if (record === undefined) return []
  const {file} = reader.source
  const location = readPlace(record.at ?? '', file) ?? reader.source.place(item.path)
  return [{name: record.name, tasks: record.tasks ?? [], location}]
}

const claimsOf = ({source}: RecordReader, total: number | null | undefined): PlanClaims => ({
  taskCounts: typeof total === 'number' ? [fact(total, source.place(['dispatcher', 'totalTasks']))] : [],
})

const readSettings = (reader: RecordReader, documents: PlanSettings['documents']): PlanSettings => {
  section(reader, 'execution', EXECUTION)
  const {timeout} = asRecord(asRecord(documents.execution).agentSpawning)
  if (typeof timeout === 'string' && clockMs(timeout) === undefined) {
    const location = reader.source.place(['execution', 'agentSpawning', 'timeout'])
    const message = `timeout is "${timeout}", expected a duration such as "6 hours"`
    reader.note('bad-value', {message, location})
  }
  const {maxConcurrent, runLimitMs, maxRetries, gateGroups, coordination} =
    section(reader, 'settings', SETTINGS) ?? {}
  return {
    ...settingsOf(documents),
    ...(typeof maxConcurrent === 'number' ? {maxConcurrent} : {}),
    ...(typeof runLimitMs === 'number' ? {runLimitMs} : {}),
    ...(typeof maxRetries === 'number' ? {maxRetries} : {}),
    ...(typeof gateGroups === 'boolean' ? {gateGroups} : {}),
    ...(coordination === undefined ? {} : {coordination}),
    documents,
  }
}
