// Reads one task of a YAML plan. Knows the shape of a task, and nothing of groups or other sections.

import type {Location} from '../diagnostic.ts'
import type {DependencyRef, DraftTask, Fact} from '../draft.ts'
import type {Gate, Input, Output} from '../task.ts'
import {gateOf, NOTHING_TO_RUN} from './gate.ts'
import {readPlace, readSpan} from './place.ts'
import {type RecordReader, readRecord} from './record.ts'
import {DEPENDENCY, GATE, INPUT, OUTPUT, TASK} from './shape.ts'
import type {Path} from './source.ts'

/** As messages call this kind of place. */
export const ORIGIN = 'YAML'

interface TaskReader extends RecordReader {
  /** The file that places without one speak of. */
  readonly understood: string
}

interface Item {
  readonly value: unknown
  readonly path: Path
}

export const readTask = (reader: RecordReader, {value, path}: Item): DraftTask | undefined => {
  const record = readRecord(reader, TASK, {value, path})
  if (record === undefined) return undefined
  const here = (key: string): Location => reader.source.place([...path, key])
  const fact = <T>(key: string, value: T): Fact<T> => ({value, location: here(key), origin: ORIGIN})
  const facts = <T>(key: string, value: T | null | undefined): readonly Fact<T>[] =>
    value === undefined || value === null ? [] : [fact(key, value)]
  const {file} = reader.source
  const source = readSpan(record.source ?? '') ?? {file, ...reader.source.lines(path)}
  const inner: TaskReader = {...reader, understood: source.file}
  const list = (key: keyof typeof record): readonly Item[] => itemsOf(record[key], [...path, key])
  const {specialization} = record.agent ?? {}
  return {
    id: fact('taskId', record.taskId),
    titles: facts('title', record.title),
    priorities: facts('priority', record.priority),
    efforts: facts('effortHours', record.effortHours),
    dependencies: facts('dependencies', record.dependencies).map(({location, origin}) => ({
      value: list('dependencies').flatMap(item => readDependency(inner, item)),
      location,
      origin,
    })),
    blocks: [],
    ...(record.agent ? {agent: {type: record.agent.type, ...(specialization ? {specialization} : {})}} : {}),
    ...(record.partOf ? {parent: fact('partOf', record.partOf)} : {}),
    ...(record.isOptional === true ? {isOptional: true} : {}),
    inputs: list('inputs').flatMap(item => readInput(inner, item)),
    outputs: list('outputs').flatMap(item => readOutput(inner, item)),
    gates: list('validation').flatMap(item => readGate(inner, item)),
    relatedDocs: record.relatedDocs ?? [],
    instruction: record.instruction ?? '',
    source,
  }
}

export const itemsOf = (list: unknown, path: Path): readonly Item[] =>
  Array.isArray(list) ? list.map((value, index) => ({value, path: [...path, index]})) : []

/** Where compiled YAML says it was; else where it stands in the YAML. */
const placeOf = (reader: TaskReader, {path}: Item, at: string | null | undefined): Location =>
  readPlace(at ?? '', reader.understood) ?? reader.source.place(path)

const readDependency = (reader: TaskReader, item: Item): readonly DependencyRef[] => {
  const record = typeof item.value === 'string' ? {taskId: item.value} : readRecord(reader, DEPENDENCY, item)
  if (record === undefined) return []
  const {taskId: id, kind, at} = {kind: undefined, at: undefined, ...record}
  return [{type: 'task', id, ...(kind ? {kind} : {}), location: placeOf(reader, item, at)}]
}

const readInput = (reader: TaskReader, item: Item): readonly Input[] => {
  if (typeof item.value === 'string') return [{path: item.value}]
  const record = readRecord(reader, INPUT, item)
  return record === undefined ? [] : [present(record)]
}

const readOutput = (reader: TaskReader, item: Item): readonly Output[] => {
  const record = typeof item.value === 'string' ? {path: item.value} : readRecord(reader, OUTPUT, item)
  if (record === undefined) return []
  const {path, intent, at, ...rest} = {intent: undefined, at: undefined, ...record}
  return [
    {
      path,
      intent: intent ?? 'create',
      ...present(rest),
      location: placeOf(reader, {...item, path: [...item.path, 'path']}, at),
    },
  ]
}

/** Without keys that have no value. */
const present = <T extends object>(record: T): {[K in keyof T]: NonNullable<T[K]>} =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]: NonNullable<T[K]>
  }

const readGate = (reader: TaskReader, item: Item): readonly Gate[] => {
  const record = readRecord(reader, GATE, item)
  if (record === undefined) return []
  const gate = gateOf(record, at => placeOf(reader, item, at))
  if (gate !== undefined) return [gate]
  reader.note('bad-value', {message: NOTHING_TO_RUN, location: placeOf(reader, item, record.at)})
  return []
}
