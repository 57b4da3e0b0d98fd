// Reads what a task depends on from the words of its author: `T1 (schema), T2`, `T1-T4`, `all API tasks`, `None (foundation)`.
// Does not resolve anything: whether `T9` exists, and who "all" are, is decided by compile.

import type {DependencyRef} from '../graph/draft.ts'
import {blankBrackets} from '../util/text.ts'
import type {Phrase, PhraseContext} from './phrase.ts'
import {NAMED_MAX, rangeEnd, readTasks} from './phrase-tasks.ts'
import {locate} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

const NONE =
  /^(?:none|no|nothing|independent|n\/a|na|nil|keine?[rnm]?|nichts|ningun[oa]s?|ningún|nada|nenhuma?|aucune?|nessun[ao]?|无|無|没有|なし|不要|-+|–|—|\[\s*\]|\{\s*\}|∅)(?![\w-])/iu
/** What follows is needed after all: `None (but wait for Wave 1)`, `no dependency on T8 beyond T7`. */
const EXCEPT =
  /\b(?:but\s+(?:wait\s+for|needs?|requires?|after|depends?\s+on)|except(?:\s+for)?|beyond|other\s+than|apart\s+from|besides|außer|excepto|salvo)\s+/i
/** Such words keep a task's id from being an edge: what they say is kept as it stands. */
const NEGATED =
  /\b(?:not|no|independent|without|unrelated|except|see|nicht|unabhängig|ohne|siehe|independiente|sin|véase|não|sem|unlike)\b|不依赖|无关|独立/iu

