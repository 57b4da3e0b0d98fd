// What a task writes: its file trees, its lists of paths, and the text of files that the plan gives in full.

import type {Output, OutputIntent} from '../graph/task.ts'
import {trimEndOf} from '../util/text.ts'
import type {Field} from './fields.ts'
import {readFileTree} from './file-tree.ts'
import {readItems} from './inline.ts'
import type {FieldKind} from './labels.ts'
import {intentOf, isPath, readPathNote, withoutLines} from './paths.ts'
import type {Item, ItemLine} from './plain-items.ts'
import {fencesIn, locate, type Sheet} from './sheet.ts'

/** What a label says of the paths under it. */
const INTENTS: {readonly [kind in FieldKind]?: OutputIntent} = {
  files: 'create',
  created: 'create',
  modified: 'modify',
  deleted: 'delete',
}

/** Fences that draw or list something; any other language is code. */
export const isPlainLanguage = (language: string): boolean =>
  ['', 'text', 'txt', 'plain', 'plaintext', 'tree', 'ascii', 'none'].includes(language)

/** Each path once: the first place that names it stands. */
export const readOutputs = (sheet: Sheet, fields: readonly Field[]): Output[] => {
  const outputs = new Map<string, Output>()
  for (const output of fields.flatMap(field => outputsOf(sheet, field))) {
    if (!outputs.has(output.path)) outputs.set(output.path, output)
  }
  return [...outputs.values()]
}

const outputsOf = (sheet: Sheet, field: Field): Output[] => {
  if (field.kind === 'outputs') return deliverables(sheet, field)
  const intent = field.kind && INTENTS[field.kind]
  if (!intent) return []
  const hasTree = field.value === '' || field.value.endsWith(':')
  const fences = hasTree ? fencesIn(sheet, field.from, field.bodyEnd) : []
  const trees = fences.filter(fence => isPlainLanguage(fence.language))
  return [
    ...listedPaths(sheet, {text: field.value, row: field.row, column: field.column}, intent),
    ...trees.flatMap(fence => readFileTree(sheet, fence, intent)),
    ...readItems(sheet, field.from, field.bodyEnd).flatMap(({lines}) =>
      lines.flatMap(line => listedPaths(sheet, line, intent)),
    ),
  ]
}

/** `Outputs` are prose as a rule; a point that begins with a path in code marks names a file. */
const deliverables = (sheet: Sheet, field: Field): Output[] => {
  const begins = (line: ItemLine | undefined): Output[] =>
    line?.text.startsWith('`') ? listedPaths(sheet, line, 'create') : []
  const isFileItem = (item: Item): boolean => item.beginsWithCode
  return [
    ...begins({text: field.value, row: field.row, column: field.column}),
    ...readItems(sheet, field.from, field.bodyEnd)
      .filter(isFileItem)
      .flatMap(item => begins(item.lines[0])),
  ]
}

/** `a.ts`, `b.ts (modify)`: each of them on one line. */
export const listedPaths = (sheet: Sheet, line: ItemLine, intent: OutputIntent): Output[] => {
  const verb =
    /^(?:\*\*)?(create|new|add|modify|update|edit|delete|remove|test|file)s?(?:\*\*)?:(?:\*\*)?\s+/i.exec(
      line.text,
    )
  const wanted = verb ? (intentOf(verb[1] ?? '', intent) ?? intent) : intent
  return entriesOf(line.text, verb?.[0].length ?? 0).flatMap(([text, at]) => {
    const found = pathIn(text)
    const note = found && readPathNote(found.rest, wanted)
    if (!found || note?.intent === undefined) return []
    const location = locate(sheet, line.row, line.column + at + found.at, found.path.length)
    const path = withoutLines(found.path)
    return [{path, intent: note.intent, ...(note.note === undefined ? {} : {note: note.note}), location}]
  })
}

/** Cut at commas outside brackets and code marks, with offsets. */
const entriesOf = (text: string, from: number): [string, number][] => {
  const entries: [string, number][] = []
  let depth = 0
  let inCode = false
  let start = from
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '`') inCode = !inCode
    else if (inCode) continue
    else if (character === '(' || character === '{') depth++
    else if (character === ')' || character === '}') depth--
    else if ((character === ',' || character === ';') && depth <= 0) {
      entries.push([text.slice(start, at), start])
      start = at + 1
    }
  }
  entries.push([text.slice(start), start])
  return entries
}

interface FoundPath {
  readonly path: string
  readonly at: number
  readonly rest: string
}

const pathIn = (text: string): FoundPath | undefined => {
  const found =
    /^\s*(?:\*\*)?(?:`([^`]{1,1024})`|\[([^\]]{1,1024})\]\([^)]{0,1024}\)|(\S{1,1024}))(?:\*\*)?(.*)/s.exec(
      text,
    )
  const path = (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').replace(/^`|`$/g, '')
  const bare = found?.[3] === undefined ? path : trimEndOf(path, ':.')
  if (!found || !isPath(withoutLines(bare))) return undefined
  return {path: bare, at: text.indexOf(bare), rest: found[4] ?? ''}
}
