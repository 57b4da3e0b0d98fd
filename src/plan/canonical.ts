// The canonical form of any plan: a task breakdown in Markdown that compiles to the same graph. What no breakdown can say is told.

import {compile} from '../graph/compile.ts'
import type {TaskStatus} from '../graph/draft.ts'
import type {Graph, Task, TaskId} from '../graph/task.ts'
import {fenceFor} from './canonical-gate.ts'
import {proseOf} from './canonical-prose.ts'
import {printFacts, spelled} from './canonical-task.ts'
import {plainText} from './inline.ts'
import {detectFormat, readPlan} from './read.ts'
import {printGroup, printLayer} from './set-lines.ts'
import {printSettings} from './settings.ts'

export interface Canonical {
  readonly text: string
  /** Noun phrases, each of what the text does not say: `the gates of T1`. */
  readonly lost: readonly string[]
}

export const canonicalPlan = (graph: Graph, statuses: Statuses): Canonical => {
  const plain = printPlan(graph, statuses, () => false)
  const changed = lossesIn(plain, graph)
  if (changed.length === 0) return {text: plain, lost: []}
  // Prose may say what a reader takes for a fact; in a fence it says it to the agent alone.
  const tasks = new Set(changed.map(({task}) => task))
  const text = printPlan(graph, statuses, id => tasks.has(undefined) || tasks.has(id))
  return {text, lost: lossesIn(text, graph).map(({what}) => what)}
}

export type Statuses = ReadonlyMap<TaskId, TaskStatus>

const printPlan = (graph: Graph, statuses: Statuses, isFenced: (id: TaskId) => boolean): string => {
  const {title, groups, layers, settings} = graph
  const parts = [
    ...(title === '' ? [] : [`# ${spelled(title, plainText)}`]),
    ...[groups.map(printGroup), layers.map(printLayer)].map(lines => lines.join('\n')).filter(Boolean),
    ...graph.tasks.map(task => printTask(task, statuses.get(task.id), isFenced(task.id))),
  ]
  const text = `${parts.join('\n\n')}\n`
  const hasOwnLook = detectFormat({file: '', text}) === FORMAT
  const matter = printSettings(settings, hasOwnLook ? undefined : FORMAT)
  return matter === '' ? text : `${matter}\n\n${text}`
}

const FORMAT = 'atomic'

const LABEL = '**Description:**'

/** What is canonical already stays, to the letter. */
const printTask = (task: Task, status: TaskStatus | undefined, isFenced: boolean): string => {
  const facts = printFacts(task, status)
  const {instruction} = task
  if (instruction === '' || instruction === facts) return facts
  if (instruction.startsWith(`${facts}\n\n${LABEL}`)) return instruction
  const prose = isFenced ? undefined : proseOf(instruction, facts)
  if (prose === '') return facts
  if (prose !== undefined) return `${facts}\n\n${prose.startsWith(LABEL) ? '' : `${LABEL}\n\n`}${prose}`
  const fence = fenceFor(instruction)
  return `${facts}\n\n${LABEL}\n\n${fence}markdown\n${instruction}\n${fence}`
}

/** A noun phrase, and the task that it is about. */
interface Loss {
  readonly what: string
  readonly task?: TaskId
}

/** Found by reading it again. */
const lossesIn = (text: string, graph: Graph): readonly Loss[] => {
  const read = readPlan([{file: '', text}])
  if (!read.ok) return [{what: 'all of it'}]
  const again = compile(read.value).graph
  const known = new Set(graph.tasks.map(({id}) => id))
  const tasks = new Map(again.tasks.map(task => [task.id, task]))
  return [
    ...partsThatDiffer(graph, again, ['title', 'groups', 'layers', 'settings']).map(what => ({what})),
    ...again.tasks.filter(({id}) => !known.has(id)).map(({id}) => ({what: `that ${id} is no task`})),
    ...graph.tasks.flatMap(task => {
      const other = tasks.get(task.id)
      const parts = other === undefined ? ['all'] : partsThatDiffer(task, other, TASK_PARTS)
      return parts.map(part => ({what: `${part} of ${task.id}`, task: task.id}))
    }),
  ]
}

const TASK_PARTS = [
  'title',
  'priority',
  'effortHours',
  'agent',
  'partOf',
  'isContainer',
  'isOptional',
  'dependencies',
  'inputs',
  'outputs',
  'gates',
  'relatedDocs',
] as const satisfies readonly (keyof Task)[]

const partsThatDiffer = <T extends object>(a: T, b: T, parts: readonly (keyof T & string)[]): string[] =>
  parts.filter(part => contentOf(a[part]) !== contentOf(b[part])).map(part => `the ${part}`)

/** Places apart, and whatever the order of keys. */
const contentOf = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'location') return undefined
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  }) ?? ''
