// The table of rules, and how their findings become diagnostics. Adding a rule is one file and one line here.

import type {Diagnostic, Severity} from './diagnostic.ts'
import type {Finding} from './finding.ts'
import type {LintContext, Rule} from './rule.ts'
import {caseClash} from './rules/case-clash.ts'
import {criticalPathWrong, taskCountWrong, totalWrong} from './rules/claims.ts'
import {deadEnd} from './rules/dead-end.ts'
import {deadSection} from './rules/dead-section.ts'
import {declaredCount} from './rules/declared-count.ts'
import {dependencyDrift} from './rules/dependency-drift.ts'
import {DOCUMENT_RULES} from './rules/documents.ts'
import {effortDrift, priorityDrift, titleDrift} from './rules/drift.ts'
import {duplicateTask} from './rules/duplicate-task.ts'
import {emptyPlan} from './rules/empty-plan.ts'
import {externalDependency} from './rules/external-dependency.ts'
import {forwardReference} from './rules/forward-reference.ts'
import {malformedGate, manualStep, stepNeverEnds, taskWithoutGate, unknownGateType} from './rules/gates.ts'
import {groupCount, groupInternal, groupOrder} from './rules/groups.ts'
import {NAME_RULES} from './rules/names.ts'
import {outputWithoutGate} from './rules/output-without-gate.ts'
import {overSerialised} from './rules/over-serialised.ts'
import {overviewDrift} from './rules/overview-drift.ts'
import {parallelConflict} from './rules/parallel.ts'
import {frontMatterDrift} from './rules/plan-files.ts'
import {secondNumberTwice} from './rules/second-number.ts'
import {sharedOutput} from './rules/shared-output.ts'
import {statusDrift} from './rules/status.ts'
import {statusOrder} from './rules/status-order.ts'
import {UNSOUND_RULES} from './rules/unsound.ts'
import {unusedSuppression} from './rules/unused-suppression.ts'
import {YAML_RULES} from './rules/yaml.ts'
import {suppress} from './suppression.ts'

/** By rule id; a rule that is not named keeps its own severity. */
export interface RuleSettings {
  readonly [rule: string]: Severity | 'off'
}

/** Every rule whose id can stand in a diagnostic. */
export const RULES: readonly Rule[] = [
  ...DOCUMENT_RULES,
  ...YAML_RULES,
  ...NAME_RULES,
  ...UNSOUND_RULES,
  unusedSuppression,
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
  caseClash,
  duplicateTask,
  outputWithoutGate,
  taskWithoutGate,
  unknownGateType,
  malformedGate,
  stepNeverEnds,
  manualStep,
  deadSection,
  overviewDrift,
  externalDependency,
  forwardReference,
  deadEnd,
  overSerialised,
  parallelConflict,
  statusDrift,
  statusOrder,
  declaredCount,
  frontMatterDrift,
  secondNumberTwice,
]

/** The draft's own diagnostics and those of all rules but what comments silence, ordered by file, line, column and rule. */
export const lint = (context: LintContext, settings: RuleSettings): readonly Diagnostic[] => {
  const fixed = new Set(RULES.filter(({isFixed}) => isFixed).map(({id}) => id))
  const read = context.draft.diagnostics.flatMap(diagnostic => {
    const severity =
      (fixed.has(diagnostic.rule) ? undefined : settings[diagnostic.rule]) ?? diagnostic.severity
    return severity === 'off' ? [] : [{...diagnostic, severity}]
  })
  const found = RULES.flatMap(rule => diagnose(rule, rule.check(context), settings))
  const isWhole = ![...read, ...found].some(({rule, severity}) => severity === 'error' && fixed.has(rule))
  const judged = (diagnostics: readonly Diagnostic[]) => (isWhole ? diagnostics : diagnostics.map(doubted))
  const {left, unused} = suppress([...read, ...judged(found)], context.draft.suppressions ?? [], {
    ids: RULES.map(({id}) => id),
    fixed,
    isOff: rule => settings[rule] === 'off',
  })
  return [...left, ...judged(diagnose(unusedSuppression, unused, settings))].sort(byPlace)
}

/** Where something had to be left out, what is counted in the rest may be wrong. */
const doubted = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.fix === undefined ? diagnostic : {...diagnostic, fix: {...diagnostic.fix, isGuess: true}}

const diagnose = (rule: Rule, findings: Iterable<Finding>, settings: RuleSettings): readonly Diagnostic[] => {
  const configured = rule.isFixed ? undefined : settings[rule.id]
  if (configured === 'off') return []
  return Array.from(findings, finding => toDiagnostic(rule, finding, configured))
}

const toDiagnostic = (rule: Rule, finding: Finding, configured: Severity | undefined): Diagnostic => ({
  severity: configured ?? finding.severity ?? rule.severity,
  rule: rule.id,
  message: finding.message,
  location: finding.location,
  related: finding.related ?? [],
  ...(finding.fix === undefined ? {} : {fix: finding.fix}),
})

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  compare(a.location.file, b.location.file) ||
  a.location.line - b.location.line ||
  a.location.column - b.location.column ||
  compare(a.rule, b.rule)

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
