// Reads sentences about the order of tasks: `T001 blocks T003-T012`, `T006, T007 → T008`, `T011 runs last`. Knows no document;
// whether the ids are tasks, `ids` says.

import type {DependencyRef} from '../graph/draft.ts'
import type {Phrase} from './phrase.ts'
import {idAt, type KnownIds} from './task-ids.ts'

export interface OrderContext {
  readonly ids: KnownIds
  /** The last task of the document: `T018+` goes on to it. */
  readonly lastId: string
}

/** One or several tasks, as a sentence names them together. */
export type TaskSet = Extract<DependencyRef, {type: 'task' | 'range' | 'all'}>

/** `after` waits for `before`. */
export interface OrderStatement {
  readonly before: readonly TaskSet[]
  readonly after: readonly TaskSet[]
  /** "T018/T019 once T014/T004 respectively": each waits for the one at its place alone. */
  readonly isPairwise: boolean
  readonly row: number
  readonly column: number
  readonly length: number
}

type Direction = 'first-blocks' | 'first-waits' | 'last' | 'none'

interface Word {
  readonly direction: Direction
  readonly start: number
  readonly end: number
}

export interface TaskMention {
  readonly set: TaskSet
  readonly start: number
  readonly end: number
}

const ADVERB = String.raw`(?:(?:must|should|can|could|will|may|all|both|then|only)\s+){0,3}(?:be\s+)?`
const WORDS: readonly [Direction, string][] = [
  ['first-waits', String.raw`\b(?:must|can|should|may)\s?(?:not|n't)\s+(?:\w+\s+)?before\b`],
  [
    'none',
    String.raw`\b(?:independent(?:ly)?|in\s+parallel|no\s+(?:dependenc(?:y|ies)|prerequisites?)|concurrently|simultaneously|not\s+(?:depend|block|require)\w*|n't\s+(?:depend|block|require)\w*)\b`,
  ],
  [
    'first-blocks',
    String.raw`\b(?:blocks?|blocking|unblocks?|precedes?|gates?|enables?|feeds?)\b|\b(?:${ADVERB}(?:complete|completed|done|finish|finished|fail|pass|land|run|come|exist|merged?)s?\s+)?before\b|阻塞|先于`,
  ],
  [
    'first-waits',
    String.raw`\bdepend(?:s|ent|ing)?\s+(?:up)?on\b|\b(?:requires?|needs?|follows?|awaits?)\b|\bwaits?\s+(?:for|on)\b|\bblocked\s+by\b|\bonce\b|\b(?:${ADVERB}(?:start|starts|begin|begins|run|runs|come|comes|land|lands)\s+)?(?:only\s+)?after\b|依赖于?|依存`,
  ],
  ['last', String.raw`\b(?:(?:run|runs|come|comes|go|goes|is|are)\s+)?last\b`],
  ['first-blocks', '[→➔➜⟶⇒]|[-─=]{1,8}[>►▶→]'],
]
const WORD = new RegExp(WORDS.map(([, pattern]) => `(${pattern})`).join('|'), 'giu')

const LINE_MAX = 2_000 // characters; a longer line is no sentence about a few tasks

/** All statements of one line. */
export const readOrder = (line: Phrase, context: OrderContext): OrderStatement[] =>
  line.text.length > LINE_MAX ? [] : sentencesOf(line).flatMap(sentence => readSentence(sentence, context))

/** At semicolons and full stops, and at commas behind which a clause with tasks and a word of its own begins. */
const sentencesOf = ({text, row, column}: Phrase): Phrase[] => {
  const plain = text
    .replace(/`[^`]*`/g, code =>
      /^`[A-Z]{1,8}[-.]?\d+`$/.test(code) ? code.replaceAll('`', ' ') : ' '.repeat(code.length),
    )
    .replace(/[*_]/g, ' ')
  const cuts = [
    ...plain.matchAll(
      /[;；。]|\.\s|,\s*(?=(?:and\s+)?[A-Z]{1,4}-?\d{1,5}(?:[-–,&+/\s]{1,3}(?:and\s+)?[A-Z]{1,4}-?\d{1,5}){0,5}\s+(?:blocks?|needs?|depends?|requires?|follows?|before|after|runs?|waits?)\b)/giu,
    ),
  ]
  const sentences: Phrase[] = []
  let at = 0
  for (const cut of cuts) {
    const text = plain.slice(at, cut.index)
    if (cut[0].startsWith(',') && wordsOf(text).length === 0) continue
    sentences.push({text, row, column: column + at})
    at = cut.index + cut[0].length
  }
  return [...sentences, {text: plain.slice(at), row, column: column + at}]
}

