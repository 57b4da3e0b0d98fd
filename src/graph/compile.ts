// Turns a draft into a graph: closed, acyclic, every fact decided. The only maker of a `Graph`.
// Knows neither how documents are read nor how graphs are run.

import {breakCycles, type Cycle, explainCycle, showCycle} from './cycles.ts'
import type {Diagnostic} from './diagnostic.ts'
import type {Draft, TaskStatus} from './draft.ts'
import {gatherFacts, type TaskFacts} from './facts.ts'
import type {Finding, Note} from './finding.ts'
import {settleGroups, settleLayers} from './groups.ts'
import {placesIn} from './hierarchy.ts'
import {lint, type RuleSettings} from './lint.ts'
import {markedIn, type Texts} from './marked.ts'
import {outsideEdges} from './outside.ts'
import {applyOverrides, type StepOverride} from './overrides.ts'
import {inOrder, type PlanOrder} from './plan-order.ts'
import {type Resolution, resolve} from './resolve.ts'
import type {Edge, Graph, Group, Task, TaskId} from './task.ts'
import {settleTask} from './task-parts.ts'

export interface CompileOptions {
  /** Severities by rule, `off` to silence one. */
  readonly rules?: RuleSettings
  readonly overrides?: readonly StepOverride[]
  /** For a plan that states no dependencies; default: as its format means it. */
  readonly order?: PlanOrder
  /** Texts of the documents: with them, diagnostics know how to put things right. */
  readonly texts?: Texts
}

/** The graph is sound even where there are errors: it lacks what they speak of, so it must not be run. */
export interface Compiled {
  readonly graph: Graph
  /** Ordered by file, line, column and rule. */
  readonly diagnostics: readonly Diagnostic[]
  /** Dependencies on tasks that are not in the plan: stated, but no part of the graph. */
  readonly outside: readonly Edge[]
  /** What the documents say of the progress of tasks, where they do: no evidence, and no part of the graph either. */
  readonly statuses: ReadonlyMap<TaskId, TaskStatus>
}

export const compile = (draft: Draft, options: CompileOptions = {}): Compiled => {
  const found = new Map<string, Finding[]>()
  const note: Note = (rule, finding) => {
    const earlier = found.get(rule)
    if (earlier === undefined) found.set(rule, [finding])
    else earlier.push(finding)
  }
  const facts = gatherFacts(draft, note)
  const resolution = resolve(draft, facts, note)
  const {edges, settings} = inOrder(draft, {facts, edges: resolution.edges}, options.order)
  const settled = settleGraph({...draft, settings}, {facts, resolution: {...resolution, edges}}, note)
  const graph = {...settled, tasks: applyOverrides(settled.tasks, options.overrides ?? [], note)}
  const {statements} = resolution
  const context = {
    ...{draft, graph, statements, found},
    facts: new Map(facts.map(task => [task.id, task])),
    marked: markedIn(options.texts ?? {}),
  }
  return {
    graph,
    diagnostics: lint(context, options.rules ?? {}),
    outside: outsideEdges(facts),
    statuses: new Map(
      facts.flatMap(({id, statuses: [first]}) => (first === undefined ? [] : [[id, first.value]])),
    ),
  }
}

interface Resolved {
  readonly facts: readonly TaskFacts[]
  readonly resolution: Resolution
}

const settleGraph = (draft: Draft, {facts, resolution}: Resolved, note: Note): Graph => {
  const known = new Set(facts.map(({id}) => id))
  const edges = acyclicEdges(resolution, note)
  const groups = settleGroups(draft, known, note)
  return {
    title: draft.title,
    sources: draft.sources,
    tasks: settleTasks(facts, {edges, groups, externals: resolution.externals}, note),
    groups,
    layers: settleLayers(draft, known),
    edges: [...edges.values()].flat(),
    settings: draft.settings,
  }
}

const settleTasks = (
  facts: readonly TaskFacts[],
  {
    edges,
    groups,
    externals,
  }: {edges: EdgesByTask; groups: readonly Group[]; externals: Resolution['externals']},
  note: Note,
): readonly Task[] => {
  const groupOf = new Map(groups.flatMap(({id, tasks}) => tasks.map(task => [task, id])))
  const dependenciesOf = (id: TaskId): readonly TaskId[] =>
    (edges.get(id) ?? []).map(({dependency}) => dependency)
  const placeOf = placesIn(facts, dependenciesOf)
  return facts.map(task => {
    const {id} = task
    const surroundings = {
      ...placeOf(id),
      dependencies: dependenciesOf(id),
      externals: externals.get(id) ?? [],
      group: groupOf.get(id),
    }
    return settleTask(task, surroundings, note)
  })
}

type EdgesByTask = ReadonlyMap<TaskId, readonly Edge[]>

const acyclicEdges = ({edges}: Resolution, note: Note): EdgesByTask => {
  const all = new Map([...edges].map(([task, needs]) => [task, [...needs.values()]]))
  const arrows = {from: (task: TaskId) => all.get(task) ?? [], target: ({dependency}: Edge) => dependency}
  const {closing, cycles} = breakCycles([...all.keys()], arrows)
  for (const cycle of cycles) noteCycle(cycle, note)
  if (closing.size === 0) return all
  return new Map([...all].map(([task, stated]) => [task, stated.filter(edge => !closing.has(edge))]))
}

const noteCycle = (cycle: Cycle<Edge>, note: Note): void => {
  const {closing, related} = explainCycle(cycle, ({task, dependency}) => `${task} depends on ${dependency}`)
  note('cycle', {
    message:
      `tasks depend on each other: ${showCycle(cycle)}; take away one of these dependencies ` +
      `(${closing.task} → ${closing.dependency} is left out)`,
    location: closing.location,
    related,
  })
}