/** An empty list means: it says that there are none. */
export const readDependencies = (phrase: Phrase, context: PhraseContext): DependencyRef[] => {
  const coded = codedIds(phrase, context)
  if (coded) return coded
  const marked = phrase.text.replace(/[*`[\]]/g, ' ')
  const text = blankBrackets(marked)
  const start = text.length - text.trimStart().length
  if (NONE.test(text.slice(start))) return readExceptions(phrase, marked, context)
  return splitParts(firstSentences(text, context)).flatMap(part => {
    const place = {...phrase, text: part.text, column: phrase.column + part.at}
    const source = marked.slice(part.at, part.at + part.text.length)
    return readPart(place, {plain: phrase.text.slice(part.at, part.at + part.text.length), source}, context)
  })
}

/** Behind a sentence, only one that begins with another id goes on: `T2. See T5 for the reasons.` */
const firstSentences = (text: string, {ids}: PhraseContext): string => {
  for (const {0: end, index} of text.matchAll(/(?<=[\p{L}\d)])\.\s+(?=\p{Lu})/gu)) {
    const found = idAt(text, index + end.length)
    if (!found || ids.resolve(found.id) === undefined) return text.slice(0, index)
  }
  return text
}

const CODED = /^(?:`[^`]{1,64}`|[\w./-]{1,64})(?:, (?:`[^`]{1,64}`|[\w./-]{1,64}))*$/

/** A list of nothing but ids of the plan, some in code marks: no word of it is read as anything else. */
const codedIds = ({text, row, column}: Phrase, {sheet, ids}: PhraseContext): DependencyRef[] | undefined => {
  if (!text.includes('`') || !CODED.test(text)) return undefined
  const words = [...text.matchAll(/[^`, ]+/g)]
  const refs = words.flatMap(({0: word, index}): DependencyRef[] => {
    const id = ids.resolve(word)
    return id === undefined
      ? []
      : [{type: 'task', id, location: locate(sheet, row, column + index, word.length)}]
  })
  return refs.length === words.length ? refs : undefined
}

/** Tasks only: that a document goes on with words behind "none" says nothing. */
const readExceptions = (phrase: Phrase, text: string, context: PhraseContext): DependencyRef[] => {
  const found = EXCEPT.exec(text)
  if (!found) return []
  const at = found.index + found[0].length
  const rest = text.slice(at).replace(/[()]/g, ' ')
  return readDependencies({...phrase, text: rest, column: phrase.column + at}, context).filter(
    ({type}) => type !== 'external',
  )
}

interface Part {
  readonly text: string
  readonly at: number
}

const BETWEEN = /[,;，；、]|\s(?:and|und|et|y|e|plus|&|\+)\s|以及|和|与|及|\+(?=[\p{L}#]{1,4}-?\d)/gu

/** At commas, semicolons, `and`, `&` and `+`; offsets kept. */
const splitParts = (text: string): Part[] => {
  const parts: Part[] = []
  let at = 0
  for (const cut of text.matchAll(BETWEEN)) {
    parts.push({text: text.slice(at, cut.index), at})
    at = cut.index + cut[0].length
  }
  parts.push({text: text.slice(at), at})
  return parts.filter(part => part.text.trim() !== '')
}

/** `plain` is the part as written, `source` the same without marks, both with their brackets. */
const readPart = (
  part: Phrase,
  {plain, source}: {readonly plain: string; readonly source: string},
  context: PhraseContext,
): DependencyRef[] => {
  const words = part.text.trim()
  if (NEGATED.test(words)) return [{type: 'external', text: plain.trim()}]
  const listed = listedInBrackets(part, source, context)
  if (listed.length > 0) return listed
  const set = readSet(words, context)
  if (set) return set
  const tasks = readTasks(part, context)
  if (tasks.length > 0) return tasks
  return /[\p{L}\d]/u.test(words) ? [{type: 'external', text: plain.trim()}] : []
}

/** `all API tasks (4, 5, 6)`, `user model (T3)`: words without an id, and a bracket of nothing but ids. */
const listedInBrackets = (part: Phrase, source: string, context: PhraseContext): DependencyRef[] => {
  const open = source.indexOf('(')
  const close = source.indexOf(')', open)
  if (open < 0 || close < 0 || readTasks(part, context).length > 0) return []
  const inside = source.slice(open + 1, close)
  const isList = splitParts(inside).every(({text}) => isOneTask(text.trim(), context.ids))
  return isList
    ? splitParts(inside).flatMap(({text, at}) =>
        readTasks({...part, text, column: part.column + open + 1 + at}, context),
      )
    : []
}

/** A known id, or a range of two. */
const isOneTask = (text: string, ids: KnownIds): boolean => {
  const found = idAt(text, 0)
  if (!found) return ids.resolve(text) !== undefined
  const last = rangeEnd(text, found, ids)
  return (last ?? found).end === text.length && ids.resolve(found.id) !== undefined
}

const ALL =
  /^(?:all|every|everything|alle[rn]?|tod[oa]s|所有|全部|すべて|全て)(?:\s*of\b)?(?:\s*(?:the|las|los|as|os|der|die)\b)?(?:\s*(?:previous|prior|other|preceding|earlier|above|remaining|vorherigen?|vorigen?|vorangehenden|bisherigen|anderen|anteriores|demás|前置|之前的?|前面的?|前の|の))?(?:\s*(?:tasks?|steps?|aufgaben|tareas|tarefas|任务|任務|タスク))?(?:\s+(?:above|before|anteriores|previas|prévias|so far))?[.:：]?$/iu
const PREVIOUS =
  /previous|prior|preceding|earlier|above|before|vorherig|vorig|vorangehend|bisherig|anteriores|previas|prévias|之前|前面|前置|前の/i
const ALL_OF = /^(?:all|every)\s+(?:of\s+)?(?:the\s+)?(\S.{0,79}?)\stasks?\b/i
const GROUP = /^(?:all\s+(?:of\s+)?)?(?:tasks?\s+(?:in|of)\s+)?(group[\s_-]+[A-Za-z0-9]+)\b/i
const NAMED_SET =
  /^(?:(?:all|completion|end)\s+(?:of\s+)?|after\s+|nach\s+|tras\s+)?(?:tasks?\s+(?:in|of)\s+)?((?:phase|wave|tier|batch|stage|layer|milestone|sprint|epic|fase|welle|etapa|阶段)\s*[A-Za-z0-9.]+|\S.{0,79}\slayer)(?![A-Za-z0-9])/i

const readSet = (words: string, {hasSet, self, ids}: PhraseContext): DependencyRef[] | undefined => {
  if (ALL.test(words))
    return self !== undefined && PREVIOUS.test(words) ? allBefore(self, ids) : [{type: 'all'}]
  const named = ALL_OF.exec(words)?.[1] ?? GROUP.exec(words)?.[1]
  if (named !== undefined) return [{type: 'members', label: named}]
  const possible = NAMED_SET.exec(words)?.[1]
  return possible !== undefined && hasSet(possible) ? [{type: 'members', label: possible}] : undefined
}

/** One by one, as a range counts only ids that are spelled alike. */
const allBefore = (self: string, ids: KnownIds): DependencyRef[] => {
  const position = ids.position(self)
  const before = ids.firstOnes(Math.min(position, NAMED_MAX))
  const [from] = before
  const to = position > NAMED_MAX ? ids.idAt(position - 1) : undefined
  if (from !== undefined && to !== undefined) return [{type: 'range', from, to}]
  return before.map(id => ({type: 'task', id, kind: 'group'}))
}
