// Turns a draft into a graph: closed, acyclic, every fact decided. The only maker of a `Graph`.
// Knows neither how documents are read nor how graphs are run.

import {breakCycles, type Cycle, explainCycle, showCycle} from './cycles.ts'
import type {Diagnostic} from './diagnostic.ts'
import type {Draft} from './draft.ts'
import {gatherFacts, type TaskFacts} from './facts.ts'
import type {Finding, Note} from './finding.ts'
import {settleGroups, settleLayers} from './groups.ts'
import {lint, type RuleSettings} from './lint.ts'
import {outsideEdges} from './outside.ts'
import {applyOverrides, type StepOverride} from './overrides.ts'
import {chain, groupByGroup, type PlanOrder, statesNothing, usualOrder} from './plan-order.ts'
import {type Resolution, resolve} from './resolve.ts'
import type {Edge, Graph, Group, PlanSettings, Task, TaskId} from './task.ts'
import {settleTask} from './task-parts.ts'

export interface CompileOptions {
  /** Severities by rule, `off` to silence one. */
  readonly rules?: RuleSettings
  readonly overrides?: readonly StepOverride[]
  /** For a plan that states no dependencies; default: as its format means it. */
  readonly order?: PlanOrder
}

/** The graph is sound even where there are errors: it lacks what they speak of, so it must not be run. */
export interface Compiled {
  readonly graph: Graph
  /** Ordered by file, line, column and rule. */
  readonly diagnostics: readonly Diagnostic[]
  /** Dependencies on tasks that are not in the plan: stated, but no part of the graph. */
  readonly outside: readonly Edge[]
}

export const compile = (draft: Draft, options: CompileOptions = {}): Compiled => {
  const found = new Map<string, Finding[]>()
  const note: Note = (rule, finding) => {
    const earlier = found.get(rule)
    if (earlier === undefined) found.set(rule, [finding])
    else earlier.push(finding)
  }
  const facts = gatherFacts(draft, note)
  const {resolution, settings} = inOrder(
    draft,
    {facts, resolution: resolve(draft, facts, note)},
    options.order,
  )
  const settled = settleGraph({...draft, settings}, {facts, resolution}, note)
  const graph = {...settled, tasks: applyOverrides(settled.tasks, options.overrides ?? [], note)}
  const {statements} = resolution
  const context = {draft, graph, facts: new Map(facts.map(task => [task.id, task])), statements, found}
  return {graph, diagnostics: lint(context, options.rules ?? {}), outside: outsideEdges(facts)}
}

interface Resolved {
  readonly facts: readonly TaskFacts[]
  readonly resolution: Resolution
}

/** What is stated, and where nothing is, the order that is meant. */
const inOrder = (
  draft: Draft,
  {facts, resolution}: Resolved,
  order: PlanOrder = usualOrder(draft),
): {readonly resolution: Resolution; readonly settings: PlanSettings} => {
  const {settings} = draft
  if (order === 'none' || !statesNothing(resolution)) return {resolution, settings}
  if (order === 'phase') return {resolution, settings: groupByGroup(settings)}
  return {resolution: {...resolution, edges: chain(facts)}, settings}
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
  return facts.map(task => {
    const surroundings = {
      dependencies: (edges.get(task.id) ?? []).map(({dependency}) => dependency),
      externals: externals.get(task.id) ?? [],
      group: groupOf.get(task.id),
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
