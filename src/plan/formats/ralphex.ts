// The format of ralphex: `### Task N: Title` with boxes, and one `## Validation Commands` for all of them.

import type {Field} from '../fields.ts'
import type {Format} from '../format.ts'
import {readHeadedPlan, readHeadedTasks} from '../headed-tasks.ts'
import {kindOf} from '../labels.ts'
import {readSheet, type Sheet} from '../sheet.ts'

const HEADING =
  /^ {0,3}#{2,4}[ \t]+(?:Task|Iteration)[ \t]+(\d{1,4}(?:\.\d{1,4})?[a-z]?)[ \t]*[:.–—-][ \t]*(.*)/is
const IN_TEXT = /^ {0,3}#{2,4}[ \t]+(?:Task|Iteration)[ \t]+\d/im
const COMMANDS = /^ {0,3}##[ \t]+Validation Commands[ \t]*$/im

export const ralphex: Format = {
  name: 'ralphex',
  looksFor: 'plans of ralphex ("### Task 1: Title" and "## Validation Commands")',
  matches: ({text}) => COMMANDS.test(text) && IN_TEXT.test(text),
  read: document => {
    const sheet = readSheet(document)
    const tasks = readHeadedTasks(sheet, HEADING)
    return readHeadedPlan(sheet, {tasks, order: 'sequential', shared: commandsOf(sheet)})
  },
}

/** The section of commands, as if each task had it as a field of its own. */
const commandsOf = ({sections}: Sheet): Field[] =>
  sections.flatMap(({heading, level, row, column, next}) =>
    level === 2 && /^validation commands$/i.test(heading) && kindOf(heading) === 'validation'
      ? [
          {
            kind: 'validation',
            label: heading,
            labelColumn: column,
            value: '',
            row,
            column: column + heading.length,
            from: row + 1,
            to: next,
            bodyEnd: next,
          },
        ]
      : [],
  )
