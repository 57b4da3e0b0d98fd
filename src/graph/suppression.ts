// Comments in a document that silence rules, and which of them are of no use. Knows no comment's syntax.

import {closest, didYouMean} from '../util/closest.ts'
import type {Diagnostic, Edit, Location} from './diagnostic.ts'
import type {Finding} from './finding.ts'
import {rewrite} from './marked.ts'

/** One rule that a comment names. */
export interface Suppression {
  /** As written, and where; empty where the comment names none. */
  readonly rule: string
  readonly location: Location
  /** Both included; absent: the whole document. */
  readonly lines?: {readonly from: number; readonly to: number}
  /** Takes the name out of the comment; the last one with the comment itself. */
  readonly removal: Edit
}

export interface Suppressed {
  readonly left: readonly Diagnostic[]
  /** Findings of the rule `unused-suppression`. */
  readonly unused: readonly Finding[]
}

export interface KnownRules {
  readonly ids: readonly string[]
  /** Those whose errors stand, because something had to be left out. */
  readonly fixed: ReadonlySet<string>
  /** A comment for a rule that is off may have its use elsewhere. */
  isOff(rule: string): boolean
}

export const suppress = (
  diagnostics: readonly Diagnostic[],
  suppressions: readonly Suppression[],
  known: KnownRules,
): Suppressed => {
  const byRule = Map.groupBy(suppressions, ({rule}) => rule)
  const used = new Set<Suppression>()
  const matching = (diagnostic: Diagnostic): readonly Suppression[] =>
    (byRule.get(diagnostic.rule) ?? []).filter(suppression => covers(suppression, diagnostic))
  const stands = ({rule, severity}: Diagnostic): boolean => severity === 'error' && known.fixed.has(rule)
  const left = diagnostics.filter(diagnostic => {
    if (stands(diagnostic)) return true
    const found = matching(diagnostic)
    for (const suppression of found) used.add(suppression)
    return found.length === 0
  })
  const refused = new Set(left.flatMap(matching))
  const idle = suppressions.filter(suppression => !used.has(suppression) && !known.isOff(suppression.rule))
  return {left, unused: idle.map(suppression => unusedOf(suppression, refused.has(suppression), known))}
}

const covers = ({location: {file}, lines}: Suppression, {location}: Diagnostic): boolean =>
  file === location.file &&
  (lines === undefined || (lines.from <= location.line && location.line <= lines.to))

const unusedOf = ({rule, location, removal}: Suppression, isRefused: boolean, {ids}: KnownRules): Finding => {
  const fix = {description: 'take it away', edits: [removal]}
  if (isRefused) {
    const message = `${rule} cannot be silenced: because of it something is left out, so what would run is not what the plan says`
    return {message, location, fix}
  }
  if (ids.includes(rule)) return {message: `there is no ${rule} here to be silenced`, location, fix}
  if (rule === '') return {message: 'this comment names no rule, so it silences nothing', location, fix}
  return unknownRule({rule, location}, closest(rule, ids))
}

const unknownRule = (
  {rule, location}: Pick<Suppression, 'rule' | 'location'>,
  meant: string | undefined,
): Finding => ({
  message: `there is no rule "${rule}"${didYouMean(meant)}; \`agent-spawn rules\` lists all`,
  location,
  ...(meant === undefined
    ? {}
    : {fix: {description: `write "${meant}"`, edits: [rewrite(location, rule, meant)], isGuess: true}}),
})
