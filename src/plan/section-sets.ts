// The sections of a document that hold tasks, as groups and layers: `## Wave 2 (after Wave 1)`, `### Phase 1: Core`.

import type {DraftGroup, DraftLayer, Fact} from '../graph/draft.ts'
import {foldName} from '../util/text.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import {locate, type Sheet} from './sheet.ts'
import {trailingStatus} from './status-marks.ts'

/** What is run together is a group; what is merely one part of the work is a layer. */
const TOGETHER = 'wave|tier|group|batch|parallel\\s+group|welle|ola|onda|波次'
const PART = 'phase|stage|milestone|sprint|epic|level|track|part|fase|etapa|hito|阶段|フェーズ|里程碑'
const NAME = new RegExp(
  `^[^\\p{L}\\p{N}]*((${TOGETHER})|(?:${PART}))[\\s_-]*([\\p{L}\\p{N}]{1,12}(?:\\.\\p{N}{1,4})?)(?![\\p{L}\\p{N}])`,
  'iu',
)

/** A heading that only says that tasks follow names no part of them. */
const PLAIN =
  /^(?:tasks?|task (?:list|details|breakdown|descriptions?)|all tasks|implementation tasks|pending|tareas|aufgaben|任务(?:列表|分解|清单)?|タスク(?:一覧)?)\W*$/iu

interface Holder {
  readonly section: Section
  readonly tasks: Fact<string>[]
}

interface TaskPlace {
  readonly id: Fact<string>
  readonly from: number
}

/** Each task belongs to the innermost section with a name of that kind, else to the innermost that is not its own. */
export const sectionSets = (
  sheet: Sheet,
  tasks: readonly TaskPlace[],
): {readonly groups: DraftGroup[]; readonly layers: DraftLayer[]} => {
  const holders = holdersOf(sheet, tasks)
  const named = new Map<string, [Holder, ...Holder[]]>()
  const layers: DraftLayer[] = []
  for (const holder of holders) {
    const found = NAME.exec(plainText(holder.section.heading))
    const key = found ? foldName(`${found[1]} ${found[3]}`) : ''
    if (found?.[2] === undefined) layers.push(layerOf(sheet, holder, found))
    else if (named.has(key)) named.get(key)?.push(holder)
    else named.set(key, [holder])
  }
  const groups = [...named].map(([, parts]) => groupOf(sheet, parts, new Set(named.keys())))
  return {
    groups,
    layers: layers.length > 1 || groups.length > 0 ? layers : layers.filter(({name}) => NAME.test(name)),
  }
}

/** Of the sections above a task, one named as a part; without that the nearest, unless it is the whole document. */
const holdersOf = (sheet: Sheet, tasks: readonly TaskPlace[]): Holder[] => {
  const holders = new Map<Section, Holder>()
  const open: Section[] = []
  let next = 0
  for (const {id, from} of tasks) {
    for (; (sheet.sections[next]?.row ?? Number.POSITIVE_INFINITY) < from; next++) {
      const section = sheet.sections[next]
      while (section && open.length > 0 && (open.at(-1)?.end ?? 0) <= section.row) open.pop()
      if (section) open.push(section)
    }
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= from) open.pop()
    const section =
      open.findLast(({heading}) => NAME.test(plainText(heading))) ??
      open.findLast(({heading, level}) => level > 1 && !PLAIN.test(plainText(heading)))
    if (!section) continue
    const holder = holders.get(section) ?? {section, tasks: []}
    holders.set(section, holder)
    holder.tasks.push(id)
  }
  return [...holders.values()]
}

const layerOf = (sheet: Sheet, {section, tasks}: Holder, found: RegExpExecArray | null): DraftLayer => ({
  name: found ? `${found[1]} ${found[3]}` : plainText(section.heading),
  tasks: tasks.map(({value}) => value),
  location: locate(sheet, section.row, section.column, section.heading.length),
})

const groupOf = (
  sheet: Sheet,
  parts: readonly [Holder, ...Holder[]],
  known: ReadonlySet<string>,
): DraftGroup => {
  const [{section}] = parts
  const found = NAME.exec(plainText(section.heading))
  const id = `${found?.[1]} ${found?.[3]}`
  const location = locate(sheet, section.row, section.column, section.heading.length)
  return {
    id: {value: id, location, origin: 'heading'},
    name: plainText(section.heading),
    members: parts.flatMap(({tasks}) => tasks.map(task => ({...task, origin: 'heading'}))),
    dependsOn: groupsBefore(section.heading, found?.[2] ?? '', known).map(value => ({
      value,
      location,
      origin: 'heading',
    })),
    ...groupStatus(sheet, section),
  }
}

/** `✅ COMPLETE` behind the name of a part. */
export const groupStatus = (
  sheet: Sheet,
  {heading, row, column}: Pick<Section, 'heading' | 'row' | 'column'>,
): Pick<DraftGroup, 'status'> => {
  const found = trailingStatus(heading)
  if (!found) return {}
  const location = locate(sheet, row, column + found.at, found.length)
  return {status: {value: found.value, location, origin: 'heading'}}
}

/** `(Depends on Tier 0)`, `(after Wave 1)`; none that the document does not have. */
const groupsBefore = (heading: string, word: string, known: ReadonlySet<string>): string[] => {
  const phrase = /\b(?:depends\s+on|after|requires|needs)\s+(\S.{0,199})$/i.exec(heading)?.[1] ?? ''
  return [...phrase.matchAll(/([\p{L}]{1,20})\s+([\p{L}\d.]{1,12})/gu)]
    .filter(
      ([, kind = '', number = '']) =>
        foldName(kind) === foldName(word) && known.has(foldName(`${kind} ${number}`)),
    )
    .map(([, kind = '', number = '']) => `${kind} ${number}`)
}
