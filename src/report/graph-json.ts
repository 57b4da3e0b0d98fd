// The object that `plan --json` prints. Fields are only ever added within a schema version.

import type {Compiled} from '../graph/compile.ts'
import {criticalPath, waves} from '../graph/order.ts'
import type {AgentHint, Edge, EdgeKind, Gate, Priority, Step, Task, TaskId} from '../graph/task.ts'
import {workGraph} from '../graph/work-graph.ts'
import {diagnosticsJson, type JsonDiagnostic} from './diagnostics.ts'

export interface GraphJson {
  readonly schemaVersion: 1
  readonly kind: 'graph'
  readonly title: string
  readonly tasks: readonly JsonTask[]
  readonly groups: {readonly [name: string]: readonly TaskId[]}
  readonly layers: {readonly [name: string]: readonly TaskId[]}
  /** `outside`: the document states it, but it defines no such task, so it is no dependency of the task. */
  readonly edges: readonly JsonEdge[]
  /** As the plan is carried out: without containers. */
  readonly waves: readonly (readonly TaskId[])[]
  readonly criticalPath: {readonly tasks: readonly TaskId[]; readonly hours: number}
  readonly diagnostics: readonly JsonDiagnostic[]
}

interface JsonEdge {
  readonly task: TaskId
  readonly dependency: TaskId
  readonly kind: EdgeKind
  readonly line: number
  readonly outside?: true
}

interface JsonTask {
  readonly id: TaskId
  readonly title: string
  readonly dependencies: readonly TaskId[]
  /** The task that it is a part of. */
  readonly partOf: TaskId | null
  /** Done when its parts are: no agent is started for it. */
  readonly isContainer: boolean
  readonly isOptional: boolean
  /** Paths. */
  readonly outputs: readonly string[]
  readonly effortHours: number | null
  readonly priority: Priority
  readonly group: string | null
  readonly agent: AgentHint | null
  readonly gates: readonly {name: string; type: string; steps: readonly Omit<Step, 'location'>[]}[]
  readonly source: {readonly file: string; readonly line: number}
}

export const graphJson = ({graph, diagnostics, outside}: Compiled): GraphJson => ({
  schemaVersion: 1,
  kind: 'graph',
  title: graph.title,
  tasks: graph.tasks.map(jsonTask),
  groups: Object.fromEntries(graph.groups.map(({id, tasks}) => [id, tasks])),
  layers: Object.fromEntries(graph.layers.map(({name, tasks}) => [name, tasks])),
  edges: [
    ...graph.edges.map(jsonEdge),
    ...outside.map((edge): JsonEdge => ({...jsonEdge(edge), outside: true})),
  ],
  waves: waves(workGraph(graph)),
  criticalPath: criticalPath(workGraph(graph)),
  diagnostics: diagnosticsJson(diagnostics),
})

const jsonEdge = ({task, dependency, kind, location}: Edge): JsonEdge => ({
  task,
  dependency,
  kind,
  line: location.line,
})

const jsonTask = ({
  id,
  title,
  dependencies,
  partOf,
  isContainer = false,
  isOptional = false,
  outputs,
  effortHours,
  priority,
  group,
  agent,
  gates,
  source,
}: Task): JsonTask => ({
  id,
  title,
  dependencies,
  partOf: partOf?.[0] ?? null,
  isContainer,
  isOptional,
  outputs: outputs.map(({path}) => path),
  effortHours: effortHours ?? null,
  priority,
  group: group ?? null,
  agent: agent ?? null,
  gates: gates.map(jsonGate),
  source: {file: source.file, line: source.line},
})

const jsonGate = ({name, type, steps}: Gate): JsonTask['gates'][number] => ({
  name,
  type,
  steps: steps.map(({location: _, ...step}) => step),
})
