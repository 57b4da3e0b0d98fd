// Finds the tasks that words name: `T4`, `T1-T4`, `2.x`, `Task 3 (done)`. Knows neither sets in words nor what waits for what.

import type {DependencyRef} from '../graph/draft.ts'
import {trimEndOf} from '../util/text.ts'
import type {Phrase, PhraseContext} from './phrase.ts'
import {locate} from './sheet.ts'
import {type FoundId, idAt, type KnownIds} from './task-ids.ts'

export const NAMED_MAX = 500 // tasks; a document in which each of more names all before it would take memory by the square

const TO = /\s*(?:-|–|—|~|～|\.\.\.?|…|至|到|\b(?:to|through|thru|bis|hasta|até|a)\b)\s*/uy

/** `T18+`: that one and all behind it. */
const OPEN_END = /^\+\s*$/

/** The tasks that the words of a phrase name, in their order. */
export const readTasks = (part: Phrase, context: PhraseContext): DependencyRef[] => {
  const refs: DependencyRef[] = []
  let afterWord = false
  for (let at = nextWord(part.text, 0); at < part.text.length; ) {
    const found = taskAt(part.text, at, context.ids, afterWord)
    if (!found) {
      at = nextWord(part.text, at + wordAt(part.text, at).length)
      continue
    }
    afterWord ||= found.start > at
    const members = membersUnder(part.text, found, context.ids)
    if (members) {
      refs.push(...members.value)
      at = nextWord(part.text, members.end)
      continue
    }
    const last = rangeEnd(part.text, found, context.ids)
    const to = last?.id ?? (OPEN_END.test(part.text.slice(found.end)) ? context.ids.last() : undefined)
    refs.push(to === undefined ? taskRef(part, found, context) : {type: 'range', from: found.id, to})
    at = nextWord(part.text, (last ?? found).end)
  }
  return refs
}

/** `2.x` and `2.*`: all that are numbered under 2. */
const WILDCARD = /\.(?:[xX](?![\p{L}\d])|\*)/uy

const membersUnder = (
  text: string,
  {id, end}: FoundId,
  ids: KnownIds,
): {readonly value: readonly DependencyRef[]; readonly end: number} | undefined => {
  WILDCARD.lastIndex = end
  const wildcard = WILDCARD.exec(text)?.[0]
  const members = wildcard === undefined ? [] : ids.under(id).slice(0, NAMED_MAX)
  if (wildcard === undefined || members.length === 0) return undefined
  return {
    value: members.map(member => ({type: 'task', id: member, kind: 'group'})),
    end: end + wildcard.length,
  }
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

/** What may follow a number that is an id: `1.2 complete`. */
const STATE =
  /(?:\s+(?:is|are|be|must|being|ist|sind|fully))*(?:\s*(?:completed?|completion|done|finished|merged|ready|abgeschlossen|fertig|completad[oa]s?|conclu[ií]d[oa]s?|完成|完了|[✅✓✔]\uFE0F?))?[.\s]*$/iuy

/** A sure id, one of the document's, or a part that is nothing but a word spelled like one of them. */
const taskAt = (text: string, at: number, ids: KnownIds, afterWord: boolean): FoundId | undefined => {
  const word = trimEndOf(wordAt(text, at), '.-')
  const resolved = ids.resolve(word)
  // An article is no task of a plan that has a task A.
  const known = word.length === 1 && resolved !== word ? undefined : resolved
  const found = idAt(text, at)
  const isLonger = found !== undefined && at + word.length > found.end
  if (known !== undefined && !BARE.test(word) && (found === undefined || isLonger))
    return {id: known, start: at, end: at + word.length, certain: false}
  if (!found) return text.trim() === word && ids.resembles(word) ? asWritten(word, at) : undefined
  const id = ids.resolve(found.id)
  const isMeant =
    found.certain || afterWord || found.start > at || isAlone(text, found) || isNumbered(text, found)
  if (id !== undefined && (isMeant || !BARE.test(found.id))) return {...found, id}
  if (found.certain || afterWord || (text.trim() === found.id && ids.resembles(found.id))) return found
  return text.trim() === word && ids.resembles(word) ? asWritten(word, at) : undefined
}

const BARE = /^\d+(?:\.\d+)*$/

const asWritten = (word: string, at: number): FoundId => ({
  id: word,
  start: at,
  end: at + word.length,
  certain: false,
})

/** The part says nothing but the id, and perhaps that it must be done. */
const isAlone = (text: string, {start, end}: FoundId): boolean => {
  STATE.lastIndex = end
  return STATE.test(text) && !/[\p{L}\d]/u.test(text.slice(0, start))
}

const NO_ISSUE = /(?:\b(?:PRs?|MRs?|requests?|discussion|commit|AC|question|requirement|req)\s*)$/i

/** `2.1 Build file` begins with a number of the document's; `#12` is one unless a word says what else it is. */
const isNumbered = (text: string, {id, start}: FoundId): boolean => {
  const before = text.slice(Math.max(0, start - 24), start)
  if (before.endsWith('#')) return !NO_ISSUE.test(before.slice(0, -1))
  return id.includes('.') && !/[\p{L}\d]/u.test(text.slice(0, start))
}

/** The `T4` of `T1-T4`, `T1 to T4` and `T1-4`. */
export const rangeEnd = (text: string, first: FoundId, ids: KnownIds): FoundId | undefined => {
  TO.lastIndex = first.end
  const to = TO.exec(text)?.[0]
  if (to === undefined) return undefined
  const last = idAt(text, first.end + to.length)
  if (!last) return undefined
  const isShort = /^\d+$/.test(last.id) && !/^\d/.test(first.id)
  const id = isShort ? first.id.replace(/(?<!\d)\d+$/, last.id) : last.id
  return {...last, id: ids.resolve(id) ?? id}
}
