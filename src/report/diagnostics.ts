// Shows diagnostics to people as a compiler does, and to programs as JSON.

import type {Diagnostic, Edit, Fix, Location, Severity} from '../graph/diagnostic.ts'
import {counted} from '../graph/wording.ts'
import {displayLine} from '../util/display.ts'
import {printFrame} from './code-frame.ts'
import {paintOf, SEVERITY_WORDS} from './severity.ts'
import type {Paint, Style} from './style.ts'

/** Ends with a newline. `sources` holds the texts of documents by name; of others only places are given. */
export const printDiagnostics = (
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  style: Style,
): string => {
  const lines = new Map([...sources].map(([file, text]) => [file, text.split(/\r\n|\n|\r/)]))
  const blocks = shownOf(diagnostics).map(diagnostic => printDiagnostic(diagnostic, lines, style))
  return [...blocks, ...unshown(diagnostics), `${countLine(diagnostics, style)}\n`].join('\n')
}

/** Of one rule: whoever has read so many alike need not read a thousand. Errors are all shown. */
const SHOWN_PER_RULE = 20

const shownOf = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const seen = new Map<string, number>()
  return diagnostics.filter(({rule, severity}) => {
    const count = (seen.get(rule) ?? 0) + 1
    seen.set(rule, count)
    return severity === 'error' || count <= SHOWN_PER_RULE
  })
}

const unshown = (diagnostics: readonly Diagnostic[]): readonly string[] => {
  const shown = new Set(shownOf(diagnostics))
  const hidden = Map.groupBy(
    diagnostics.filter(diagnostic => !shown.has(diagnostic)),
    ({rule}) => rule,
  )
  return [...hidden].map(([rule, alike]) => `… and ${alike.length} more of ${rule}; --json lists all.\n`)
}

/** Lines of documents by name. */
type Lines = ReadonlyMap<string, readonly string[]>

const printDiagnostic = (diagnostic: Diagnostic, lines: Lines, style: Style): string => {
  const {severity, rule, message, location, related, fix} = diagnostic
  const paint = paintOf(severity, style)
  const gutter = Math.max(
    ...[location, ...related.map(({location}) => location)].map(({line}) => `${line}`.length),
  )
  const title = `${style.bold(printPlace(location))} ${paint(`${severity} ${rule}`)}: ${displayLine(message)}`
  const others = related.flatMap(({message, location: other}) => {
    const note = displayLine(message)
    const frame = frameOf(other, lines, {note, gutter, paint: style.cyan, style})
    if (frame.length === 0) return [`${' '.repeat(gutter)} ${style.dim('=')} ${printPlace(other)} ${note}`]
    const isElsewhere = other.file !== location.file
    return isElsewhere ? [`${' '.repeat(gutter)} ${style.dim(`> ${printPlace(other)}`)}`, ...frame] : frame
  })
  const frame = frameOf(location, lines, {note: '', gutter, paint, style})
  return [title, ...frame, ...others, ...fixLines(fix, gutter, style), ''].join('\n')
}

const fixLines = (fix: Fix | undefined, gutter: number, style: Style): readonly string[] => {
  if (fix === undefined) return []
  const word = fix.isGuess ? 'perhaps' : 'fix'
  return [
    `${' '.repeat(gutter)} ${style.dim('=')} ${style.green(`${word}:`)} ${displayLine(fix.description)}`,
  ]
}

const frameOf = (
  location: Location,
  lines: Lines,
  {note, gutter, paint, style}: {note: string; gutter: number; paint: Paint; style: Style},
): readonly string[] => {
  const line = lines.get(location.file)?.[location.line - 1]
  return line === undefined ? [] : printFrame({location, line, note, gutter}, paint, style)
}

const printPlace = ({file, line, column}: Location): string => `${displayLine(file)}:${line}:${column}`

const countLine = (diagnostics: readonly Diagnostic[], style: Style): string => {
  const severities: readonly Severity[] = ['error', 'warning', 'info']
  const counts = severities.flatMap(severity => {
    const count = diagnostics.filter(diagnostic => diagnostic.severity === severity).length
    return count === 0 ? [] : [paintOf(severity, style)(counted(count, SEVERITY_WORDS[severity]))]
  })
  return counts.length === 0 ? style.green('no problems found') : counts.join(', ')
}

export interface JsonDiagnostic extends JsonPlace {
  readonly severity: Severity
  readonly rule: string
  readonly related: readonly JsonPlace[]
  readonly fix?: JsonFix
}

interface JsonPlace {
  readonly message: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** Exclusive; absent: to the end of the line. */
  readonly endColumn?: number
}

interface JsonFix {
  readonly description: string
  /** A guess, which `check --fix` does not apply. */
  readonly isGuess: boolean
  readonly edits: readonly (Edit['span'] & {readonly newText: string})[]
}

export const diagnosticsJson = (diagnostics: readonly Diagnostic[]): readonly JsonDiagnostic[] =>
  diagnostics.map(({severity, rule, message, location, related, fix}) => ({
    severity,
    rule,
    ...jsonPlace(message, location),
    related: related.map(({message, location}) => jsonPlace(message, location)),
    ...(fix === undefined ? {} : {fix: jsonFix(fix)}),
  }))

const jsonFix = ({description, isGuess = false, edits}: Fix): JsonFix => ({
  description,
  isGuess,
  edits: edits.map(({span, newText}) => ({...span, newText})),
})

const jsonPlace = (message: string, location: Location): JsonPlace => ({message, ...location})
