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
  /** The task that depends, where it is known: "all previous tasks" are those before it. */
  readonly self?: string
}

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
  const marked = phrase.text.replace(/[*`[\]]/g, ' ')
  const text = blankBrackets(marked)
  const start = text.length - text.trimStart().length
  if (NONE.test(text.slice(start))) return readExceptions(phrase, marked, context)
  return splitParts(text).flatMap(part => {
    const place = {...phrase, text: part.text, column: phrase.column + part.at}
    const source = marked.slice(part.at, part.at + part.text.length)
    return readPart(place, {plain: phrase.text.slice(part.at, part.at + part.text.length), source}, context)
  })
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
  /^(?:all|every|everything|alle[rn]?|tod[oa]s|所有|全部|すべて|全て)(?:\s*(?:of\s+)?(?:the\s+|las\s+|los\s+|as\s+|os\s+|der\s+|die\s+)?(?:previous|prior|other|preceding|earlier|above|remaining|vorherigen?|vorigen?|vorangehenden|bisherigen|anderen|anteriores|demás|前置|之前的?|前面的?|前の|の)?)?(?:\s*(?:tasks?|steps?|aufgaben|tareas|tarefas|任务|任務|タスク))?(?:\s+(?:above|before|anteriores|previas|prévias|so far))?[.:：]?$/iu
const PREVIOUS =
  /previous|prior|preceding|earlier|above|before|vorherig|vorig|vorangehend|bisherig|anteriores|previas|prévias|之前|前面|前置|前の/i
const ALL_OF = /^(?:all|every)\s+(?:of\s+)?(?:the\s+)?(.{1,80}?)\s+tasks?\b/i
const GROUP = /^(?:all\s+(?:of\s+)?)?(?:tasks?\s+(?:in|of)\s+)?(group[\s_-]+[A-Za-z0-9]+)\b/i
const NAMED_SET =
  /^(?:(?:all|completion|end)\s+(?:of\s+)?|after\s+|nach\s+|tras\s+)?(?:tasks?\s+(?:in|of)\s+)?((?:phase|wave|tier|batch|stage|layer|milestone|sprint|epic|fase|welle|etapa|阶段)\s*[A-Za-z0-9.]+|.{1,80}\slayer)(?![A-Za-z0-9])/i

const readSet = (words: string, {hasSet, self, ids}: PhraseContext): DependencyRef[] | undefined => {
  if (ALL.test(words))
    return self !== undefined && PREVIOUS.test(words) ? allBefore(self, ids) : [{type: 'all'}]
  const named = ALL_OF.exec(words)?.[1] ?? GROUP.exec(words)?.[1]
  if (named !== undefined) return [{type: 'members', label: named}]
  const possible = NAMED_SET.exec(words)?.[1]
  return possible !== undefined && hasSet(possible) ? [{type: 'members', label: possible}] : undefined
}

const TO = /\s*(?:-|–|—|~|～|\.\.\.?|…|至|到|\b(?:to|through|thru|bis|hasta|até|a)\b)\s*/uy

const NAMED_MAX = 500 // tasks; a document in which each of more names all before it would take memory by the square

/** One by one, as a range counts only ids that are spelled alike. */
const allBefore = (self: string, ids: KnownIds): DependencyRef[] => {
  const position = ids.position(self)
  const before = ids.firstOnes(Math.min(position, NAMED_MAX))
  const [from] = before
  const to = position > NAMED_MAX ? ids.idAt(position - 1) : undefined
  if (from !== undefined && to !== undefined) return [{type: 'range', from, to}]
  return before.map(id => ({type: 'task', id, kind: 'group'}))
}

/** `T18+`: that one and all behind it. */
const OPEN_END = /^\+\s*$/

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
    const to = last?.id ?? (OPEN_END.test(part.text.slice(found.end)) ? context.ids.last() : undefined)
    refs.push(to === undefined ? taskRef(part, found, context) : {type: 'range', from: found.id, to})
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

/** What may follow a number that is an id: `1.2 complete`. */
const STATE =
  /(?:\s+(?:is|are|be|must|being|ist|sind|fully))*\s*(?:completed?|completion|done|finished|merged|ready|abgeschlossen|fertig|completad[oa]s?|conclu[ií]d[oa]s?|完成|完了|[✅✓✔]\uFE0F?)?[.\s]*$/iuy

/** A sure id, one of the document's, or a part that is nothing but a word spelled like one of them. */
const taskAt = (text: string, at: number, ids: KnownIds, afterWord: boolean): FoundId | undefined => {
  const word = wordAt(text, at).replace(/[.-]+$/, '')
  const known = ids.resolve(word)
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
