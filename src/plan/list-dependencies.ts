// Dependencies as task lists word them: numbers, ranges and sections in a field (`1.1-1.4`, `tests depend on 1-3`), and notes in
// the middle of a sentence, `(depends on T012, T013)`.

import type {DependencyRef, Fact} from '../graph/draft.ts'
import {blankBrackets} from '../util/text.ts'
import {readDependencies} from './dependency-phrase.ts'
import {locatePassage, type Passage, phrasesOf} from './passage.ts'
import type {Phrase, PhraseContext} from './phrase.ts'
import {locate} from './sheet.ts'

export interface ListContext extends PhraseContext {
  /** The tasks under a number that is itself none: `1` for `1.1`, `1.2`. Empty where there are none. */
  sectionOf(number: string): readonly string[]
}

const NUMBERS =
  /^\s*(?:and\s+)?(?:(?:tasks?|steps?|stor(?:y|ies)|sections?|phases?|tareas?|tarefas?|aufgaben?|schritte?|任务|タスク)\s*)?\[?#?(\d{1,6}(?:\.\d{1,6}){0,6}[a-z]?)\]?\.?(?:\s*(?:-|–|—|~|〜|\bto\b|\bthrough\b)\s*(\d{1,6}(?:\.\d{1,6}){0,6}[a-z]?))?(?![\w.%])/i

/** As `readDependencies`, but a bare number in a list of numbers is one of the list's own. */
export const readListDependencies = (phrase: Phrase, context: ListContext): DependencyRef[] => {
  const text = blankBrackets(phrase.text.replace(/[*`_]/g, ' '))
  const parts = text.split(/(?<=[,;，；、+&])|(?<=\sand\s)/)
  const refs: DependencyRef[] = []
  let at = 0
  for (const part of parts) {
    const found = readNumbers({...phrase, text: part, column: phrase.column + at}, context)
    if (!found) return readDependencies({...phrase, text: storiesAsTasks(phrase.text)}, context)
    refs.push(...found)
    at += part.length
  }
  return refs
}

/** `Stories 1.1`, `all previous stories`; as long as before, so that columns stay. */
const storiesAsTasks = (text: string): string =>
  text.replace(/\bstor(?:y|ies)\b/gi, word => 'tasks'.slice(0, word.length === 5 ? 4 : 5).padEnd(word.length))

const readNumbers = (part: Phrase, context: ListContext): DependencyRef[] | undefined => {
  const found = NUMBERS.exec(part.text)
  if (!found || /\bnot\b/i.test(part.text)) return undefined
  const [all, from = '', to] = found
  const known = context.ids.resolve(from)
  const last = to === undefined ? undefined : context.ids.resolve(to)
  if (to === undefined && known !== undefined) {
    const start = all.lastIndexOf(from)
    return [
      {type: 'task', id: known, location: locate(context.sheet, part.row, part.column + start, from.length)},
    ]
  }
  if (known !== undefined && last !== undefined) return [{type: 'range', from: known, to: last}]
  const members = sections(from, to ?? from).flatMap(number => context.sectionOf(number))
  return members.length > 0 ? members.map(id => ({type: 'task', id, kind: 'group'})) : undefined
}

const SECTIONS_MAX = 100 // a range over more sections is something else

const sections = (from: string, to: string): string[] => {
  const [first, last] = [Number(from), Number(to)]
  if (!Number.isInteger(first) || !Number.isInteger(last) || last - first > SECTIONS_MAX) return []
  return Array.from({length: Math.max(last - first + 1, 0)}, (_, index) => String(first + index))
}

const TRIGGER =
  /(?<![\p{L}\p{N}_])(?:(?:depend(?:s|ent|ing)?\s+(?:up)?on|blocked[\s_-]?by|dependen?\s+de|abhängig\s+von|hängt\s+ab\s+von|dépend\s+de|blockiert\s+(?:durch|von)|bloquead[oa]\s+por)|(requires?|needs|after|follows|waits?\s+(?:for|on)|dependencies|dependency|prerequisites?|deps?|benötigt|erfordert|braucht|nach|abhängigkeit(?:en)?|voraussetzung(?:en)?|requiere|necesita|después\s+de|tras|dependencias?|requer|precisa\s+de|depois\s+de|após|dependências?|nécessite|après|dépendances?|зависит\s+от|после))\s*[:：]?\s*|(?:依赖于?|依赖项|依存|前置(?:任务|条件)?|前提(?:タスク)?)\s*[:：]?\s*/giu
const NEGATION =
  /(?:\b(?:not|no|never|without|nicht|kein\w{0,3}|sin|sem)|n't|不|无|無)\s{0,3}(?:longer\s|directly\s)?$/iu

type Statement = Fact<readonly DependencyRef[]>

/** The notes about dependencies in a sentence, all together one statement; undefined if there is none. */
export const readNotedDependencies = (passage: Passage, context: ListContext): Statement | undefined =>
  readNoted(passage, TRIGGER, context) ?? readVerbLast(passage, context)

/** What such a verb stands behind is what is waited for: `T001、T002に依存`, `T001 完成后`. */
const VERB_LAST = /(?:に依存|の(?:完了)?後|完了後|完成(?:之)?[后後]|之[后後])/u
const IN_LIST = /[A-Za-z0-9_.\s,，、&+~–-]/

const readVerbLast = (passage: Passage, context: ListContext): Statement | undefined => {
  const hidden = hideCode(passage.text)
  const verb = VERB_LAST.exec(hidden)
  if (!verb) return undefined
  let from = verb.index
  while (from > Math.max(verb.index - LIST_MAX, 0) && IN_LIST.test(hidden[from - 1] ?? '')) from--
  const value = phrasesOf(passage, from, verb.index).flatMap(phrase => readListDependencies(phrase, context))
  if (value.every(({type}) => type === 'external')) return undefined
  return {value, location: locatePassage(context.sheet, passage, from, verb.index), origin: 'note'}
}

const BLOCKS = /(?<![\p{L}\p{N}_])(blocks?|before)\s*[:：]?\s+/giu

/** `(blocks T004, T005)` in a sentence. */
export const readNotedBlocks = (passage: Passage, context: ListContext): Statement | undefined =>
  readNoted(passage, BLOCKS, context)

const NOTES_MAX = 20 // words that may begin a note; with more of them, the sentence is none

const readNoted = (passage: Passage, trigger: RegExp, context: ListContext): Statement | undefined => {
  const {text} = passage
  const hidden = hideCode(text)
  let statement: Statement | undefined
  for (const found of hidden.matchAll(trigger).take(NOTES_MAX)) {
    const from = found.index + found[0].length
    if (NEGATION.test(hidden.slice(Math.max(found.index - 20, 0), found.index))) continue
    const refs = refsBehind(passage, hidden, {from, isStrong: found[1] === undefined}, context)
    if (!refs) continue
    const location = locatePassage(context.sheet, passage, from, refs.to)
    statement = {
      value: [...(statement?.value ?? []), ...refs.value],
      location: statement?.location ?? location,
      origin: 'note',
    }
  }
  return statement
}

const refsBehind = (
  passage: Passage,
  hidden: string,
  {from, isStrong}: {from: number; isStrong: boolean},
  context: ListContext,
): {readonly value: DependencyRef[]; readonly to: number} | undefined => {
  const inBrackets = bracketEnd(hidden, from)
  const to = inBrackets ?? from + (idList(hidden.slice(from, from + LIST_MAX)) ?? 0)
  const value = phrasesOf(passage, from, to).flatMap(phrase => readListDependencies(phrase, context))
  const isTasks = value.some(({type}) => type !== 'external')
  const isStatement = isTasks || (isStrong && inBrackets !== undefined)
  return isStatement && to > from ? {value, to} : undefined
}

const LIST_MAX = 400 // characters; a longer list of ids stands in a field

/** Code is no statement: blanked, offsets kept. */
const hideCode = (text: string): string => text.replace(/`[^`]*`/g, code => ' '.repeat(code.length))

const CLOSING: {readonly [open: string]: string} = {'(': ')', '[': ']', '（': '）'}

/** Where the words behind an offset end if a bracket stands open in front of them: with it, or where another thought begins. */
const bracketEnd = (text: string, from: number): number | undefined => {
  const before = text.slice(Math.max(from - BRACKET_MAX, 0), from)
  const start = Math.max(...Object.keys(CLOSING).map(bracket => before.lastIndexOf(bracket)))
  if (start < 0 || before.slice(start).includes(CLOSING[before[start] ?? ''] ?? '')) return undefined
  let depth = 1
  for (let at = from; at < Math.min(text.length, from + BRACKET_MAX); at++) {
    const character = text[at] ?? ''
    if (character in CLOSING) depth++
    else if (Object.values(CLOSING).includes(character) && --depth === 0) return at
    if (depth === 1 && /[;；\s]/.test(character) && ANOTHER_THOUGHT.test(text.slice(at, at + 5))) return at
  }
  return undefined
}

const BRACKET_MAX = 1_000 // characters from the opening bracket to the words, and from those to the closing one
const ANOTHER_THOUGHT = /^(?:[;；]|\s[—–-]\s|\sbut\s)/

const ID = String.raw`(?:(?:tasks?|steps?|stor(?:y|ies)|任务|タスク)\s*)?\[?#?(?:[A-Z]{1,12}[-_]?\d{1,6}(?:\.\d{1,6}){0,6}[a-z]?|\d{1,6}(?:\.\d{1,6}){1,6})\]?(?![\w%])`
const ID_LIST = new RegExp(
  String.raw`^${ID}(?:\s*(?:,|，|、|;|/|\+|&|-|–|—|\band\b|\bund\b|\by\b|\be\b|\bet\b|和|与|と|\bto\b|\bbis\b|\bthrough\b)\s*(?:and\s+)?(?:${ID}|\d{1,6}(?![\w.%])))*`,
  'i',
)

/** Length of the list of ids that a text begins with. */
const idList = (text: string): number | undefined => ID_LIST.exec(text)?.[0].length
