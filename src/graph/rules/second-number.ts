// Tasks that carry a second number in front of their titles, "T22: 3.3 Payment", and share it.

import type {Fact} from '../draft.ts'
import type {Rule} from '../rule.ts'
import {markdown} from './example.ts'

export const secondNumberTwice: Rule = {
  id: 'second-number-twice',
  severity: 'info',
  summary: 'Two tasks carry the same second number in their titles',
  why: 'Such numbers come from an earlier plan, and people still speak of tasks by them. One that means two tasks will be taken for the wrong one.',
  wrong: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | 1.1 — Schema | none | \`npm test\` |
    | T2 | 1.2 — Queries | T1 | \`npm test\` |
    | T3 | 1.2 — Routes | T1 | \`npm test\` |
  `),
  right: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | 1.1 — Schema | none | \`npm test\` |
    | T2 | 1.2 — Queries | T1 | \`npm test\` |
    | T3 | 1.3 — Routes | T1 | \`npm test\` |
  `),
  *check({facts}) {
    const numbered = [...facts.values()].flatMap(({id, titles}) => withNumber(id, titles[0]))
    if (numbered.length < facts.size * MOST) return
    const first = new Map<string, Numbered>()
    for (const task of numbered) {
      const earlier = first.get(task.number)
      if (earlier === undefined) first.set(task.number, task)
      else
        yield {
          message: `${task.id} has the number ${task.number} in its title, and so has ${earlier.id}; give one of them another`,
          location: task.title.location,
          related: [{message: `${earlier.id} is "${earlier.title.value}"`, location: earlier.title.location}],
        }
    }
  },
}

/** Of so many tasks, a number in front of the title is a second id; of fewer, it is part of what they are about. */
const MOST = 0.8

interface Numbered {
  readonly id: string
  readonly number: string
  readonly title: Fact<string>
}

const withNumber = (id: string, title: Fact<string> | undefined): readonly Numbered[] => {
  const number = /^(\d+(?:\.\d+)+)(?=\s|:|\))/.exec(title?.value ?? '')?.[1]
  return title === undefined || number === undefined || number === id ? [] : [{id, number, title}]
}
