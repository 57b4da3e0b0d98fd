// Which phases of a spec-kit document come before others: fields in a phase, and sentences such as
// `Foundational (Phase 2): Depends on Setup completion`.

import type {DraftGroup, Fact, GroupAside} from '../../graph/draft.ts'
import {foldName} from '../../util/text.ts'
import type {Part} from '../list-groups.ts'
import {isPlainLanguage} from '../outputs.ts'
import {locate, type Sheet} from '../sheet.ts'
import {knownIds} from '../task-ids.ts'
import {readTextGraph} from '../text-graph.ts'

/** A phase by any of the names the document has for it, and where the name stands. */
interface Named {
  readonly group: DraftGroup
  readonly start: number
  readonly end: number
}

/** The groups of these parts, each with those it waits for. */
export const withPhaseOrder = (sheet: Sheet, parts: readonly Part[]): DraftGroup[] => {
  const find = finder(parts)
  const waits = new Map<DraftGroup, Map<string, Fact<string>>>()
  const add = (after: DraftGroup, before: Named, row: number): void => {
    const known = waits.get(after) ?? new Map<string, Fact<string>>()
    waits.set(after, known)
    const location = locate(sheet, row, before.start, before.end - before.start)
    if (before.group !== after && !known.has(before.group.id.value))
      known.set(before.group.id.value, {value: before.group.id.value, location, origin: 'sentence'})
  }
  for (const {section, group} of parts) {
    for (let row = section.row; row < section.end; row++)
      for (const named of readField(sheet, row, find)) add(group, named, row)
  }
  for (const row of sentenceRows(sheet)) {
    const found = readSentence(sheet.prose[row] ?? '', find)
    for (const after of found?.after ?? [])
      for (const before of found?.before ?? []) add(after.group, before, row)
  }
  return parts.map(({group}) => ({...group, dependsOn: [...(waits.get(group)?.values() ?? [])]}))
}

const PHASE = /\b(phase|stage|fase)\s(\d+(?:\.\d+)?)/gi

/** What a graph of characters in a section about dependencies draws of the phases. It sums up, so it is only compared. */
export const readDrawnPhases = (sheet: Sheet, parts: readonly Part[]): Fact<GroupAside>[] => {
  const asWord = (text: string): string => text.replace(PHASE, '$1_$2')
  const names = new Map(parts.map(({group}) => [asWord(group.id.value), group.id.value]))
  const ids = knownIds(names.keys())
  const about = new Set(sentenceRows(sheet))
  return sheet.fences
    .filter(({language, row}) => isPlainLanguage(language) && about.has(row))
    .flatMap(({from, to}) =>
      readTextGraph(sheet.lines.slice(from, to).map(asWord), ids).map(({task, dependency, row, column}) => ({
        value: {group: names.get(task) ?? task, before: names.get(dependency) ?? dependency},
        location: locate(sheet, from + row, column, task.length),
        origin: 'graph',
      })),
    )
}

type Find = (text: string, from?: number) => Named[]

/** `Phase 3`, `US1`, `User Story 1`, and the first words of a phase's title: `Setup`, `Foundational`. */
const finder = (parts: readonly Part[]): Find => {
  const names = new Map<string, DraftGroup>()
  for (const {group} of parts) {
    for (const name of namesOf(group)) if (!names.has(name)) names.set(name, group)
  }
  const stories = parts.flatMap(({group}) => (storyOf(group) === undefined ? [] : [group]))
  return (text, from = 0) => {
    const found: Named[] = []
    for (const match of text.matchAll(NAME)) {
      const place = {start: match.index, end: match.index + match[0].length}
      const groups = STORIES.test(match[0]) ? stories : [names.get(keyOf(match[0])) ?? []].flat()
      if (match.index >= from) found.push(...groups.map(group => ({group, ...place})))
    }
    return found
  }
}

const STORIES = /^(?:user\s+stories|用户故事|ユーザーストーリー)$/iu
const NAME =
  /\buser\s+stories\b|用户故事|ユーザーストーリー|\b(?:phase|stage|fase)\s*\d+(?:\.\d+)?\b|\bUS\s?-?\d+|\buser\s+story\s+\d+|\p{Lu}[\p{Ll}]+/giu

const keyOf = (name: string): string =>
  foldName(name)
    .replace(/^(?:us\s?-?|user story )(?=\d)/, 'us')
    .replace(/^(phase|stage|fase)\s*/, '$1 ')

const storyOf = ({name}: Pick<DraftGroup, 'name'>): string | undefined =>
  /\b(?:user\s+story|US)\s*-?(\d+)/i.exec(name)?.[1]

const namesOf = ({id, name}: DraftGroup): string[] => {
  const title = /[:：]\s*(.*)/s.exec(name)?.[1] ?? name
  const story = storyOf({name})
  const word = /^\p{L}+/u.exec(title)?.[0]
  const isTelling =
    story === undefined &&
    word !== undefined &&
    word.length > 3 &&
    !/^(?:user|core|phase|story|implementation)$/i.test(word)
  return [
    keyOf(id.value),
    ...(story === undefined ? [] : [`us${story}`]),
    ...(isTelling ? [foldName(word)] : []),
  ]
}

const FIELD =
  /^[\s>]*(?:[-*+]\s+)?\*\*(?:dependenc(?:y|ies)|depends\s+on|prerequisites?|依赖|前置|依存|abhängigkeiten|dependencias)[^*]{0,20}\*\*\s*[:：]?|\((?:depends\s+on|after)\s/iu
const NOTHING = /^\s*(?:none|no\b|n\/a|-|—|なし|無し|无|keine|ninguna|nenhuma)/iu

const readField = (sheet: Sheet, row: number, find: Find): Named[] => {
  const line = sheet.prose[row] ?? ''
  const found = FIELD.exec(line)
  if (!found || /^\s*(?:[-*+]\s+)?\[/.test(line)) return []
  const end = found.index + found[0].length
  return NOTHING.test(line.slice(end)) ? [] : find(line, end)
}

const ABOUT_PHASES = /dependenc|execution\s+order|依赖|依存|abhängig|dependencia/i

const sentenceRows = (sheet: Sheet): number[] =>
  sheet.sections.flatMap(({heading, row, next}) =>
    ABOUT_PHASES.test(heading) ? Array.from({length: next - row - 1}, (_, index) => row + 1 + index) : [],
  )

const WAITS =
  /\b(?:depends?\s+on|requires?|needs?|(?:can\s+)?(?:start|begin)s?\s+after|after|blocked\s+by|waits?\s+for)\b|依赖/iu
const SOFT =
  /\b(?:may\s+integrate|no\s+dependenc|independent|in\s+parallel|if\s+staffed)|[-–—]\s|，[但可且并]/iu

/** Names in front of the word wait for those behind it, up to where the sentence softens. */
const readSentence = (
  line: string,
  find: Find,
): {readonly after: Named[]; readonly before: Named[]} | undefined => {
  const word = WAITS.exec(line)
  if (!word) return undefined
  const start = word.index + word[0].length
  const end = start + (SOFT.exec(line.slice(start))?.index ?? line.length)
  const after = find(line.slice(0, word.index))
  const before = find(line.slice(0, end), start)
  return after.length === 0 || before.length === 0 ? undefined : {after, before}
}
