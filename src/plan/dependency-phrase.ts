// Reads what a task depends on from the words of its author: `T1 (schema), T2`, `T1-T4`, `all API tasks`, `None (foundation)`.
// Does not resolve anything: whether `T9` exists, and who "all" are, is decided by compile.

import type {DependencyRef} from '../graph/draft.ts'
import {blankBrackets} from '../util/text.ts'
import {locate, type Sheet} from './sheet.ts'
import {type FoundId, idAt, type KnownIds} from './task-ids.ts'

/** A phrase and where it stands. */
export interface Phrase {
  readonly text: string
  readonly row: number
  readonly column: number
}

export interface PhraseContext {
  readonly sheet: Sheet
  readonly ids: KnownIds
  /** Whether the document has a group or layer of that name. */
  hasSet(name: string): boolean
}

const NONE = /^(?:none|no|nothing|independent|n\/a|na|nil|-+|–|—|\[\s*\])(?![\w-])/i
/** Such words keep a task's id from being an edge: what they say is kept as it stands. */
const NEGATED = /\b(?:not|no|independent|without|unrelated|except|see)\b/i

/** An empty list means: it says that there are none. */
export const readDependencies = (phrase: Phrase, context: PhraseContext): DependencyRef[] => {
  const text = blankBrackets(phrase.text.replace(/[*`[\]]/g, ' '))
  if (NONE.test(text.trim())) return []
  return splitParts(text).flatMap(part => {
    const place = {...phrase, text: part.text, column: phrase.column + part.at}
    return readPart(place, phrase.text.slice(part.at, part.at + part.text.length), context)
  })
}

interface Part {
  readonly text: string
  readonly at: number
}

/** At commas, semicolons, `and`, `&` and `+`; offsets kept. */
const splitParts = (text: string): Part[] => {
  const parts: Part[] = []
  let at = 0
  for (const cut of text.matchAll(/[,;，；、]|\s(?:and|&|\+)\s/g)) {
    parts.push({text: text.slice(at, cut.index), at})
    at = cut.index + cut[0].length
  }
  parts.push({text: text.slice(at), at})
  return parts.filter(part => part.text.trim() !== '')
}

const readPart = (part: Phrase, source: string, context: PhraseContext): DependencyRef[] => {
  const words = part.text.trim()
  if (NEGATED.test(words)) return [{type: 'external', text: source.trim()}]
  const set = readSet(words, context)
  if (set) return [set]
  const tasks = readTasks(part, context)
  if (tasks.length > 0) return tasks
  return /[\p{L}\d]/u.test(words) ? [{type: 'external', text: source.trim()}] : []
}

const ALL =
  /^(?:all|every|everything)(?:\s+(?:of\s+)?(?:the\s+)?(?:previous|prior|other|preceding|earlier|above|remaining))?(?:\s+tasks?)?(?:\s+above)?[.:]?$/i
const ALL_OF = /^(?:all|every)\s+(?:of\s+)?(?:the\s+)?(.{1,80}?)\s+tasks?\b/i
const GROUP = /^(?:all\s+(?:of\s+)?)?(?:tasks?\s+(?:in|of)\s+)?(group[\s_-]+[A-Za-z0-9]+)\b/i
const NAMED_SET =
  /^(?:all\s+(?:of\s+)?)?((?:phase|wave|tier|batch|stage|layer)\s+[A-Za-z0-9.]+|.{1,80}\slayer)\b/i

const readSet = (words: string, {hasSet}: PhraseContext): DependencyRef | undefined => {
  if (ALL.test(words)) return {type: 'all'}
  const named = ALL_OF.exec(words)?.[1] ?? GROUP.exec(words)?.[1]
  if (named !== undefined) return {type: 'members', label: named}
  const possible = NAMED_SET.exec(words)?.[1]
  return possible !== undefined && hasSet(possible) ? {type: 'members', label: possible} : undefined
}

const TO = /\s*(?:-|–|—|\.\.\.?|\bto\b|\bthrough\b)\s*/y

const readTasks = (part: Phrase, context: PhraseContext): DependencyRef[] => {
  const refs: DependencyRef[] = []
  let afterWord = false
  for (let at = nextWord(part.text, 0); at < part.text.length; ) {
    const found = taskAt(part.text, at, context.ids, afterWord)
    if (!found) {
      at = nextWord(part.text, at + wordAt(part.text, at).length)
      continue
    }
    afterWord ||= found.start > at
    const last = rangeEnd(part.text, found, context.ids)
    refs.push(last ? {type: 'range', from: found.id, to: last.id} : taskRef(part, found, context))
    at = nextWord(part.text, (last ?? found).end)
  }
  return refs
}

const taskRef = (
  {row, column}: Phrase,
  {id, start, end}: FoundId,
  {sheet}: PhraseContext,
): DependencyRef => ({
  type: 'task',
  id,
  location: locate(sheet, row, column + start, end - start),
})

const WORD = /[\p{L}\d_.#-]+/uy

const wordAt = (text: string, at: number): string => {
  WORD.lastIndex = at
  return WORD.exec(text)?.[0] ?? text[at] ?? ''
}

/** The next place where a word begins, so that no id is found inside another word. */
const nextWord = (text: string, at: number): number => {
  let next = at
  while (next < text.length && !/[\p{L}\d]/u.test(text[next] ?? '')) next++
  return next
}

/** A sure id, one of the document's, or a part that is nothing but a word spelled like one of them. */
const taskAt = (text: string, at: number, ids: KnownIds, afterWord: boolean): FoundId | undefined => {
  const found = idAt(text, at)
  if (found) {
    const id = ids.resolve(found.id)
    const isAlone = text.trim() === found.id
    if (id !== undefined && (found.certain || afterWord || isAlone || !/^\d/.test(id))) return {...found, id}
    if (found.certain || afterWord || (isAlone && ids.resembles(found.id))) return found
  }
  const word = wordAt(text, at).replace(/[.-]+$/, '')
  const known = ids.resolve(word)
  const isMeant = known !== undefined ? !/^\d/.test(known) : text.trim() === word && ids.resembles(word)
  return isMeant ? {id: known ?? word, start: at, end: at + word.length, certain: false} : undefined
}

/** The `T4` of `T1-T4`, `T1 to T4` and `T1-4`. */
const rangeEnd = (text: string, first: FoundId, ids: KnownIds): FoundId | undefined => {
  TO.lastIndex = first.end
  const to = TO.exec(text)?.[0]
  if (to === undefined) return undefined
  const last = idAt(text, first.end + to.length)
  if (!last) return undefined
  const isShort = /^\d+$/.test(last.id) && !/^\d/.test(first.id)
  const id = isShort ? first.id.replace(/\d+$/, last.id) : last.id
  return {...last, id: ids.resolve(id) ?? id}
}
