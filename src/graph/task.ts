// The task graph: what a plan compiles to, and all that everything after compilation knows of it.
// Plain JSON-safe data. A `Graph` is made by `compile` alone, which is why it is always acyclic and closed.

import type {Location} from './diagnostic.ts'

/**
 * Letters, digits, `.`, `_` and `-`, see `isTaskId`; where a plan numbers anew, with what tells its numbers apart in front:
 * `PR1/1.1`. Whatever has to be one name of a file or a branch takes `nameOf`.
 */
export type TaskId = string

export const PRIORITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const
/** Of the plan's author. How critical a task is to the makespan (slack) is derived, never stored. */
export type Priority = (typeof PRIORITIES)[number]

export interface Graph {
  /** The document's title: its first heading, or `dispatcher.phase`. Empty if it has none. */
  readonly title: string
  /** The documents it was compiled from, as the user named them. */
  readonly sources: readonly string[]
  /** In plan order: the order of first appearance in the document. */
  readonly tasks: readonly Task[]
  readonly groups: readonly Group[]
  /** Sections of a dependency tree or layers of an architecture: a classification, with no effect on scheduling. */
  readonly layers: readonly Layer[]
  /** One for each dependency of each task, with where it was stated. */
  readonly edges: readonly Edge[]
  readonly settings: PlanSettings
}

export interface Task {
  readonly id: TaskId
  readonly title: string
  readonly priority: Priority
  /** Hours; absent where the plan gives none. */
  readonly effortHours?: number
  /** What kind of agent the plan asks for, e.g. `backend-engineer`; names the workspace and picks a configured agent. */
  readonly agent?: AgentHint
  /** Id of its group; a task is in one group or none. */
  readonly group?: string
  readonly dependencies: readonly TaskId[]
  /** What it is a part of, nearest first. That blocks nothing by itself, see `workGraph`. */
  readonly partOf?: readonly TaskId[]
  /** All of its work is in its parts: no agent is started for it, and it is done when they are. */
  readonly isContainer?: boolean
  /** Done only where somebody asks for it, as is all that is a part of it; nothing waits for it. */
  readonly isOptional?: boolean
  readonly inputs: readonly Input[]
  readonly outputs: readonly Output[]
  readonly gates: readonly Gate[]
  readonly relatedDocs: readonly string[]
  /** The task's own section of the document, verbatim: what the agent is told. */
  readonly instruction: string
  readonly source: SourceSpan
}

export interface AgentHint {
  readonly type: string
  readonly specialization?: string
}

/** Lines of a document, both inclusive, from 1. */
export interface SourceSpan {
  readonly file: string
  readonly line: number
  readonly endLine: number
}

/** What the task is given: a path, or prose such as "API strategy from phase 2". */
export interface Input {
  readonly path?: string
  readonly section?: string
  readonly text?: string
}

export type OutputIntent = 'create' | 'modify' | 'delete'

/** A path the task writes, relative to the repository root, `/`-separated; one that ends in `/` is a directory. */
export interface Output {
  readonly path: string
  readonly intent: OutputIntent
  /** As the YAML says, e.g. `sql-migration`. */
  readonly type?: string
  /** The note in brackets behind a path in a file tree, e.g. `stub`. */
  readonly note?: string
  /** The file's whole text, where the document gives it in a fenced block; ends with a newline. */
  readonly text?: string
  readonly location: Location
}

/** The validators of `task-dispatcher.yaml`, `command`: one validation block of a document, and two for people. */
export const GATE_TYPES = [
  'command',
  'file_exists',
  'sql_syntax',
  'schema_validation',
  'typescript_compile',
  'zod_schema_validation',
  'route_definitions',
  'unit_tests',
  'api_endpoints',
  'react_component_structure',
  'test_execution',
  'performance_benchmarks',
  'review',
  'approval',
] as const
export type GateType = (typeof GATE_TYPES)[number]

/** One validation step of a task, run by the host. A `command` gate has steps, any other has parameters. */
export interface Gate {
  /** Unique within the task, e.g. `validation` or `file_exists-2`. */
  readonly name: string
  /** A string that is no `GateType` is kept: such a gate can never pass, so its task needs a review. */
  readonly type: string
  /** Run in order in one shell, so that `cd` and `export` persist. */
  readonly steps: readonly Step[]
  /** What the YAML gives beside `type`, e.g. `{paths: ["a.sql"]}`. */
  readonly parameters: {readonly [key: string]: unknown}
  /** `bash` or `sh`: the fence's language. */
  readonly shell?: 'bash' | 'sh'
  readonly location: Location
}

/**
 * - `check`: must end, and its exit code is the evidence.
 * - `background`: never ends (`npm run dev`); started, kept for the later steps of its gate, then stopped.
 * - `manual`: a person must look; the task ends in `needs-review`.
 */
export type StepKind = 'check' | 'background' | 'manual'

export interface Step {
  readonly name: string
  /** Shell text; empty for a manual step that is prose alone. */
  readonly command: string
  readonly kind: StepKind
  readonly expect: 'success' | 'failure'
  /** Why it was classified so, for `plan` to show; absent for an ordinary check. */
  readonly because?: string
  readonly location: Location
}

export interface Group {
  /** As written: `GROUP A`, `GROUP_A`. The command line also takes `A` (see `resolveSelection`). */
  readonly id: string
  readonly name: string
  readonly tasks: readonly TaskId[]
  readonly day?: number
  /** At most so many of its tasks run at once. */
  readonly parallelism?: number
  /** Groups that come before it when groups gate (`--gate group`). */
  readonly dependsOn: readonly string[]
  readonly location: Location
}

export interface Layer {
  readonly name: string
  readonly tasks: readonly TaskId[]
}

/** `stated`, `range` and `group` (a set such as "all API tasks") come from the document's words; `order` and `parent` are implied. */
export type EdgeKind = 'stated' | 'range' | 'group' | 'order' | 'parent'

export interface Edge {
  readonly task: TaskId
  readonly dependency: TaskId
  readonly kind: EdgeKind
  readonly location: Location
}

/** What a plan itself says of how it wants to be run; the configuration and the command line override it. */
export interface PlanSettings {
  readonly maxConcurrent?: number
  /** Milliseconds one attempt may take. */
  readonly runLimitMs?: number
  readonly maxRetries?: number
  /** `execution.validation.gateBeforeNextPhase`. */
  readonly gateGroups?: boolean
  /** `execution.agentSpawning.fallback: human-review`. */
  readonly onExhausted?: 'needs-review'
  readonly coordination?: Coordination
  /** `dispatcher`, `execution`, `successCriteria` and `rollback` of a YAML plan, kept whole for a faithful round trip. */
  readonly documents: {readonly [section: string]: unknown}
}

/** The rules of an `orchestrator.json`: who may write where, and how work comes together. */
export interface Coordination {
  /** A write outside of a task's claims: noted, or the attempt fails. */
  readonly claims?: 'warn' | 'fail'
  /** `approved`: a person looks at all work before it is merged. */
  readonly merge?: 'automatic' | 'approved'
  /** Whether an agent may be given its own conflicts to resolve. */
  readonly repairsConflicts?: boolean
  /** Milliseconds between the checkpoints that agents are asked for. */
  readonly checkpointMs?: number
  readonly tasks?: {readonly [task: string]: CoordinatedTask}
}

export interface CoordinatedTask {
  /** Files, directories and globs that are its own while it is at work. */
  readonly claims?: readonly string[]
  /** From 1, the most urgent, to 5. */
  readonly urgency?: number
  readonly runLimitMs?: number
}
