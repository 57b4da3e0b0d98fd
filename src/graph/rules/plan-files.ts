// The list of files that a document gives for all of its tasks, compared with what the tasks themselves write.

import {overlaps} from '../claims.ts'
import type {FilesClaim} from '../draft.ts'
import type {Finding} from '../finding.ts'
import {others} from '../place.ts'
import type {Rule} from '../rule.ts'
import type {Output} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const frontMatterDrift: Rule = {
  id: 'front-matter-drift',
  severity: 'warning',
  summary: 'The files listed for the whole plan are not those that its tasks write',
  why: 'Plans that run side by side are kept apart by these lists: a file that is missing there is written by two of them at once, and one too many makes a plan wait for nothing.',
  wrong: markdown(`
    ---
    phase: 01-shop
    plan: 01
    depends_on: []
    files_modified:
      - src/basket.ts
      - src/tax.ts
    ---

    ### Task 1: Basket
    **Files:** \`src/basket.ts\`
    **Verify:** \`npm test -- basket\`

    ### Task 2: Prices
    **Files:** \`src/price.ts\`
    **Verify:** \`npm test -- price\`
  `),
  right: markdown(`
    ---
    phase: 01-shop
    plan: 01
    depends_on: []
    files_modified:
      - src/basket.ts
      - src/price.ts
    ---

    ### Task 1: Basket
    **Files:** \`src/basket.ts\`
    **Verify:** \`npm test -- basket\`

    ### Task 2: Prices
    **Files:** \`src/price.ts\`
    **Verify:** \`npm test -- price\`
  `),
  *check({draft, facts}) {
    for (const claim of draft.claims.files ?? []) {
      const written = [...facts.values()].flatMap(({id, definitions}) =>
        definitions
          .filter(definition => definition.id.location.file === claim.location.file)
          .flatMap(({outputs}) => outputs.map(output => ({task: id, output}))),
      )
      if (written.length > 0) yield* compare(claim, written)
    }
  },
}

interface Written {
  readonly task: string
  readonly output: Output
}

/** A list is of a few dozen files, for one document: comparing each with each costs nothing. */
const FILES_MAX = 500

function* compare({paths, location}: FilesClaim, written: readonly Written[]): Iterable<Finding> {
  if (paths.length > FILES_MAX || written.length > FILES_MAX) return
  for (const {value, location: place} of paths) {
    if (written.some(({output}) => overlaps(output.path, value))) continue
    yield {
      message: `${value} is listed among the files of this plan, but no task writes it; take it from the list, or name it in its task`,
      location: place,
      related: others(
        place,
        written
          .slice(0, 1)
          .map(({task, output}) => ({message: `${task} writes ${output.path}`, location: output.location})),
      ),
    }
  }
  const missing = written.filter(({output}) => !paths.some(({value}) => overlaps(output.path, value)))
  for (const [path, writers] of Map.groupBy(missing, ({output}) => output.path)) {
    const [first] = writers
    if (first === undefined) continue
    yield {
      message: `${listed(writers.map(({task}) => task))} ${writers.length === 1 ? 'writes' : 'write'} ${path}, which is not among the files of this plan; add it to the list`,
      location: first.output.location,
      related: others(first.output.location, [{message: 'the list', location}]),
    }
  }
}
