// A plan without tasks.

import type {Rule} from '../rule.ts'

export const emptyPlan: Rule = {
  id: 'empty-plan',
  severity: 'error',
  summary: 'The plan has no task',
  isFixed: true,
  *check({draft, graph}) {
    if (graph.tasks.length > 0) return
    const file = draft.sources[0] ?? ''
    const message = 'no task found; expected headings such as "### T1: Title", or task records in YAML'
    yield {message, location: {file, line: 1, column: 1}}
  },
}
