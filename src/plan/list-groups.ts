// The parts of a document that hold its listed tasks, `## Phase 3: …` or `## 2. …`, as groups.

import type {DraftGroup, Fact} from '../graph/draft.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import {groupStatus} from './section-sets.ts'
import {locate, type Sheet} from './sheet.ts'

/** A part, before it is known which come before it. */
export interface Part {
  readonly section: Section
  readonly group: DraftGroup
}

const PHASE =
  /^((?:phase|stage|wave|milestone|sprint|iteration|epic|chunk|part|step|fase|etapa|阶段|フェーズ|ステージ)\s*#?\d{1,4}(?:\.\d{1,4})?[A-Za-z]?)(?![\w.])/iu
const NUMBERED = /^(\d{1,4}(?:\.\d{1,4}){0,3})[.)]?\s/

/** The id that a heading gives its part. */
const partName = (heading: string): string | undefined => {
  const text = plainText(heading).replace(/^[^\p{L}\p{N}]{1,8}/u, '')
  const number = NUMBERED.exec(text)?.[1]
  return PHASE.exec(text)?.[1] ?? (number === undefined ? undefined : `Section ${number}`)
}

/** Outermost sections that are named as parts; failing that, outermost ones that do not hold all tasks. In document order. */
export const readParts = (
  sheet: Sheet,
  tasks: readonly {readonly row: number; readonly id: Fact<string>}[],
): Part[] => {
  const parts: Part[] = []
  let end = -1
  let index = 0
  for (const section of sheet.sections) {
    if (section.row < end) continue
    while ((tasks[index]?.row ?? Number.POSITIVE_INFINITY) < section.row) index++
    let last = index
    while ((tasks[last]?.row ?? Number.POSITIVE_INFINITY) < section.end) last++
    const name = partName(section.heading)
    const isTask = tasks[index]?.row === section.row
    if (
      last === index ||
      isTask ||
      (name === undefined && (section.level === 1 || last - index === tasks.length))
    )
      continue
    end = section.end
    parts.push({section, group: groupOf(sheet, section, {name, members: tasks.slice(index, last)})})
    index = last
  }
  return parts
}

/** A part whose name says so is meant to run side by side. */
const TOGETHER = /\bparallel\b|^wave\b|并行|並行/iu

const groupOf = (
  sheet: Sheet,
  {heading, row, column}: Section,
  {name, members}: {name: string | undefined; members: readonly {readonly id: Fact<string>}[]},
): DraftGroup => {
  const title = plainText(heading)
  return {
    id: {value: name ?? title, location: locate(sheet, row, column, heading.length), origin: 'heading'},
    name: title,
    members: members.map(({id}) => id),
    dependsOn: [],
    ...(TOGETHER.test(title) ? {} : {isPart: true}),
    ...groupStatus(sheet, {heading, row, column}),
  }
}
