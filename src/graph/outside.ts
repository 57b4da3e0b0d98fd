// What tasks are said to depend on although no document defines it: to be shown, for the graph is closed.

import type {DependencyRef, Fact} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import type {Edge} from './task.ts'

/** Each statement that names a task which is not in the plan, in plan order. */
export const outsideEdges = (tasks: readonly TaskFacts[]): readonly Edge[] => {
  const known = new Set(tasks.map(({id}) => id))
  return tasks.flatMap(({id, dependencies}) =>
    dependencies.flatMap(fact =>
      fact.value.flatMap((ref): Edge[] => {
        const dependency = nameOf(ref)
        if (dependency === undefined || known.has(dependency)) return []
        return [{task: id, dependency, kind: 'stated', location: placeOf(ref, fact)}]
      }),
    ),
  )
}

const nameOf = (ref: DependencyRef): string | undefined =>
  ref.type === 'task' || ref.type === 'external' ? ref.id : undefined

const placeOf = (ref: DependencyRef, {location}: Fact<unknown>): Edge['location'] =>
  ('location' in ref ? ref.location : undefined) ?? location
