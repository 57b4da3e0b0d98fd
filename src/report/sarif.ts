// Diagnostics as SARIF 2.1.0, which code hosts show beside the lines of a pull request. Field names and meanings are those of the
// OASIS standard. Knows neither the disk nor where the documents are: names come from the root of the repository.

import type {Diagnostic, Fix, Location, Severity, Span} from '../graph/diagnostic.ts'
import type {RuleDocument} from '../graph/rule.ts'
import {splitLines} from '../util/text.ts'
import {ruleMarkdown} from './rules-markdown.ts'

export interface SarifOrder {
  readonly diagnostics: readonly Diagnostic[]
  /** All there are; only those that found something are told. */
  readonly rules: readonly RuleDocument[]
  /** Texts of documents by the names that the diagnostics use. */
  readonly sources: ReadonlyMap<string, string>
  readonly nameOf: NameOf
  readonly version: string
}

/** A document's name relative to the root of the repository, with `/`; absolute where it lies outside. */
export type NameOf = (file: string) => string

const LEVELS = {error: 'error', warning: 'warning', info: 'note'} as const satisfies {
  readonly [severity in Severity]: string
}

/** The base of relative names; whoever reads the log knows where it has the repository. */
const ROOT = '%SRCROOT%'

export const sarifLog = ({diagnostics, rules, sources, nameOf, version}: SarifOrder) => {
  const found = new Set(diagnostics.map(({rule}) => rule))
  const told = rules.filter(({id}) => found.has(id))
  const indexes = new Map(told.map(({id}, index) => [id, index]))
  const fingerprint = fingerprints(sources)
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: {driver: {name: 'agent-spawn', version, rules: told.map(descriptor)}},
        originalUriBaseIds: {[ROOT]: {description: {text: 'The root of the repository.'}}},
        columnKind: 'utf16CodeUnits' as const,
        results: diagnostics.map(diagnostic => ({
          ...resultOf(diagnostic, nameOf),
          ...ruleIndex(indexes.get(diagnostic.rule)),
          partialFingerprints: {'ruleAndLine/v1': fingerprint(diagnostic)},
        })),
      },
    ],
  }
}

const descriptor = (rule: RuleDocument) => ({
  id: rule.id,
  name: pascalCase(rule.id),
  shortDescription: {text: `${rule.summary}.`},
  fullDescription: {text: `${rule.summary}. ${rule.why}`},
  help: {text: `${rule.summary}. ${rule.why}`, markdown: ruleMarkdown(rule)},
  defaultConfiguration: {level: LEVELS[rule.severity]},
})

const pascalCase = (id: string): string =>
  id
    .split('-')
    .map(word => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')

const ruleIndex = (index: number | undefined) => (index === undefined ? {} : {ruleIndex: index})

const resultOf = ({severity, rule, message, location, related, fix}: Diagnostic, nameOf: NameOf) => ({
  ruleId: rule,
  level: LEVELS[severity],
  message: {text: message},
  locations: [placeOf(location, nameOf)],
  ...(related.length === 0
    ? {}
    : {
        relatedLocations: related.map((other, id) => ({
          id,
          ...placeOf(other.location, nameOf),
          message: {text: other.message},
        })),
      }),
  ...(fix === undefined ? {} : {fixes: [fixOf(fix, nameOf)]}),
})

const placeOf = ({file, line, column, endColumn}: Location, nameOf: NameOf) => ({
  physicalLocation: {
    artifactLocation: artifactOf(nameOf(file)),
    region: {startLine: line, startColumn: column, ...(endColumn === undefined ? {} : {endColumn})},
  },
})

const fixOf = ({description, edits}: Fix, nameOf: NameOf) => ({
  description: {text: description},
  artifactChanges: [...Map.groupBy(edits, ({span}) => span.file)].map(([file, own]) => ({
    artifactLocation: artifactOf(nameOf(file)),
    replacements: own.map(({span, newText}) => ({
      deletedRegion: regionOf(span),
      insertedContent: {text: newText},
    })),
  })),
})

const regionOf = ({line, column, endLine, endColumn}: Span) => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn,
})

const artifactOf = (name: string) =>
  name.startsWith('/') ? {uri: `file://${encoded(name)}`} : {uri: encoded(name), uriBaseId: ROOT}

/** A name with a colon in its first part would begin with a scheme. */
const encoded = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

/** Characters of a line that tell it from others. */
const TELLING = 120

/** The same as long as the line says the same, wherever it moves; the last part counts those that are alike. */
const fingerprints = (sources: ReadonlyMap<string, string>): ((diagnostic: Diagnostic) => string) => {
  const lines = new Map([...sources].map(([file, text]) => [file, splitLines(text)]))
  const seen = new Map<string, number>()
  return ({rule, location}) => {
    const line = lines.get(location.file)?.[location.line - 1]?.trim().slice(0, TELLING) ?? ''
    const key = `${rule}:${line}`
    const count = (seen.get(`${location.file}:${key}`) ?? 0) + 1
    seen.set(`${location.file}:${key}`, count)
    return `${key}:${count}`
  }
}
