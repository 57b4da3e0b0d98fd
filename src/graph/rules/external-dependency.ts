// Dependencies in words that name no task: nothing here can tell whether they are there.

import type {Rule} from '../rule.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const externalDependency: Rule = {
  id: 'external-dependency',
  severity: 'info',
  summary: 'A task depends on something that is no task of the plan',
  why: 'The task starts whether it is there or not. If somebody has to see to it, it is a task of its own.',
  wrong: markdown(`
    # Shop

    ### T1: Payment
    **Dependencies:** contract with the bank
    **Validation:** \`npm test\`
  `),
  right: markdown(`
    # Shop

    ### T1: Contract with the bank
    **Dependencies:** none
    **Validation:** \`npm test\`

    ### T2: Payment
    **Dependencies:** T1
    **Validation:** \`npm test\`
  `),
  *check({facts}) {
    for (const {id, dependencies} of facts.values()) {
      for (const {value, location} of dependencies) {
        const names = value.flatMap(ref =>
          ref.type === 'external' && ref.id === undefined && !DENIED.test(ref.text) ? `"${ref.text}"` : [],
        )
        if (names.length === 0) continue
        const [are, them] = names.length === 1 ? ['is no task', 'it is'] : ['are no tasks', 'they are']
        const message = `${id} depends on ${listed(names)}, which ${are} of this plan; see that ${them} there before ${id} starts`
        yield {message, location}
      }
    }
  },
}

/** "T3; independent of T5" names what is not needed. */
const DENIED = /^(?:independent|unabhängig|independiente|not?\b|without\b|nicht\b|sin\b)/i
