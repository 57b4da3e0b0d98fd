// The table of rules, and how their findings become diagnostics. Adding a rule is one file and one line here.

import type {Diagnostic, Severity} from './diagnostic.ts'
import type {Finding} from './finding.ts'
import type {LintContext, Rule} from './rule.ts'
import {criticalPathWrong, taskCountWrong, totalWrong} from './rules/claims.ts'
import {deadSection} from './rules/dead-section.ts'
import {dependencyDrift} from './rules/dependency-drift.ts'
import {effortDrift, priorityDrift, titleDrift} from './rules/drift.ts'
import {emptyPlan} from './rules/empty-plan.ts'
import {COMPILE_RULES, DOCUMENT_RULES} from './rules/found.ts'
import {manualStep, stepNeverEnds, taskWithoutGate, unknownGateType} from './rules/gates.ts'
import {groupCount, groupInternal, groupOrder} from './rules/groups.ts'
import {outputWithoutGate} from './rules/output-without-gate.ts'
import {sharedOutput} from './rules/shared-output.ts'

/** By rule id; a rule that is not named keeps its own severity. */
export interface RuleSettings {
  readonly [rule: string]: Severity | 'off'
}

/** Every rule whose id can stand in a diagnostic. */
export const RULES: readonly Rule[] = [
  ...DOCUMENT_RULES,
  ...COMPILE_RULES,
  emptyPlan,
  groupOrder,
  groupInternal,
  groupCount,
  effortDrift,
  priorityDrift,
  titleDrift,
  dependencyDrift,
  criticalPathWrong,
  totalWrong,
  taskCountWrong,
  sharedOutput,
  outputWithoutGate,
  taskWithoutGate,
  unknownGateType,
  stepNeverEnds,
  manualStep,
  deadSection,
]

/** The draft's own diagnostics and those of all rules, ordered by file, line, column and rule. */
export const lint = (context: LintContext, settings: RuleSettings): readonly Diagnostic[] => {
  const fixed = new Set(RULES.filter(({isFixed}) => isFixed).map(({id}) => id))
  const read = context.draft.diagnostics.flatMap(diagnostic => {
    const severity =
      (fixed.has(diagnostic.rule) ? undefined : settings[diagnostic.rule]) ?? diagnostic.severity
    return severity === 'off' ? [] : [{...diagnostic, severity}]
  })
  return [...read, ...RULES.flatMap(rule => apply(rule, context, settings))].sort(byPlace)
}

const apply = (rule: Rule, context: LintContext, settings: RuleSettings): readonly Diagnostic[] => {
  const configured = rule.isFixed ? undefined : settings[rule.id]
  if (configured === 'off') return []
  return Array.from(rule.check(context), finding => toDiagnostic(rule, finding, configured))
}

const toDiagnostic = (rule: Rule, finding: Finding, configured: Severity | undefined): Diagnostic => ({
  severity: configured ?? finding.severity ?? rule.severity,
  rule: rule.id,
  message: finding.message,
  location: finding.location,
  related: finding.related ?? [],
})

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  compare(a.location.file, b.location.file) ||
  a.location.line - b.location.line ||
  a.location.column - b.location.column ||
  compare(a.rule, b.rule)

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
