// Reads a dependency tree drawn in a fence: its sections are layers, its lines say what each task depends on.

import type {DraftLayer, Fact, Mention} from '../graph/draft.ts'
import {isBlank, trailingBrackets} from '../util/text.ts'
import {readDependencies} from './dependency-phrase.ts'
import {type Entry, readEntry} from './entry.ts'
import {plainText} from './inline.ts'
import type {Phrase, PhraseContext} from './phrase.ts'
import {type Fence, locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

const BRANCH = /^[\s│┃|]*(?:[├└┝┕╰]\s?[─━-]*|[|+\\`][─━-]{2,})\s*/

interface Header {
  readonly row: number
  readonly name: string
  /** `(No Dependencies …)` holds for its lines without brackets. */
  readonly isFree: boolean
}

interface TreeTask {
  readonly row: number
  readonly column: number
  readonly entry: Entry
  readonly header: Header | undefined
}

/** Whether the document defines a task of that id outside of its trees. */
type IsDefined = (id: string) => boolean

/** Whether any line of the fence is a branch with a task on it. */
export const isDependencyTree = (sheet: Sheet, fence: Fence, isDefined: IsDefined): boolean =>
  sheet.lines.slice(fence.from, fence.to).some(line => taskOnBranch(line, isDefined) !== undefined)

/** Ids named on the branches, for knowing them before the tree is read. */
export const idsInTree = (sheet: Sheet, fence: Fence, isDefined: IsDefined): string[] =>
  readLines(sheet, fence, isDefined).map(({entry}) => entry.id.id)

export const readMentions = (fence: Fence, isDefined: IsDefined, context: PhraseContext): Mention[] =>
  readLines(context.sheet, fence, isDefined).map(task => mentionOf(task, context))

interface BranchTask {
  readonly column: number
  readonly entry: Entry
}

/** A bare number, `2.1 Service`, is a task where the document says so elsewhere. */
const taskOnBranch = (line: string, isDefined: IsDefined): BranchTask | undefined => {
  const branch = BRANCH.exec(line)?.[0]
  const entry = branch === undefined ? undefined : readEntry(line.slice(branch.length))
  if (branch === undefined || !entry) return undefined
  const {certain, id} = entry.id
  if (!certain && !entry.isSeparated && !(id.includes('.') && isDefined(id))) return undefined
  return {column: branch.length, entry}
}

const readLines = (sheet: Sheet, fence: Fence, isDefined: IsDefined): TreeTask[] => {
  const tasks: TreeTask[] = []
  let header: Header | undefined
  for (let row = fence.from; row < fence.to; row++) {
    const line = sheet.lines[row] ?? ''
    const found = taskOnBranch(line, isDefined) ?? rootTask(line)
    if (found) tasks.push({row, ...found, header})
    else header = headerOf(line, row) ?? header
  }
  return tasks
}

/** A task at the left edge, from which others branch. */
const rootTask = (line: string): BranchTask | undefined => {
  const entry = /^\S/.test(line) ? readEntry(line) : undefined
  return entry?.id.certain && entry.isSeparated ? {column: 0, entry} : undefined
}

const headerOf = (line: string, row: number): Header | undefined => {
  if (isBlank(line) || BRANCH.test(line) || /^[\s│┃|]*$/.test(line)) return undefined
  const brackets = trailingBrackets(line.replace(/(?<![\s│┃|])[\s│┃|]+$/, ''))
  const name = plainText((brackets?.before ?? line).replace(/:\s?$/, ''))
  return {row, name, isFree: /\bno\s+(?:dependenc(?:y|ies)|deps)\b/i.test(brackets?.inside ?? '')}
}

const mentionOf = ({row, column, entry, header}: TreeTask, context: PhraseContext): Mention => {
  const {sheet} = context
  const fact = <T>(value: T, at: number, length?: number): Fact<T> => ({
    value,
    location: locate(sheet, row, column + at, length),
    origin: 'dependency tree',
  })
  const {id, title, titleAt, notes} = entry
  const {effort, dependencies: stated} = notes
  const phrase = stated
    ? {text: stated.text, row, column: column + stated.at}
    : tailPhrase(sheet.lines[row] ?? '', {row, from: column + id.end}, context.ids)
  const dependencies = phrase ? readDependencies(phrase, context) : header?.isFree ? [] : undefined
  return {
    id: fact(context.ids.resolve(id.id) ?? id.id, id.start, id.end - id.start),
    ...titleFact(title.split(RULE)[0]?.replace(ARROW, '').trim() ?? '', titleAt, fact),
    ...(effort ? {effort: fact(effort.hours, effort.at, effort.text.length)} : {}),
    ...(dependencies === undefined
      ? {}
      : {
          dependencies: fact(
            dependencies,
            (phrase?.column ?? column + id.start) - column,
            phrase?.text.length,
          ),
        }),
  }
}

const titleFact = (
  title: string,
  at: number,
  fact: (value: string, at: number, length: number) => Fact<string>,
): {readonly title?: Fact<string>} => (title === '' ? {} : {title: fact(plainText(title), at, title.length)})

/** A line drawn between a task and what it depends on, or an arrow back to it: `├── T7 Tokens ──── T1 ──┤`, `T4 ← T1, T2`. */
const RULE = /(?:(?<![─━═-])(?:[─━═]+|-{2,})(?![─━═>→▶►-])|←|<-+)\s*/

/** Behind an arrow stands another task, not what this one is called. */
const ARROW = /^[─━═-]*[>→▶►].*$/

const tailPhrase = (
  line: string,
  {row, from}: {readonly row: number; readonly from: number},
  ids: KnownIds,
): Phrase | undefined => {
  const rule = RULE.exec(line.slice(from))
  if (!rule) return undefined
  const column = from + rule.index + rule[0].length
  const text = (line.slice(column).split(/[─━═┐┤┘│]/)[0] ?? '').trimEnd()
  const first = /^[^\p{L}\d]{0,4}/u.exec(text)?.[0].length ?? 0
  const found = idAt(text, first)
  return found && ids.resolve(found.id) !== undefined ? {text, row, column} : undefined
}

/** Its sections. */
export const readLayers = (
  sheet: Sheet,
  fence: Fence,
  {ids, isDefined}: {readonly ids: KnownIds; readonly isDefined: IsDefined},
): DraftLayer[] => {
  const members = new Map<Header, string[]>()
  for (const {header, entry} of readLines(sheet, fence, isDefined)) {
    if (!header) continue
    const list = members.get(header) ?? []
    list.push(ids.resolve(entry.id.id) ?? entry.id.id)
    members.set(header, list)
  }
  return [...members].map(([header, list]) => ({
    name: header.name,
    tasks: list,
    location: locate(sheet, header.row, 0, (sheet.lines[header.row] ?? '').trimEnd().length),
  }))
}
