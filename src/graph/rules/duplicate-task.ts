// Tasks that say the same, but for their ids: two agents would do one thing twice. Harmless are titles alone that are alike.

import {duplicatesAmong} from '../duplicate.ts'
import {others, placeOf} from '../place.ts'
import type {Rule} from '../rule.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const duplicateTask: Rule = {
  id: 'duplicate-task',
  severity: 'warning',
  summary: 'Two tasks are the same in all but their ids',
  why: 'Two agents would do the same work, and the second finds it done or overwrites it.',
  wrong: markdown(`
    ### T1: Paint the hull
    Two coats, blue below the water line.

    **Verify:** \`test -s hull.md\`

    ### T2: Paint the hull
    Two coats, blue below the water line.

    **Verify:** \`test -s hull.md\`
  `),
  right: markdown(`
    ### T1: Paint the hull
    Two coats, blue below the water line.

    **Verify:** \`test -s hull.md\`

    ### T2: Paint the deck
    Two coats, grey.

    **Verify:** \`test -s deck.md\`
  `),
  *check({graph, facts}) {
    for (const found of duplicatesAmong(graph.tasks)) {
      const [first, second] = found
      if (first === undefined || second === undefined) continue
      const location = placeOf(facts, second.id)
      const related = [{message: `${first.id} stands here`, location: placeOf(facts, first.id)}]
      yield {
        message: `${listed(found.map(({id}) => id))} say the same; leave one of them, or tell them apart`,
        location,
        related: others(location, related),
      }
    }
  },
}
