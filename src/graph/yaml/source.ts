// Parses YAML that nobody vouches for into plain values, and knows where each stands.
// Knows nothing of plans beyond the caps on size and nesting.

import {isAlias, isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments, type YAMLMap} from 'yaml'
import type {Diagnostic, Location} from '../diagnostic.ts'
import type {Finding} from '../finding.ts'
import {type Places, placesOf} from '../offsets.ts'
import {lengthMax} from './compiled.ts'

/**
 * Steps of indentation (a space, or `- `) a line may begin with. The library builds regular expressions as long as the
 * indentation, and at 40,000 columns aborts the whole process.
 */
export const MAX_INDENT = 500

/** Of one kind; a file in another format has thousands. */
const MAX_SYNTAX_ERRORS = 20

export type Path = readonly (string | number)[]

export interface YamlSource {
  readonly file: string
  /** Top-level keys of all documents. */
  readonly sections: ReadonlyMap<string, unknown>
  /** Of the value at that path, or of the last part of the path that there is. */
  place(path: Path): Location
  /** Of the key that ends the path. */
  keyPlace(path: Path): Location
  /** The lines from a value's first to its last, both included. */
  lines(path: Path): {readonly line: number; readonly endLine: number}
}

export interface YamlDocument {
  readonly file: string
  readonly text: string
}

export type NoteYaml = (rule: string, finding: Finding, severity?: Diagnostic['severity']) => void

export const parseYaml = (document: YamlDocument, note: NoteYaml): YamlSource => {
  const {file} = document
  const places = placesOf(document)
  const reader: Reader = {places, note}
  // The library takes a lone carriage return for a character like any other.
  const text = document.text.replace(/\r(?!\n)/g, '\n')
  const roots = isParsable({file, text}, note) ? parseRoots(text, reader) : []
  const sections = new Map<string, Found>()
  for (const root of roots) addSections(reader, root, sections)
  const find = (path: Path): Found => findNode(sections, path)
  return {
    file,
    sections: new Map([...sections].map(([name, node]) => [name, plain(reader, node.value)])),
    place: path => spot(reader, find(path).value ?? undefined),
    keyPlace: path => spot(reader, find(path).key),
    lines: path => {
      const range = find(path).value?.range
      const [line, endLine] = [range?.[0] ?? 0, Math.max(range?.[0] ?? 0, (range?.[1] ?? 1) - 1)].map(
        offset => places(offset, offset).line,
      )
      return {line: line ?? 1, endLine: endLine ?? 1}
    },
  }
}

interface Reader {
  readonly places: Places
  readonly note: NoteYaml
}

const isParsable = ({file, text}: YamlDocument, note: NoteYaml): boolean => {
  const start = {file, line: 1, column: 1}
  if (text.length > lengthMax(text)) {
    const message = `${file} has ${text.length} characters; expected at most ${lengthMax(text)}; split the plan`
    note('too-large', {message, location: start})
    return false
  }
  const line = deepLine(text)
  if (line === undefined) return true
  const message = `the line is indented by more than ${MAX_INDENT} steps; expected a plan to be flatter`
  note('yaml-syntax', {message, location: {file, line, column: 1}})
  return false
}

const deepLine = (text: string): number | undefined => {
  const deep = new RegExp(String.raw`^(?:[?:-]?[ \t]){${MAX_INDENT + 1}}`)
  const index = text.split('\n').findIndex(line => deep.test(line))
  return index === -1 ? undefined : index + 1
}

const parseRoots = (text: string, reader: Reader): readonly YAMLMap.Parsed[] => {
  const documents = parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const list = 'empty' in documents ? [] : documents
  const errors = list.flatMap(document => document.errors)
  for (const {message, pos} of errors.slice(0, MAX_SYNTAX_ERRORS)) {
    reader.note('yaml-syntax', {message: `not well-formed YAML: ${message}`, location: locate(reader, pos)})
  }
  return list.flatMap(({contents}) => {
    if (isMap(contents)) return [contents]
    const isEmpty = contents === null || (isScalar(contents) && contents.value === null)
    if (!isEmpty)
      reader.note('bad-value', {
        message: `the document is ${kindOf(contents)}, expected a mapping`,
        location: spot(reader, contents),
      })
    return []
  })
}

