// Reads planning documents of any known format into one draft. The table of formats stands here.

import {type Diagnostic, hasErrors} from '../graph/diagnostic.ts'
import type {Draft, PlanClaims} from '../graph/draft.ts'
import type {PlanSettings} from '../graph/task.ts'
import {err, ok, type Result} from '../util/result.ts'
import {repairDocument} from './encoding.ts'
import type {Format, PlanDocument} from './format.ts'
import {atomic} from './formats/atomic.ts'
import {backlog} from './formats/backlog.ts'
import {beads} from './formats/beads.ts'
import {bmad} from './formats/bmad.ts'
import {gsd} from './formats/gsd.ts'
import {kiro} from './formats/kiro.ts'
import {opencode} from './formats/opencode.ts'
import {openspec} from './formats/openspec.ts'
import {ralphex} from './formats/ralphex.ts'
import {specKit} from './formats/spec-kit.ts'
import {superpowers} from './formats/superpowers.ts'
import {tables} from './formats/tables.ts'
import {taskMaster} from './formats/task-master.ts'
import {yaml} from './formats/yaml.ts'

/** In the order of trial: the first that matches and finds tasks reads the document. A comment in YAML looks like a heading, so YAML is first. */
export const FORMATS: readonly Format[] = [
  taskMaster,
  beads,
  yaml,
  backlog,
  gsd,
  ralphex,
  superpowers,
  bmad,
  specKit,
  kiro,
  opencode,
  openspec,
  tables,
  atomic,
]

const MAX_LENGTH = 8 * 1024 * 1024 // UTF-16 units: a plan of 18,000 tasks; more is a log or an accident

export interface ReadOptions {
  /** Name of a format; detected by content without it. */
  readonly format?: string
}

/**
 * One draft of all documents: tasks and facts in the order of the documents, the title of the first that has one. The error
 * holds at least one diagnostic of severity `error`; a draft may hold diagnostics too.
 */
export const readPlan = (
  documents: readonly PlanDocument[],
  options: ReadOptions = {},
): Result<Draft, readonly Diagnostic[]> => {
  const readings: Reading[] = []
  const diagnostics: Diagnostic[] = []
  for (const document of documents) {
    const read = readDocument(document, options.format)
    if (read.ok) readings.push(read.value)
    else diagnostics.push(read.error)
  }
  if (diagnostics.length > 0) return err(diagnostics)
  const draft = join(relate(readings))
  if (draft.tasks.length > 0) return ok(draft)
  return err(
    hasErrors(draft.diagnostics) ? draft.diagnostics : [...draft.diagnostics, ...documents.map(emptyPlan)],
  )
}

interface Reading {
  readonly format: Format
  readonly draft: Draft
}

const readDocument = (given: PlanDocument, name: string | undefined): Result<Reading, Diagnostic> => {
  const {document, diagnostics} = repairDocument(given)
  const problem = unreadable(document)
  if (problem) return err(problem)
  const formats = FORMATS.filter(known =>
    name === undefined ? known.matches(document) : known.name === name,
  )
  const readings = formats.values().map(format => ({format, draft: format.read(document)}))
  const [first] = formats
  const reading =
    readings.find(({draft}) => draft.tasks.length > 0) ??
    (first && {format: first, draft: first.read(document)})
  if (!reading) return err(name === undefined ? unmatched(document) : unnamed(document, name))
  const {format, draft} = reading
  return ok({format, draft: {...draft, diagnostics: [...diagnostics, ...draft.diagnostics]}})
}

/** Each format settles once what all of its documents say of one another. */
const relate = (readings: readonly Reading[]): Draft[] => {
  const settled = new Map<Reading, Draft>()
  for (const [format, own] of Map.groupBy(readings, reading => reading.format)) {
    const drafts = own.map(({draft}) => draft)
    const related = format.relate?.(drafts) ?? drafts
    for (const [index, reading] of own.entries()) settled.set(reading, related[index] ?? reading.draft)
  }
  return readings.map(reading => settled.get(reading) ?? reading.draft)
}

const problem = ({file}: PlanDocument, rule: string, message: string, line = 1): Diagnostic => ({
  severity: 'error',
  rule,
  message,
  location: {file, line, column: 1},
  related: [],
})

const unreadable = (document: PlanDocument): Diagnostic | undefined => {
  const {file, text} = document
  if (text.length > MAX_LENGTH) {
    const size = (text.length / 1024 / 1024).toFixed(1)
    return problem(
      document,
      'too-large',
      `${file} is ${size} MiB long; a plan may have 8 MiB: split it, or name the right file`,
    )
  }
  const nul = text.indexOf('\0')
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length
    return problem(
      document,
      'binary-file',
      `${file} holds a NUL byte, so it is no text in UTF-8: name a text file, or save it as UTF-8`,
      line,
    )
  }
  return text.trim() === '' ? emptyPlan(document) : undefined
}

const emptyPlan = (document: PlanDocument): Diagnostic => {
  const found = document.text.trim() === '' ? 'is empty' : 'has no task outside of code fences and comments'
  return problem(
    document,
    'empty-plan',
    `${document.file} ${found}; expected at least one task, e.g. under a heading "#### T1: Title"`,
  )
}

const list = (): string => FORMATS.map(({name, looksFor}) => `${name} (${looksFor})`).join('; ')

const unmatched = (document: PlanDocument): Diagnostic =>
  problem(document, 'unknown-format', `${document.file} is no plan of a known format; looked for ${list()}`)

const unnamed = (document: PlanDocument, name: string): Diagnostic =>
  problem(
    document,
    'unknown-format',
    `there is no format "${name}"; known formats: ${FORMATS.map(known => known.name).join(', ')}`,
  )

const join = (drafts: readonly Draft[]): Draft => ({
  ...orderOf(drafts),
  title: drafts.find(({title}) => title !== '')?.title ?? '',
  sources: drafts.flatMap(draft => draft.sources),
  tasks: drafts.flatMap(draft => draft.tasks),
  mentions: drafts.flatMap(draft => draft.mentions),
  groups: drafts.flatMap(draft => draft.groups),
  layers: drafts.flatMap(draft => draft.layers),
  claims: joinClaims(drafts.map(draft => draft.claims)),
  settings: joinSettings(drafts.map(draft => draft.settings)),
  diagnostics: drafts.flatMap(draft => draft.diagnostics),
})

/** The strictest of the documents' own: what follows one by one in one of them does not run freely beside it. */
const orderOf = (drafts: readonly Draft[]): Pick<Draft, 'order'> => {
  const order = (['sequential', 'phase', 'none'] as const).find(kind =>
    drafts.some(draft => draft.order === kind),
  )
  return order === undefined ? {} : {order}
}

/** The first document that claims something is heard. */
const joinClaims = (claims: readonly PlanClaims[]): PlanClaims => ({
  ...Object.assign({}, ...[...claims].reverse()),
  taskCounts: claims.flatMap(({taskCounts}) => taskCounts),
})

/** The first document that sets something is heard. */
const joinSettings = (settings: readonly PlanSettings[]): PlanSettings => ({
  ...Object.assign({}, ...[...settings].reverse()),
  documents: Object.assign({}, ...settings.map(({documents}) => documents).reverse()),
})
