// What a lint rule is, and what it gets to see. The table of rules stands in lint.ts.

import type {Severity} from './diagnostic.ts'
import type {Draft} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import type {Finding} from './finding.ts'
import type {Marked} from './marked.ts'
import type {Statement} from './resolve.ts'
import type {Example} from './rules/example.ts'
import type {Graph, TaskId} from './task.ts'

/** What a rule is to those who read of it: plain data. */
export interface RuleDocument {
  /** As `check` prints it and the configuration names it. */
  readonly id: string
  readonly severity: Severity
  /** What is wrong where the rule finds something: one sentence without a full stop. */
  readonly summary: string
  /** Why that is worth telling: one or two sentences. */
  readonly why: string
  /** The rule finds something in it, at its usual severity, and no other rule does. */
  readonly wrong: Example
  /** The same put right: no rule finds anything. */
  readonly right: Example
  /** The configuration cannot change it: something had to be left out, so what would run is not what the plan says. */
  readonly isFixed?: boolean
}

export interface Rule extends RuleDocument {
  check(context: LintContext): Iterable<Finding>
}

export interface LintContext {
  readonly draft: Draft
  readonly graph: Graph
  /** All that was said of each task of the graph, in plan order. */
  readonly facts: ReadonlyMap<TaskId, TaskFacts>
  /** What each complete statement of a task's dependencies came to. */
  readonly statements: ReadonlyMap<TaskId, readonly Statement[]>
  /** What compiling came across, by rule: some things are seen only while they are being put right. */
  readonly found: ReadonlyMap<string, readonly Finding[]>
  /** The words at a place, for those who offer to rewrite them. */
  readonly marked: Marked
}
