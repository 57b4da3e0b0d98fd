// Graphs for tests of the run core: built by hand, or random and acyclic by construction.

import fc from 'fast-check'
import type {Location} from '../../src/graph/diagnostic.ts'
import type {Graph, Group, Task} from '../../src/graph/task.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'

const HERE: Location = {file: 'plan.md', line: 1, column: 1}

export interface TaskSketch {
  readonly needs?: readonly string[]
  readonly writes?: readonly string[]
  readonly hours?: number
  readonly group?: string
}

/** `{T1: {}, T2: {needs: ['T1']}}`; each task declares an output of its own unless told otherwise. */
export const graphOf = (
  sketch: {readonly [id: string]: TaskSketch},
  caps: {readonly [group: string]: number} = {},
): Graph => {
  const tasks = Object.entries(sketch).map(([id, task]) => taskOf(id, task))
  const names = [...new Set(tasks.flatMap(({group}) => (group === undefined ? [] : [group])))]
  return {
    title: 'a plan',
    sources: ['plan.md'],
    tasks,
    groups: names.map(name => groupOf(name, tasks, caps[name])),
    layers: [],
    edges: tasks.flatMap(({id, dependencies}) =>
      dependencies.map(dependency => ({task: id, dependency, kind: 'stated' as const, location: HERE})),
    ),
    settings: {documents: {}},
  }
}

const taskOf = (id: string, {needs = [], writes = [`${id}.txt`], hours, group}: TaskSketch): Task => ({
  id,
  title: `the ${id} part`,
  priority: 'MEDIUM',
  ...(hours === undefined ? {} : {effortHours: hours}),
  ...(group === undefined ? {} : {group}),
  dependencies: needs,
  inputs: [],
  outputs: writes.map(path => ({path, intent: 'create', location: HERE})),
  gates: [],
  relatedDocs: [],
  instruction: '',
  source: {file: 'plan.md', line: 1, endLine: 1},
})

const groupOf = (name: string, tasks: readonly Task[], cap: number | undefined): Group => ({
  id: name,
  name,
  tasks: tasks.filter(task => task.group === name).map(task => task.id),
  ...(cap === undefined ? {} : {parallelism: cap}),
  dependsOn: [],
  location: HERE,
})

/** Some write shared files, in any order; groups are given regardless of dependencies, as people do. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(30), {maxLength: 3}),
      shares: fc.option(fc.shuffledSubarray(['shared/a.ts', 'shared/b.ts', 'shared/'], {minLength: 1}), {
        freq: 3,
      }),
      hours: fc.integer({min: 1, max: 9}),
      group: fc.option(fc.constantFrom('A', 'B', 'C')),
    }),
    {minLength: 1, maxLength: 14},
  )
  .chain(rows =>
    fc.record({A: fc.integer({min: 1, max: 3}), B: fc.integer({min: 1, max: 3})}).map(caps => {
      const entries = rows.map(({needs, shares, hours, group}, index) => [
        `T${index + 1}`,
        {
          needs: [...new Set(needs.filter(need => need < index))].map(need => `T${need + 1}`),
          writes: shares === null ? [`T${index + 1}.txt`] : shares,
          hours,
          ...(group === null ? {} : {group}),
        },
      ])
      return graphOf(Object.fromEntries(entries), caps)
    }),
  )

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    slots: fc.integer({min: 1, max: 5}),
    attempts: fc.integer({min: 1, max: 3}),
    onFailure: fc.constantFrom('no-new' as const, 'continue' as const, 'kill' as const),
    gateGroups: fc.boolean(),
    first: fc.constantFrom('critical-path' as const, 'plan' as const),
  })
  .map(choice => ({...DEFAULT_POLICY, ...choice}))
