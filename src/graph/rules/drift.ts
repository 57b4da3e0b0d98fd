// The same fact stated in several places, and not the same: effort, priority, title.

import type {Fact} from '../draft.ts'
import type {TaskFacts} from '../facts.ts'
import type {Finding} from '../finding.ts'
import type {Rule} from '../rule.ts'

interface FactKind<T> {
  readonly name: string
  readonly of: (task: TaskFacts) => readonly Fact<T>[]
  readonly show: (value: T) => string
  /** Equal for values that do not disagree. */
  readonly key: (value: T) => unknown
}

/** One finding for each further value, where it first stands. */
function* drift<T>({name, of, show, key}: FactKind<T>, task: TaskFacts): Iterable<Finding> {
  const [first, ...others] = of(task)
  if (first === undefined) return
  const seen = new Set([key(first.value)])
  for (const {value, location, origin} of others) {
    if (seen.has(key(value))) continue
    seen.add(key(value))
    yield {
      message: `${name} of ${task.id} is ${show(value)} in this ${origin}, but ${show(first.value)} in the ${first.origin}, which counts`,
      location,
      related: [{message: `${show(first.value)} here`, location: first.location}],
    }
  }
}

const driftRule = <T>(rule: Omit<Rule, 'check'>, kind: FactKind<T>): Rule => ({
  ...rule,
  *check({facts}) {
    for (const task of facts.values()) yield* drift(kind, task)
  },
})

export const effortDrift = driftRule(
  {
    id: 'effort-drift',
    severity: 'warning',
    summary: 'The effort of a task is stated differently in two places',
  },
  {name: 'effort', of: task => task.efforts, show: hours => `${hours} h`, key: hours => hours},
)

export const priorityDrift = driftRule(
  {
    id: 'priority-drift',
    severity: 'info',
    summary: 'The priority of a task is stated differently in two places',
  },
  {name: 'priority', of: task => task.priorities, show: priority => priority, key: priority => priority},
)

/** Short names only: a `Title` field is a longer description of the heading above it. */
const shortNames = ({titles}: TaskFacts): readonly Fact<string>[] =>
  titles.filter(({origin}) => origin !== 'field')

/** Words that two spellings of a name may differ in. */
const EMPTY_WORDS = new Set(['a', 'an', 'the', 'and'])

/** Case, punctuation and empty words are no difference. */
const titleKey = (title: string): string =>
  (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(word => !EMPTY_WORDS.has(word)).join(' ')

export const titleDrift = driftRule(
  {id: 'title-drift', severity: 'info', summary: 'A task has different names in two places'},
  {name: 'title', of: shortNames, show: title => `"${title}"`, key: titleKey},
)
