// Reads how far a task is said to be from the marks people make: check boxes, words in several languages, signs. Knows no
// document.

import type {TaskStatus} from '../graph/draft.ts'

/** A mark, and where in the text it stands. */
export interface StatusMark {
  readonly value: TaskStatus
  readonly at: number
  readonly length: number
}

const BOXES: {readonly [mark: string]: TaskStatus} = {
  ' ': 'todo',
  x: 'done',
  X: 'done',
  '✓': 'done',
  '✔': 'done',
  '✅': 'done',
  '~': 'in-progress',
  '/': 'in-progress',
  '>': 'in-progress',
  '-': 'skipped',
  '!': 'blocked',
}

/** What a check box with this mark in it says; undefined for what is no mark. */
export const boxStatus = (mark: string): TaskStatus | undefined => BOXES[mark]

/** In order of trial: `not started` before `started`, `blocked` before the sign that goes with it. */
const WORDS: readonly [TaskStatus, RegExp][] = [
  [
    'todo',
    /^(?:to[ -]?do|pending|open|not[ -]started|planned|backlog|new|ready|queued|offen|ausstehend|geplant|pendiente|por hacer|pendente|a fazer|待办|待开始|未开始|待处理|待完成|未完成|計画中|未着手|未実施)/i,
  ],
  [
    'in-progress',
    /^(?:in[ -_]?progress|(?:mostly|partially|partly|almost|nearly)[ -](?:done|completed?|finished)|wip|started|active|ongoing|doing|current|in[ -]review|review|in arbeit|in bearbeitung|en progreso|en curso|em andamento|em progresso|进行中|開発中|進行中|着手中|作業中|対応中)/i,
  ],
  ['blocked', /^(?:blocked|waiting|on[ -]hold|blockiert|bloquead[oa]|阻塞|已阻塞|ブロック中)/i],
  [
    'skipped',
    /^(?:skip(?:ped)?|deferred|cancell?ed|dropped|won'?t[ -](?:do|fix)|obsolete|descoped|postponed|verschoben|entfällt|cancelad[oa]|omitid[oa]|aplazad[oa]|已取消|取消|跳过|延期|推迟|スキップ|延期)/i,
  ],
  [
    'done',
    /^(?:done|complete(?:d)?|finished|closed|merged|shipped|implemented|resolved|fertig|erledigt|abgeschlossen|hech[oa]|completad[oa]|terminad[oa]|conclu[ií]d[oa]|feit[oa]|已完成|完成|已合并|完了|済|実装済み)/i,
  ],
]

const SIGNS: readonly [TaskStatus, RegExp][] = [
  ['done', /^(?:✅|✔️?|☑️?|🟩|💯)/u],
  ['in-progress', /^(?:🔄|🚧|🏗️?|⚙️?|◐|▶️?)/u],
  ['todo', /^(?:⏳|⬜|☐|🔲|🆕|❌|⌛)/u],
  ['blocked', /^(?:🚫|⛔|🛑|🔒)/u],
  ['skipped', /^(?:⏸️?|⏭️?|🗑️?)/u],
]

const OPENING = /[\s*_`(~]*/y
const BOX = /\[([ xX~/>!✓✔✅-])\]/uy

/** A status with which the text begins: `[x] Complete`, `✅ Done`, `[pending]`, `**In Progress** (2 of 3)`. */
export const readStatus = (text: string): StatusMark | undefined => {
  OPENING.lastIndex = 0
  OPENING.exec(text)
  const at = OPENING.lastIndex
  BOX.lastIndex = at
  const box = BOX.exec(text)
  const boxed = box && boxStatus(box[1] ?? '')
  if (box && boxed) return {value: boxed, at: at + 1, length: box[1]?.length ?? 1}
  const inner = text[at] === '[' ? at + 1 : at
  return wordAt(text, inner) ?? signAt(text, inner) ?? behindSign(text, inner)
}

/** Any other sign in front of a word is decoration: `📋 Ready`. */
const behindSign = (text: string, at: number): StatusMark | undefined => {
  const sign = /^(?:\p{Extended_Pictographic}\uFE0F?\s*)/u.exec(text.slice(at, at + MARK_MAX))?.[0]
  return sign === undefined ? undefined : wordAt(text, at + sign.length)
}

const wordAt = (text: string, at: number): StatusMark | undefined => match(WORDS, text, at)

/** A word behind a sign says it better. */
const signAt = (text: string, at: number): StatusMark | undefined => {
  const sign = match(SIGNS, text, at)
  if (!sign) return undefined
  OPENING.lastIndex = at + sign.length
  OPENING.exec(text)
  const word = wordAt(text, OPENING.lastIndex)
  return word ? {...word, at, length: word.at + word.length - at} : sign
}

const match = (table: readonly [TaskStatus, RegExp][], text: string, at: number): StatusMark | undefined => {
  const rest = text.slice(at, at + MARK_MAX)
  for (const [value, pattern] of table) {
    const found = pattern.exec(rest)?.[0]
    if (found !== undefined && !/^[a-z]/i.test(rest.slice(found.length)))
      return {value, at, length: found.length}
  }
  return undefined
}

const MARK_MAX = 40 // characters: longer than any word of the tables

/** A status at the end of a heading: `T1: Title ✅ COMPLETED`, `Title [DONE]`, `Title (in progress)`, `Title — done`. */
export const trailingStatus = (text: string): (StatusMark & {readonly before: string}) | undefined => {
  const end = text.trimEnd()
  const found =
    /(?:\s[-–—:|]\s?|\s)(?:[[(]([^[\]()]{1,40})[\])]|(\p{Extended_Pictographic}\uFE0F?(?:\s?[\p{L}' -]{1,30})?))$/u.exec(
      end.slice(-TRAIL_MAX),
    )
  if (!found) return undefined
  const words = found[1] ?? found[2] ?? ''
  const mark = readStatus(found[1]?.length === 1 ? `[${words}]` : words)
  if (!mark || mark.at + mark.length < words.trimEnd().length - NOTE_MAX) return undefined
  const start = end.length - Math.min(end.length, TRAIL_MAX)
  const at = start + found.index + found[0].lastIndexOf(words)
  const isBox = found[1]?.length === 1
  return {
    value: mark.value,
    at: isBox ? at : at + mark.at,
    length: mark.length,
    before: end.slice(0, start + found.index),
  }
}

const TRAIL_MAX = 60 // characters at the end of a heading that are looked at
const NOTE_MAX = 24 // characters behind the word, e.g. a date; more is no status
