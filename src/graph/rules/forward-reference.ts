// A task that waits for one which both its place and its number put behind it: often a dependency the wrong way round.

import type {Finding} from '../finding.ts'
import {isStated, keyOfPlace, others, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, TaskId} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const forwardReference: Rule = {
  id: 'forward-reference',
  severity: 'info',
  summary: 'A task depends on one that comes after it',
  why: 'Who reads from top to bottom, or works through the numbers, comes to a task that cannot begin. Often the dependency was written the wrong way round.',
  wrong: markdown(`
    # Shop

    ### T1: Basket
    **Dependencies:** T2
    **Validation:** \`npm test\`

    ### T2: Catalogue
    **Dependencies:** none
    **Validation:** \`npm test\`
  `),
  right: markdown(`
    # Shop

    ### T1: Catalogue
    **Dependencies:** none
    **Validation:** \`npm test\`

    ### T2: Basket
    **Dependencies:** T1
    **Validation:** \`npm test\`
  `),
  *check(context) {
    for (const edges of together(context)) yield findingOf(edges, context)
  },
}

/** Such dependencies, those together which one statement makes of the same later tasks. */
const together = ({graph, facts}: LintContext): Iterable<readonly Edge[]> => {
  const isForward = ({task, dependency}: Edge): boolean => {
    const [own, other] = [placeOf(facts, task), placeOf(facts, dependency)]
    return own.file === other.file && own.line < other.line && isNumberedBefore(task, dependency)
  }
  const byTask = Map.groupBy(
    graph.edges.filter(edge => isStated(edge) && isForward(edge)),
    ({task, location}) => `${task} ${keyOfPlace(location)}`,
  )
  const byStatement = new Map<string, Edge[]>()
  for (const edges of byTask.values()) {
    const [first] = edges
    const key = `${first && keyOfPlace(first.location)} ${edges.map(({dependency}) => dependency).join(' ')}`
    byStatement.set(key, [...(byStatement.get(key) ?? []), ...edges])
  }
  return byStatement.values()
}

const findingOf = (edges: readonly Edge[], {facts}: LintContext): Finding => {
  const tasks = unique(edges.map(({task}) => task))
  const dependencies = unique(edges.map(({dependency}) => dependency))
  const [first = ''] = tasks
  const location = placeOf(facts, first)
  const [verb, subject] = tasks.length === 1 ? ['depends', 'it'] : ['depend', 'them']
  return {
    message:
      `${listed(tasks)} ${verb} on ${listed(dependencies)}, which ${dependencies.length === 1 ? 'comes' : 'come'} after ` +
      `${subject} in this plan; turn the dependency round if it was meant so, else change the order`,
    location,
    related: others(location, [
      ...edges.slice(0, 1).map(edge => ({message: 'said here', location: edge.location})),
      ...dependencies
        .slice(0, SHOWN)
        .map(id => ({message: `${id} stands here`, location: placeOf(facts, id)})),
    ]),
  }
}

/** Places that one finding points to. */
const SHOWN = 3

const unique = (ids: readonly TaskId[]): readonly TaskId[] => [...new Set(ids)]

/** `T9` and `T10`, `1.2` and `1.10`: alike up to a number, and that one smaller. */
const isNumberedBefore = (a: TaskId, b: TaskId): boolean => {
  const [left, right] = [parts(a), parts(b)]
  const at = left.findIndex((part, index) => part !== right[index])
  const [own, other] = [Number(left[at]), Number(right[at])]
  return own < other
}

/** Letters and digits apart. */
const parts = (id: TaskId): readonly string[] => id.match(/\d+|\D+/g) ?? []
