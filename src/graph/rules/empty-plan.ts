// A plan without tasks.

import type {Rule} from '../rule.ts'
import {yaml} from './example.ts'

export const emptyPlan: Rule = {
  id: 'empty-plan',
  severity: 'error',
  summary: 'The plan has no task',
  why: 'A plan in which nothing is found is more likely misread than finished.',
  wrong: yaml(`
    tasks: []
  `),
  right: yaml(`
    tasks:
      - taskId: T1
        validation:
          - {type: command, command: test -d keel}
  `),
  isFixed: true,
  *check({draft, graph}) {
    if (graph.tasks.length > 0) return
    const file = draft.sources[0] ?? ''
    const message = 'no task found; expected headings such as "### T1: Title", or task records in YAML'
    yield {message, location: {file, line: 1, column: 1}}
  },
}