const readSentence = (sentence: Phrase, context: OrderContext): OrderStatement[] => {
  const {text} = sentence
  const words = wordsOf(text)
  const mentions = tasksIn(text, context)
  const statements: OrderStatement[] = []
  let subject: readonly TaskSet[] = []
  words.forEach((word, index) => {
    const left = between(mentions, words[index - 1]?.end ?? 0, word.start)
    const isCarried =
      left.length === 0 || /\band\s+(?:\w+\s+){0,2}$/i.test(text.slice(left.at(-1)?.end ?? 0, word.start))
    subject = isCarried && index > 0 ? subject : left.map(({set}) => set)
    const right = between(mentions, word.end, words[index + 1]?.start ?? text.length).map(({set}) => set)
    const found = statementOf(word, subject, right.length > 0 ? right : allBehind(text, word))
    if (found)
      statements.push({
        ...found,
        isPairwise: /\brespectively\b/i.test(text),
        row: sentence.row,
        column: sentence.column + indentOf(text),
        length: text.trim().length,
      })
  })
  return statements
}

const indentOf = (text: string): number => text.length - text.trimStart().length

const wordsOf = (text: string): Word[] =>
  [...text.matchAll(WORD)].map(found => {
    const kind = found.slice(1).findIndex(group => group !== undefined)
    return {direction: WORDS[kind]?.[0] ?? 'none', start: found.index, end: found.index + found[0].length}
  })

const statementOf = (
  {direction}: Word,
  left: readonly TaskSet[],
  right: readonly TaskSet[],
): Pick<OrderStatement, 'before' | 'after'> | undefined => {
  if (left.length === 0) return undefined
  if (direction === 'last') return {before: [{type: 'all'}], after: left}
  if (direction === 'none' || right.length === 0) return undefined
  return direction === 'first-blocks' ? {before: left, after: right} : {before: right, after: left}
}

/** `block all other tasks`. */
const allBehind = (text: string, {end}: Word): TaskSet[] =>
  /^\s*(?:all|every)(?:\s+(?:the\s+)?(?:other|remaining|previous|prior|preceding|subsequent|following|later))?\s+(?:tasks?|work|implementation)\b|^\s*everything\b/i.test(
    text.slice(end, end + 80),
  )
    ? [{type: 'all'}]
    : []

const between = (mentions: readonly TaskMention[], from: number, to: number): TaskMention[] =>
  mentions.filter(({start, end}) => start >= from && end <= to)

const TO = /\s*(?:-|–|—|\.\.\.?|\bto\b|\bthrough\b)\s*/y

/** The ids and ranges in a text. Numbers in prose are none, unless they are dotted ids of the plan. */
export const tasksIn = (text: string, context: OrderContext): TaskMention[] => {
  const mentions: TaskMention[] = []
  for (let at = nextWord(text, 0); at < text.length; ) {
    const isListed = goesOnList(text, mentions.at(-1)?.end, at) || isInNumberBracket(text, at)
    const first = taskAt(text, at, context.ids, isListed)
    if (!first) {
      at = nextWord(text, endOfWord(text, at))
      continue
    }
    TO.lastIndex = first.end
    const to = TO.exec(text)?.[0]
    const last = to === undefined ? undefined : taskAt(text, first.end + to.length, context.ids, true)
    const set: TaskSet = last ? {type: 'range', from: first.id, to: last.id} : {type: 'task', id: first.id}
    const isOpen = last === undefined && /^\+(?!\s*\w)/.test(text.slice(first.end, first.end + 8))
    const end = (last ?? first).end
    mentions.push({
      set: isOpen ? {type: 'range', from: first.id, to: context.lastId} : set,
      start: first.start,
      end,
    })
    at = nextWord(text, end)
  }
  return mentions
}

/** `Tasks 2, 4 and 5`: nothing but separators behind the task before it. */
const goesOnList = (text: string, end: number | undefined, at: number): boolean =>
  end !== undefined &&
  at - end < 12 &&
  /^\s*(?:[,，、&/]|and\b|und\b|y\b)\s*(?:and\s)?$/.test(text.slice(end, at))

/** `all API tasks (4, 5, 6)`. */
const isInNumberBracket = (text: string, at: number): boolean => {
  const open = text.lastIndexOf('(', at)
  return (
    open >= 0 &&
    at - open < BRACKET_MAX &&
    /\btasks\s*$/i.test(text.slice(Math.max(0, open - 8), open)) &&
    /^\([\d\s,.]+\)/.test(text.slice(open, open + BRACKET_MAX))
  )
}

const BRACKET_MAX = 120 // characters of a list of numbers

/** A bare number is one of the plan's only where it goes on a list of tasks. */
const taskAt = (
  text: string,
  at: number,
  ids: KnownIds,
  isListed: boolean,
): {id: string; start: number; end: number} | undefined => {
  const found = idAt(text, at)
  if (!found) return undefined
  const id = ids.resolve(found.id)
  const isMeant =
    id === undefined
      ? found.certain && ids.resembles(found.id)
      : found.certain || isListed || !/^\d+$/.test(id)
  return isMeant ? {id: id ?? found.id, start: found.start, end: found.end} : undefined
}

const endOfWord = (text: string, at: number): number => {
  let end = at + 1
  while (end < text.length && /[\p{L}\d_]/u.test(text[end] ?? '')) end++
  return end
}

const nextWord = (text: string, at: number): number => {
  let next = at
  while (next < text.length && !/[\p{L}\d#]/u.test(text[next] ?? '')) next++
  return next
}
