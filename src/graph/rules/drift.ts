// The same fact stated in several places, and not the same: effort, priority, title.

import {parseHours} from '../../util/duration.ts'
import type {Fix} from '../diagnostic.ts'
import type {DraftTask, Fact} from '../draft.ts'
import type {TaskFacts} from '../facts.ts'
import type {Finding} from '../finding.ts'
import {type Marked, rewrite, withNumber} from '../marked.ts'
import type {Rule} from '../rule.ts'
import type {Priority} from '../task.ts'
import {markdown, outdent} from './example.ts'

/** What a task and each of its definitions state. */
type Stated = Pick<DraftTask & TaskFacts, 'titles' | 'priorities' | 'efforts'>

interface FactKind<T> {
  readonly name: string
  readonly of: (stated: Stated) => readonly Fact<T>[]
  readonly show: (value: T) => string
  /** Equal for values that do not disagree. */
  readonly key: (value: T) => unknown
  /** The words that state one value as they would state another; undefined where that is not sure. */
  readonly reword?: (written: string, from: T, to: T) => string | undefined
}

/** One finding for each further value, where it first stands. */
function* drift<T>(kind: FactKind<T>, task: TaskFacts, marked: Marked): Iterable<Finding> {
  const {name, of, show, key} = kind
  const [first, ...others] = of(task)
  if (first === undefined) return
  const seen = new Set([key(first.value)])
  for (const fact of others) {
    const {value, location, origin} = fact
    if (seen.has(key(value))) continue
    seen.add(key(value))
    yield {
      message: `${name} of ${task.id} is ${show(value)} in this ${origin}, but ${show(first.value)} in the ${first.origin}, which counts`,
      location,
      related: [{message: `${show(first.value)} here`, location: first.location}],
      ...agree(kind, {task, first, fact}, marked),
    }
  }
}

/** Within the definition that counts, either of the two may be the stale one; elsewhere it is a copy. */
const agree = <T>(
  {of, reword}: FactKind<T>,
  {task, first, fact}: {task: TaskFacts; first: Fact<T>; fact: Fact<T>},
  marked: Marked,
): {readonly fix?: Fix} => {
  const written = marked(fact.location)
  const newText = written === undefined ? undefined : reword?.(written, fact.value, first.value)
  if (written === undefined || newText === undefined) return {}
  const isCopy = !of(task.definitions[0]).includes(fact)
  const edits = [rewrite(fact.location, written, newText)]
  return {fix: {description: `write "${newText}"`, edits, ...(isCopy ? {} : {isGuess: true})}}
}

const driftRule = <T>(rule: Omit<Rule, 'check'>, kind: FactKind<T>): Rule => ({
  ...rule,
  *check({facts, marked}) {
    for (const task of facts.values()) yield* drift(kind, task, marked)
  },
})

const rewordHours = (written: string, from: number, to: number): string | undefined => {
  const words = withNumber(written, from, to)
  return words !== undefined && parseHours(words) === to ? words : undefined
}

/** In the case of the word that it replaces; a number or a sign stays. */
const rewordPriority = (written: string, from: Priority, to: Priority): string | undefined => {
  const index = spellings(from).indexOf(written)
  return index === -1 ? undefined : spellings(to)[index]
}

const spellings = (word: Priority): readonly string[] => [
  word,
  word.toLowerCase(),
  `${word.charAt(0)}${word.slice(1).toLowerCase()}`,
]

export const effortDrift = driftRule(
  {
    id: 'effort-drift',
    severity: 'warning',
    summary: 'The effort of a task is stated differently in two places',
    why: 'Critical path and simulation count with one of the two, and it may be the stale one.',
    wrong: markdown(`
      ## Dependency Graph
      \`\`\`
      Keel and Planks
      ├── T1: Lay the keel (2 hours)
      └── T2: Cut the planks
      \`\`\`

      ### T1: Lay the keel
      **Estimated Effort:** 3 hours
      **Verify:** \`test -d keel\`

      ### T2: Cut the planks
      **Verify:** \`test -d planks\`
    `),
    right: markdown(`
      ## Dependency Graph
      \`\`\`
      Keel and Planks
      ├── T1: Lay the keel (3 hours)
      └── T2: Cut the planks
      \`\`\`

      ### T1: Lay the keel
      **Estimated Effort:** 3 hours
      **Verify:** \`test -d keel\`

      ### T2: Cut the planks
      **Verify:** \`test -d planks\`
    `),
  },
  {
    name: 'effort',
    of: task => task.efforts,
    show: hours => `${hours} h`,
    key: hours => hours,
    reword: rewordHours,
  },
)

export const priorityDrift = driftRule(
  {
    id: 'priority-drift',
    severity: 'info',
    summary: 'The priority of a task is stated differently in two places',
    why: 'One of the two decides what runs first, and it may be the stale one.',
    wrong: {
      'plan.md': outdent(`
        ### T1: Lay the keel
        **Priority:** High
        **Verify:** \`test -d keel\`
      `),
      'summary.yaml': outdent(`
        tasks:
          - taskId: T1
            title: Lay the keel
            priority: low
      `),
    },
    right: {
      'plan.md': outdent(`
        ### T1: Lay the keel
        **Priority:** High
        **Verify:** \`test -d keel\`
      `),
      'summary.yaml': outdent(`
        tasks:
          - taskId: T1
            title: Lay the keel
            priority: high
      `),
    },
  },
  {
    name: 'priority',
    of: task => task.priorities,
    show: priority => priority,
    key: priority => priority,
    reword: rewordPriority,
  },
)

/** Short names only: a `Title` field is a longer description of the heading above it. */
const shortNames = ({titles}: Stated): readonly Fact<string>[] =>
  titles.filter(({origin}) => origin !== 'field')

/** Words that two spellings of a name may differ in. */
const EMPTY_WORDS = new Set(['a', 'an', 'the', 'and'])

/** Case, punctuation and empty words are no difference. */
const titleKey = (title: string): string =>
  (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(word => !EMPTY_WORDS.has(word)).join(' ')

export const titleDrift = driftRule(
  {
    id: 'title-drift',
    severity: 'info',
    summary: 'A task has different names in two places',
    why: 'One id for two pieces of work is a common slip when plans are renumbered.',
    wrong: markdown(`
      ## Dependency Graph
      \`\`\`
      Keel and Planks
      ├── T1: Raise the mast
      └── T2: Cut the planks
      \`\`\`

      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Cut the planks
      **Verify:** \`test -d planks\`
    `),
    right: markdown(`
      ## Dependency Graph
      \`\`\`
      Keel and Planks
      ├── T1: Lay the keel
      └── T2: Cut the planks
      \`\`\`

      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Cut the planks
      **Verify:** \`test -d planks\`
    `),
  },
  {name: 'title', of: shortNames, show: title => `"${title}"`, key: titleKey},
)
