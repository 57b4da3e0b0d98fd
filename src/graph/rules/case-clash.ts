// Outputs whose names differ in nothing but letter case, or in how an accent is written.

import {folded} from '../claims.ts'
import type {Rule} from '../rule.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const caseClash: Rule = {
  id: 'case-clash',
  severity: 'warning',
  summary: 'Two outputs differ in nothing but letter case',
  why: 'On Windows and on macOS they are one file, and the one overwrites the other.',
  wrong: markdown(`
    ### T1: Draw the hull
    **Outputs:** \`lines/Hull.svg\`
    **Verify:** \`test -s lines/Hull.svg\`

    ### T2: Draw the hull again
    **Outputs:** \`lines/hull.svg\`
    **Verify:** \`xmllint lines/hull.svg\`
  `),
  right: markdown(`
    ### T1: Draw the hull
    **Outputs:** \`lines/hull.svg\`
    **Verify:** \`test -s lines/hull.svg\`

    ### T2: Draw the deck
    **Outputs:** \`lines/deck.svg\`
    **Verify:** \`xmllint lines/deck.svg\`
  `),
  *check({graph}) {
    const outputs = graph.tasks.flatMap(({id, outputs: own}) => own.map(output => ({task: id, ...output})))
    for (const alike of Map.groupBy(outputs, ({path}) => folded(path)).values()) {
      const spellings = [...new Map(alike.map(output => [output.path, output])).values()]
      const last = spellings.at(-1)
      if (last === undefined || spellings.length === 1) continue
      const written = listed(spellings.map(({task, path}) => `${path} (${task})`))
      yield {
        message: `${written} are one file where letter case makes no difference; spell it one way, or give them different names`,
        location: last.location,
        related: spellings
          .slice(0, -1)
          .slice(0, SHOWN)
          .map(({path, location}) => ({message: path, location})),
      }
    }
  },
}

/** Places that one finding points to beside the first. */
const SHOWN = 8
