// Small graphs for tests: tasks by id, hours and dependencies, everything else empty.

import fc from 'fast-check'
import type {Graph, Task} from '../../src/graph/task.ts'

const FILE = 'plan.md'

export interface Sketch {
  readonly id: string
  readonly hours?: number
  readonly needs?: readonly string[]
  readonly outputs?: readonly string[]
  readonly group?: string
}

export const task = ({id, hours, needs = [], outputs = [], group}: Sketch, line = 1): Task => ({
  id,
  title: `Title of ${id}`,
  priority: 'MEDIUM',
  ...(hours === undefined ? {} : {effortHours: hours}),
  ...(group === undefined ? {} : {group}),
  dependencies: needs,
  inputs: [],
  outputs: outputs.map(path => ({path, intent: 'create', location: {file: FILE, line, column: 1}})),
  gates: [],
  relatedDocs: [],
  instruction: '',
  source: {file: FILE, line, endLine: line},
})

export const graph = (...sketches: readonly Sketch[]): Graph => {
  const tasks = sketches.map((sketch, index) => task(sketch, index + 1))
  const names = [...new Set(sketches.flatMap(({group}) => group ?? []))]
  return {
    title: 'Plan',
    sources: [FILE],
    tasks,
    groups: names.map(name => ({
      id: name,
      name,
      tasks: sketches.filter(({group}) => group === name).map(({id}) => id),
      dependsOn: [],
      location: {file: FILE, line: 1, column: 1},
    })),
    layers: [],
    edges: tasks.flatMap(({id, dependencies, source}) =>
      dependencies.map(dependency => ({
        task: id,
        dependency,
        kind: 'stated' as const,
        location: {file: FILE, line: source.line, column: 1},
      })),
    ),
    settings: {documents: {}},
  }
}

/** Random acyclic graphs in which plan order is no topological order. */
export const sketches: fc.Arbitrary<readonly Sketch[]> = fc
  .tuple(
    fc.integer({min: 0, max: 12}),
    fc.array(fc.tuple(fc.nat(11), fc.nat(11)), {maxLength: 30}),
    fc.infiniteStream(fc.integer({min: 1, max: 9})),
  )
  .chain(([count, pairs, hours]) => {
    const ids = Array.from({length: count}, (_, index) => `T${index + 1}`)
    const needs = (index: number): string[] => {
      const lower = pairs.filter(([a, b]) => a < count && b < count && Math.max(a, b) === index && a !== b)
      return [...new Set(lower.map(([a, b]) => `T${Math.min(a, b) + 1}`))]
    }
    const made = ids.map((id, index) => ({id, hours: hours.next().value, needs: needs(index)}))
    return fc.shuffledSubarray(made, {minLength: count, maxLength: count})
  })
