// The format of BMAD's epics: `### Story 1.2: Title`, or the same as a bold line, with `**Prerequisites:** Story 1.1`.

import type {Format} from '../format.ts'
import {readHeadedPlan, readHeadedTasks} from '../headed-tasks.ts'
import {readSheet} from '../sheet.ts'

const STORY =
  /^ {0,3}(?:#{2,6}[ \t]+(?:\*\*)?|\*\*)Story[ \t]+#?([A-Z]{0,3}\d{1,4}(?:[.-]\d{1,4}){0,3}[a-z]?)(?:\*\*)?[ \t]*[:：.–—-][ \t]*(.*?)(?:\*\*)?$/is
const IN_TEXT = /^ {0,3}(?:#{2,6}[ \t]+(?:\*\*)?|\*\*)Story[ \t]+#?[A-Z]{0,3}\d[^\n]*$/im

export const bmad: Format = {
  name: 'bmad',
  looksFor: 'stories of BMAD ("### Story 1.2: Title" or "**Story 1.2: Title**")',
  matches: ({text}) => IN_TEXT.test(text) && /\bEpic\b/i.test(text),
  read: document => {
    const sheet = readSheet(document)
    return readHeadedPlan(sheet, {tasks: readHeadedTasks(sheet, STORY), order: 'none'})
  },
}
