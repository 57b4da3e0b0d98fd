// Reads sentences that say which tasks may run side by side, or wait for nothing: `T3, T4 and T5 can run in parallel`,
// `T7 depends on no other task`.

import type {Aside, Fact} from '../graph/draft.ts'
import {type TaskMention, tasksIn} from './order-statements.ts'
import {locate, type Sheet} from './sheet.ts'
import type {KnownIds} from './task-ids.ts'

interface Rows {
  readonly ids: KnownIds
  /** Whether a row lies outside of all tasks. */
  isOpen(row: number): boolean
}

/** A part of a line between full stops, with what it names. */
interface Sentence {
  readonly text: string
  readonly row: number
  readonly column: number
  readonly mentions: readonly TaskMention[]
}

const PARALLEL =
  /\bin\sparallel\b|\bconcurrently\b|\bsimultaneously\b|\bparallel\s(?:laufen|ausgeführt|bearbeitet)|\ben\sparalelo\b|\bem\sparalelo\b|可以?并行|並行/i
const NEGATED = /\b(?:not|never|cannot|no|nicht)\b|n't\b|不可|不能/i

/** Of each sentence, the ids of the tasks that stand together right before the words, or in brackets behind them. */
export const readParallelSets = (sheet: Sheet, rows: Rows): Fact<readonly string[]>[] =>
  sentences(sheet, rows, PARALLEL).flatMap(({text, row, column, mentions}) => {
    const words = PARALLEL.exec(text)
    if (!words || NEGATED.test(text)) return []
    const end = words.index + words[0].length
    const set = setBefore(text, mentions, words.index)
    const told = set.length > 0 ? set : setBehind(text, mentions, end)
    const ids = [...new Set(told.flatMap(mention => membersOf(mention, rows.ids)))]
    const [first, last] = [told[0], told.at(-1)]
    if (first === undefined || last === undefined || ids.length < 2) return []
    const from = Math.min(first.start, words.index)
    const to = Math.max(last.end, end)
    return [{value: ids, location: locate(sheet, row, column + from, to - from), origin: 'sentence'}]
  })

const NO_TASK =
  /\bdepends?\son\s(?:no\s(?:other\s|prior\s|previous\s)?(?:tasks?|one)|nothing)\b|\b(?:has|have)\sno\sdependencies\b|\b(?:is|are)\snot\sblocked\b(?!\sby)/i
/** One alone is independent of all; of several it is said of each other. */
const ALONE = /\bis\s(?:fully\s|completely\s)?independent(?=\s*(?:[.;,(]|$))/i
const NONE = new RegExp(`${NO_TASK.source}|${ALONE.source}`, 'i')

/** Of each sentence, the tasks before the words. */
export const readIndependence = (sheet: Sheet, rows: Rows): Aside[] =>
  sentences(sheet, rows, NONE).flatMap(({text, row, column, mentions}) => {
    const words = NONE.exec(text)
    const set = words ? setBefore(text, mentions, words.index) : []
    const [first] = set
    const tasks = set.flatMap(mention => membersOf(mention, rows.ids))
    if (!words || first === undefined || (ALONE.test(words[0]) && tasks.length > 1)) return []
    const length = words.index + words[0].length - first.start
    return [
      {
        tasks,
        dependencies: {
          value: [],
          location: locate(sheet, row, column + first.start, length),
          origin: 'sentence',
        },
      },
    ]
  })

const LINE_MAX = 2_000 // characters; a longer line is no sentence about a few tasks

const sentences = (sheet: Sheet, {ids, isOpen}: Rows, words: RegExp): Sentence[] =>
  sheet.prose.flatMap((line, row) => {
    if (line.length > LINE_MAX || !words.test(line) || !isOpen(row)) return []
    return [...line.matchAll(/(?:[^.;。；]|\.(?!\s))+/g)].map(found => {
      const text = found[0].replace(/[*_`]/g, ' ')
      const context = {ids, lastId: ids.last() ?? ''}
      return {text, row, column: found.index, mentions: tasksIn(text, context)}
    })
  })

/** Nothing but the words that join ids, or a note in brackets. */
const JOINED =
  /^\s*(?:\([^()]{0,80}\)\s*)?(?:(?:[,，、/+&]|and\b|und\b|y\b|e\b)\s*)?(?:and\s+)?(?:tasks?\s*)?$/i
const AUXILIARY =
  /^\s*(?:\([^()]{0,80}\)\s*)?(?:[)\]:]\s*)?(?:(?:tasks?|can|could|may|might|should|are|is|be|all|both|each|also|then|now|run|runs|done|started|start|executed|developed|built|implemented|worked|proceed|go|launched|safely|fully|könn(?:en|ten)|pueden|podem|ejecutarse|executar|完了後に)\s*){0,6}$/i

/** The mentions joined to the one that stands right before these words. */
const setBefore = (text: string, mentions: readonly TaskMention[], at: number): readonly TaskMention[] => {
  const before = mentions.filter(({end}) => end <= at)
  const last = before.at(-1)
  if (last === undefined || !AUXILIARY.test(text.slice(last.end, at))) return []
  let first = before.length - 1
  while (first > 0 && JOINED.test(text.slice(before[first - 1]?.end, before[first]?.start))) first--
  return withoutCondition(text, before.slice(first))
}

const CONDITION =
  /\b(?:after|once|when|since|behind|nach|sobald|tras|después de|após|depois de)\s+(?:tasks?\s+)?$/i

/** Of `after T1, T2 and T3` the tasks behind the comma; nothing where several commas leave it open. */
const withoutCondition = (text: string, set: readonly TaskMention[]): readonly TaskMention[] => {
  if (!CONDITION.test(text.slice(0, set[0]?.start))) return set
  const cuts = set.flatMap(({end}, index) =>
    /^[^,]{0,90},\s*$/.test(text.slice(end, set[index + 1]?.start ?? end)) ? index + 1 : [],
  )
  const [cut] = cuts
  return cut === undefined || cuts.length > 1 ? [] : set.slice(cut)
}

/** `in parallel (T3, T4)`. */
const setBehind = (text: string, mentions: readonly TaskMention[], end: number): readonly TaskMention[] => {
  const behind = mentions.filter(({start}) => start >= end)
  const [first] = behind
  if (first === undefined || !/^\s*[(（:]\s*(?:tasks?\s*)?$/i.test(text.slice(end, first.start))) return []
  let last = 0
  while (last < behind.length - 1 && JOINED.test(text.slice(behind[last]?.end, behind[last + 1]?.start)))
    last++
  return behind.slice(0, last + 1)
}

const membersOf = ({set}: TaskMention, ids: KnownIds): readonly string[] => {
  if (set.type === 'task') return ids.resolve(set.id) === undefined ? [] : [set.id]
  return set.type === 'range' ? [set.from, ...ids.between(set.from, set.to), set.to] : []
}