const kindOf = (node: ParsedNode): string => (isSeq(node) ? 'a list' : 'a single value')

const addSections = (reader: Reader, root: YAMLMap.Parsed, sections: Map<string, Found>): void => {
  for (const {key, value} of root.items) {
    const name = keyOf(reader, key)
    if (name === undefined) continue
    if (!sections.has(name)) sections.set(name, {key, value})
    else noteDuplicate(reader, name, key)
  }
}

const noteDuplicate = (reader: Reader, name: string, key: ParsedNode): void =>
  reader.note('duplicate-key', {
    message: `the key "${name}" stands here for the second time; only the first is used`,
    location: spot(reader, key),
  })

const locate = ({places}: Reader, [start = 0, end = start]: readonly number[]): Location => {
  const {endColumn, ...place} = places(start, end)
  return endColumn === undefined || end === start ? place : {...place, endColumn}
}

const spot = (reader: Reader, node: ParsedNode | undefined): Location => locate(reader, node?.range ?? [0])

interface Found {
  readonly key: ParsedNode | undefined
  readonly value: ParsedNode | null
}

const findNode = (sections: ReadonlyMap<string, Found>, [section = '', ...rest]: Path): Found => {
  let found: Found = sections.get(String(section)) ?? {key: undefined, value: null}
  for (const part of rest) {
    const next = child(found.value, part)
    if (next === undefined) return {key: found.value ?? undefined, value: found.value}
    found = next
  }
  return found
}

const child = (node: ParsedNode | null, part: string | number): Found | undefined => {
  if (isSeq(node)) {
    const item = node.items[Number(part)]
    return item === undefined ? undefined : {key: undefined, value: item}
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({key}) => isScalar(key) && String(key.value) === String(part))
  return pair === undefined ? undefined : {key: pair.key, value: pair.value ?? pair.key}
}

/** JSON-safe: what YAML has beyond that is refused, with its place. */
const plain = (reader: Reader, node: ParsedNode | null): unknown => {
  if (node === null) return null
  refuseProperties(reader, node)
  if (isAlias(node)) return null
  if (isSeq(node)) return node.items.map(item => plain(reader, item))
  if (isMap(node)) return plainMap(reader, node)
  return plainScalar(reader, node)
}

/** Aliases grow without bounds when expanded, and tags name types of somebody's program. */
const refuseProperties = (reader: Reader, node: ParsedNode): void => {
  const refuse = (what: string): void =>
    reader.note('yaml-alias', {
      message: `${what} is not read; expected plain YAML: write the value itself`,
      location: spot(reader, node),
    })
  if (isAlias(node)) refuse(`the alias *${node.source}`)
  else if (node.anchor !== undefined) refuse(`the anchor &${node.anchor}`)
  else if (node.tag !== undefined) refuse(`the tag ${node.tag}`)
}

const plainMap = (reader: Reader, node: YAMLMap.Parsed): unknown => {
  const entries = new Map<string, unknown>()
  for (const {key, value} of node.items) {
    const name = keyOf(reader, key)
    if (name === undefined) continue
    if (entries.has(name)) noteDuplicate(reader, name, key)
    else entries.set(name, plain(reader, value))
  }
  return Object.fromEntries(entries)
}

const plainScalar = (reader: Reader, node: ParsedNode): unknown => {
  const value = isScalar(node) ? node.value : undefined
  if (typeof value !== 'number') return value
  if (Number.isFinite(value)) return value === 0 ? 0 : value
  reader.note('bad-value', {message: `${value} is no usable number`, location: spot(reader, node)})
  return null
}

/** The text of a key; `<<` would merge, `__proto__` is nobody's key. */
const keyOf = (reader: Reader, key: ParsedNode): string | undefined => {
  const name = isScalar(key) ? String(key.value) : undefined
  if (name === '<<') {
    reader.note('yaml-alias', {
      message: 'merge keys are not read; write the keys themselves',
      location: spot(reader, key),
    })
    return undefined
  }
  if (name !== undefined && name !== '__proto__') {
    refuseProperties(reader, key)
    return name
  }
  reader.note('bad-value', {message: 'this cannot be a key; expected a word', location: spot(reader, key)})
  return undefined
}
