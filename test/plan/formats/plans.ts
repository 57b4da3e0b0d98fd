// Says in one line what a document compiles to: its tasks with their marks, and what they depend on.

import {compile} from '../../../src/graph/compile.ts'
import type {Draft} from '../../../src/graph/draft.ts'
import {readPlan} from '../../../src/plan/read.ts'

export const draftOf = (text: string, format: string): Draft => {
  const read = readPlan([{file: 'plan.md', text}], {format})
  if (!read.ok) throw new Error(read.error.map(({message}) => message).join('\n'))
  return read.value
}

/** `T1=done T2 | T2←T1`: edges that the document does not state task by task carry their kind. */
export const planOf = (text: string, format: string): string => {
  const draft = draftOf(text, format)
  const {graph} = compile(draft)
  const status = new Map(draft.tasks.map(task => [task.id.value, task.status?.value]))
  const tasks = graph.tasks.map(({id}) => (status.get(id) === undefined ? id : `${id}=${status.get(id)}`))
  const edges = graph.edges.map(
    ({task, dependency, kind}) => `${task}←${dependency}${kind === 'stated' ? '' : `/${kind}`}`,
  )
  return `${tasks.join(' ')} | ${edges.join(' ')}`
}
