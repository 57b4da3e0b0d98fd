// Lines that put tasks into groups and layers of any name, as the canonical form has them:
// `- Group "Phase 1" = "Phase 1: Setup" (day 1, parallelism 2, after "Phase 0"): T1, T2` and `- Layer "API": T1`.
// Names are quoted as in JSON. Ids that could be read as anything else stand in code marks.

import type {DraftGroup, DraftLayer, Fact} from '../graph/draft.ts'
import type {Group, Layer, TaskId} from '../graph/task.ts'
import {locate, type Sheet} from './sheet.ts'
import {idAt} from './task-ids.ts'

const NAME = String.raw`"(?:[^"\\]|\\.){1,2000}"`
const GROUP = new RegExp(
  String.raw`^- Group (${NAME})(?: = (${NAME}))?(?: \(((?:[^()"]|${NAME}){1,20000})\))?: (.*)$`,
)
const LAYER = new RegExp(`^- Layer (${NAME}): (.*)$`)

export interface Sets {
  readonly groups: readonly DraftGroup[]
  readonly layers: readonly DraftLayer[]
}

export const readSetLines = (sheet: Sheet, isOpen: (row: number) => boolean): Sets => {
  const rows = sheet.prose.flatMap((line, row) =>
    /^- (?:Group|Layer) "/.test(line) && isOpen(row) ? [row] : [],
  )
  return {
    groups: rows.flatMap(row => groupAt(sheet, row) ?? []),
    layers: rows.flatMap(row => layerAt(sheet, row) ?? []),
  }
}

const groupAt = (sheet: Sheet, row: number): DraftGroup | undefined => {
  const line = sheet.prose[row] ?? ''
  const [, quoted = '', title = quoted, notes = '', members = ''] = GROUP.exec(line) ?? []
  const id = unquoted(quoted)
  const name = unquoted(title)
  if (id === undefined || name === undefined) return undefined
  const fact = (value: string): Fact<string> => ({
    value,
    location: locate(sheet, row, 2),
    origin: 'group line',
  })
  const before = notes.slice(Math.max(notes.indexOf('after '), 0)).match(new RegExp(NAME, 'g')) ?? []
  return {
    id: fact(id),
    name,
    members: idsIn(members).map(fact),
    ...numberIn(notes, 'day'),
    ...numberIn(notes, 'parallelism'),
    dependsOn: before.flatMap(text => unquoted(text) ?? []).map(fact),
  }
}

const layerAt = (sheet: Sheet, row: number): DraftLayer | undefined => {
  const [, quoted = '', members = ''] = LAYER.exec(sheet.prose[row] ?? '') ?? []
  const name = unquoted(quoted)
  return name === undefined ? undefined : {name, tasks: idsIn(members), location: locate(sheet, row, 2)}
}

const unquoted = (text: string): string | undefined => {
  try {
    return text === '' ? undefined : String(JSON.parse(text))
  } catch {
    return undefined
  }
}

const idsIn = (text: string): string[] =>
  text === 'none' ? [] : text.split(', ').map(id => id.replace(/^`|`$/g, ''))

const numberIn = <K extends string>(notes: string, key: K): {[key in K]?: number} => {
  const found = new RegExp(`^(?:[^"]*, )?${key} (\\d{1,6})`).exec(notes)?.[1]
  return found === undefined ? {} : ({[key]: Number(found)} as {[key in K]?: number})
}

export const printGroup = ({id, name, tasks, day, parallelism, dependsOn}: Group): string => {
  const notes = [
    ...(day === undefined ? [] : [`day ${day}`]),
    ...(parallelism === undefined ? [] : [`parallelism ${parallelism}`]),
    ...(dependsOn.length === 0 ? [] : [`after ${dependsOn.map(quote).join(', ')}`]),
  ]
  const title = name === id ? '' : ` = ${quote(name)}`
  return `- Group ${quote(id)}${title}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}: ${printIds(tasks)}`
}

export const printLayer = ({name, tasks}: Layer): string => `- Layer ${quote(name)}: ${printIds(tasks)}`

const quote = (text: string): string => JSON.stringify(text)

/** `None` for an empty list of dependencies is another word: this is for lists of members. */
const printIds = (ids: readonly TaskId[]): string => (ids.length === 0 ? 'none' : ids.map(printId).join(', '))

/** As it is, where it cannot be anything else; else in code marks. */
export const printId = (id: TaskId): string => {
  const found = idAt(id, 0)
  return found?.certain && found.id === id ? id : `\`${id}\``
}
