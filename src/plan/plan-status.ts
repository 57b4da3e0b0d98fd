// Reads what a document says at its top of how far it is as a whole: `**Status:** ✅ Completed`.

import type {Fact, TaskStatus} from '../graph/draft.ts'
import {ofKind, readFields} from './fields.ts'
import {locate, type Sheet} from './sheet.ts'
import {readStatus} from './status-marks.ts'

/** The first field of status above the first task, in the title's section or the one behind it. */
export const readPlanStatus = (sheet: Sheet, isOpen: (row: number) => boolean): Fact<TaskStatus>[] => {
  const matter = frontMatterStatus(sheet)
  if (matter) return [matter]
  const end = Math.min(sheet.sections[2]?.row ?? sheet.prose.length, ROWS_MAX)
  for (let row = 0; row < end && isOpen(row); row++) {
    const line = sheet.prose[row] ?? ''
    if (!line.includes('**')) continue
    for (const {value, column} of ofKind(readFields(sheet, row, row + 1, []), 'status')) {
      const found = wholeStatus(value)
      return found
        ? [
            {
              value: found.value,
              location: locate(sheet, row, column + found.at, found.length),
              origin: 'field',
            },
          ]
        : []
    }
  }
  return []
}

const ROWS_MAX = 60 // what is further down is about something else

/** Words behind it tell of something else: "Complete draft". */
const wholeStatus = (text: string): ReturnType<typeof readStatus> => {
  const found = readStatus(text)
  return found && /^[\s*_)\]]*(?:$|[-–—(,|·.])/.test(text.slice(found.at + found.length)) ? found : undefined
}

const frontMatterStatus = (sheet: Sheet): Fact<TaskStatus> | undefined => {
  if (sheet.lines[0]?.trimEnd() !== '---' || sheet.prose[0] !== '') return undefined
  for (let row = 1; row < ROWS_MAX && sheet.lines[row]?.trimEnd() !== '---'; row++) {
    const found = /^status[ \t]*:[ \t]*["']?/.exec(sheet.lines[row] ?? '')
    const status = found && readStatus((sheet.lines[row] ?? '').slice(found[0].length))
    if (found && status)
      return {
        value: status.value,
        location: locate(sheet, row, found[0].length + status.at, status.length),
        origin: 'front matter',
      }
  }
  return undefined
}
