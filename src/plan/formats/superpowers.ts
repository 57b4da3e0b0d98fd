// The format of the plans that the superpowers skills write: `### Task n: Title`, `**Files:**`, and steps to tick off. The tasks are
// meant to be done in their order; nothing is said of dependencies as a rule.

import type {Format} from '../format.ts'
import {readHeadedPlan, readHeadedTasks} from '../headed-tasks.ts'
import {readSheet} from '../sheet.ts'

const HEADING =
  /^ {0,3}#{2,5}[ \t]+(?:\*\*)?Task[ \t]+(\d{1,4}(?:\.\d{1,4})?[a-z]?)(?:\*\*)?[ \t]*[:.–—-][ \t]*(.*?)(?:(?<![ \t])[ \t]+#+)?(?:\*\*)?$/is
const IN_TEXT = /^ {0,3}#{2,5}[ \t]+(?:\*\*)?Task[ \t]+\d/im
const STEP = /^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]+\*\*Step[ \t]+\d/m
const SKILL = /\bsuperpowers:(?:subagent-driven-development|executing-plans|writing-plans)/

export const superpowers: Format = {
  name: 'superpowers',
  looksFor: 'plans of the superpowers skills ("### Task 1: Title" with "- [ ] **Step 1: …**")',
  matches: ({text}) => IN_TEXT.test(text) && (STEP.test(text) || SKILL.test(text)),
  read: document => {
    const sheet = readSheet(document)
    return readHeadedPlan(sheet, {tasks: readHeadedTasks(sheet, HEADING), order: 'sequential'})
  },
}
