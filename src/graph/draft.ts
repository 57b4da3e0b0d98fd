// What a front-end reads from a document before anything is decided: facts, each with its place.
// The same fact may be stated in several places; `compile` merges them and reports where they disagree.

import type {Diagnostic, Location} from './diagnostic.ts'
import type {Suppression} from './suppression.ts'
import type {
  AgentHint,
  EdgeKind,
  Gate,
  Input,
  Layer,
  Output,
  PlanSettings,
  Priority,
  SourceSpan,
} from './task.ts'

/** A value, where it stands, and what kind of place that is. */
export interface Fact<T> {
  readonly value: T
  readonly location: Location
  /** For messages: `heading`, `field`, `dependency tree`, `group line`, `yaml` … */
  readonly origin: string
}

export interface Draft {
  readonly title: string
  readonly sources: readonly string[]
  /** One entry for each *definition* of a task; two with the same id are the user's mistake. */
  readonly tasks: readonly DraftTask[]
  /** Facts about tasks that stand elsewhere: a line of a dependency tree. Merged into the task of that id. */
  readonly mentions: readonly Mention[]
  readonly groups: readonly DraftGroup[]
  readonly layers: readonly DraftLayer[]
  /** How the format means tasks to follow one another where it states no dependencies: one by one, group by group, or freely. */
  readonly order?: DraftOrder
  /** The same by document, of several that differ in it. */
  readonly orders?: {readonly [file: string]: DraftOrder}
  readonly claims: PlanClaims
  readonly settings: PlanSettings
  /** What the front-end itself found wrong, e.g. a repaired encoding. */
  readonly diagnostics: readonly Diagnostic[]
  /** Rules that comments in the documents silence. */
  readonly suppressions?: readonly Suppression[]
}

export type DraftOrder = 'sequential' | 'phase' | 'none'

export interface DraftTask {
  readonly id: Fact<string>
  /** In order of authority: the first is the task's. The others are compared with it. */
  readonly titles: readonly Fact<string>[]
  readonly priorities: readonly Fact<Priority>[]
  /** Hours. */
  readonly efforts: readonly Fact<number>[]
  /** Each is one complete statement of what the task depends on; an empty list states "none". */
  readonly dependencies: readonly Fact<readonly DependencyRef[]>[]
  /** Ids that this task is said to block ("T1 blocks T3"). */
  readonly blocks: readonly Fact<readonly DependencyRef[]>[]
  readonly agent?: AgentHint
  /** What the document says of its progress, at the place of the mark itself: `x` in `- [x]`, `done` in `status: done`. */
  readonly status?: Fact<TaskStatus>
  /** What it says of that elsewhere: behind the title, in a note. For rules to compare. */
  readonly otherStatuses?: readonly Fact<TaskStatus>[]
  /** The boxes of its steps, where its status is theirs: it is done when all are ticked. */
  readonly steps?: readonly Fact<TaskStatus>[]
  /** Id of the task it is a part of. Hierarchy: it blocks nothing. */
  readonly parent?: Fact<string>
  /** `[P]` and its like: a hint of the author, for rules to check, never an edge. Its origin is the mark as written. */
  readonly isParallel?: Fact<boolean>
  /** It may be left out: Kiro's `- [ ]*`. */
  readonly isOptional?: boolean
  readonly inputs: readonly Input[]
  readonly outputs: readonly Output[]
  readonly gates: readonly Gate[]
  readonly relatedDocs: readonly string[]
  readonly instruction: string
  readonly source: SourceSpan
}

export const TASK_STATUSES = ['todo', 'in-progress', 'blocked', 'done', 'skipped'] as const
/** A claim of the document, never evidence. */
export type TaskStatus = (typeof TASK_STATUSES)[number]

export interface Mention {
  readonly id: Fact<string>
  readonly title?: Fact<string>
  readonly effort?: Fact<number>
  readonly dependencies?: Fact<readonly DependencyRef[]>
  /** As in `DraftTask`: the same task may have a mark in several places. */
  readonly status?: Fact<TaskStatus>
}

/** A dependency as the document words it; `compile` resolves it against the whole document. */
export type DependencyRef =
  /** `kind` where the document already says how the dependency came about, as compiled YAML does. */
  | {readonly type: 'task'; readonly id: string; readonly kind?: EdgeKind; readonly location?: Location}
  /** Inclusive, in the order of the document. */
  | {readonly type: 'range'; readonly from: string; readonly to: string}
  /** "all API tasks": the members of the group or layer of that name. */
  | {readonly type: 'members'; readonly label: string}
  /** "all tasks": every task that is not downstream of this one. */
  | {readonly type: 'all'}
  /** Not a task of this plan: "schema being ready". Kept as an input, never an edge. `id` where it names a task of another. */
  | {readonly type: 'external'; readonly text: string; readonly id?: string; readonly location?: Location}

export interface DraftGroup {
  readonly id: Fact<string>
  readonly name: string
  readonly members: readonly Fact<string>[]
  readonly day?: number
  readonly parallelism?: number
  readonly dependsOn: readonly Fact<string>[]
  /** "(4 tasks, …)". */
  readonly statedCount?: Fact<number>
  /** A part of the work, such as a phase, whose tasks may well wait for one another. Absent: they are meant to run side by side. */
  readonly isPart?: boolean
  /** "✅ COMPLETE" behind its name. */
  readonly status?: Fact<TaskStatus>
}

export interface DraftLayer extends Omit<Layer, 'tasks'> {
  readonly tasks: readonly string[]
  readonly location: Location
}

/** What the document says of itself and arithmetic can check. */
export interface PlanClaims {
  readonly criticalPath?: Fact<readonly string[]>
  readonly criticalPathHours?: Fact<number>
  readonly totalHours?: Fact<number>
  readonly taskCounts: readonly Fact<number>[]
  /** Numbers of some of the tasks. */
  readonly counts?: readonly Fact<CountClaim>[]
  /** "Status: Completed", of a document as a whole. */
  readonly statuses?: readonly Fact<TaskStatus>[]
  /** "T3, T4 and T5 can run in parallel": ids of tasks of the plan. */
  readonly parallel?: readonly Fact<readonly string[]>[]
  readonly asides?: readonly Aside[]
  /** Of groups in a drawing. */
  readonly groupAsides?: readonly Fact<GroupAside>[]
  readonly files?: readonly FilesClaim[]
}

/** A stated number, and what it is a number of. */
export interface CountClaim {
  readonly count: number
  /** As messages name what is counted: `tasks marked [P]`. */
  readonly noun: string
  /** `listed`: the ids that stand in the part of the document which the number is about. */
  readonly of:
    | {readonly type: 'parallel'}
    | {readonly type: 'done'}
    | {readonly type: 'listed'; readonly ids: readonly string[]; readonly location: Location}
}

/**
 * What an overview says of what tasks wait for that say so themselves, or are told elsewhere. No part of the graph, for an overview
 * leaves out and sums up; rules compare it.
 */
export interface Aside {
  readonly tasks: readonly string[]
  /** Empty: that they wait for no task. */
  readonly dependencies: Fact<readonly DependencyRef[]>
}

/** Both by their ids. */
export interface GroupAside {
  readonly group: string
  /** Comes before it. */
  readonly before: string
}

/** All the files that a document says its tasks write: `files_modified` of a front matter. */
export interface FilesClaim {
  /** Of the list. */
  readonly location: Location
  readonly paths: readonly Fact<string>[]
}
