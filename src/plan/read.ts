// Reads planning documents of any known format into one draft. The table of formats stands here.

import {type Diagnostic, hasErrors} from '../graph/diagnostic.ts'
import type {Draft} from '../graph/draft.ts'
import {lengthMax} from '../graph/yaml/compiled.ts'
import {err, ok, type Result} from '../util/result.ts'
import {repairDocument} from './encoding.ts'
import type {DocumentDraft, Format, PlanDocument} from './format.ts'
import {atomic} from './formats/atomic.ts'
import {backlog} from './formats/backlog.ts'
import {beads} from './formats/beads.ts'
import {bmad} from './formats/bmad.ts'
import {gsd} from './formats/gsd.ts'
import {kiro} from './formats/kiro.ts'
import {opencode} from './formats/opencode.ts'
import {openspec} from './formats/openspec.ts'
import {orchestrator} from './formats/orchestrator.ts'
import {ralphex} from './formats/ralphex.ts'
import {specKit} from './formats/spec-kit.ts'
import {superpowers} from './formats/superpowers.ts'
import {tables} from './formats/tables.ts'
import {taskMaster} from './formats/task-master.ts'
import {yaml} from './formats/yaml.ts'
import {matterIn} from './front-matter.ts'
import {joinDrafts} from './join.ts'
import {leftOut} from './left-out.ts'
import {withoutProgress} from './progress-marks.ts'
import {readSuppressions} from './suppressions.ts'
import {tellApart} from './tell-apart.ts'

/** In the order of trial: the first that matches and finds tasks reads the document. A comment in YAML looks like a heading, so YAML is first. */
export const FORMATS: readonly Format[] = [
  orchestrator,
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

export interface ReadOptions {
  /** Name of a format; detected by content without it. */
  readonly format?: string
}

/**
 * One draft of all documents: tasks and facts in the order of the documents, the title of the first that has one. Tasks of
 * different documents that share an id without being the same have their document's name in front. The error holds at least one
 * diagnostic of severity `error`; a draft may hold diagnostics too.
 */
export const readPlan = (
  documents: readonly PlanDocument[],
  options: ReadOptions = {},
): Result<Draft, readonly Diagnostic[]> => {
  const {readings, problems, skipped} = readEach(documents, options.format)
  if (readings.some(hasTasks))
    problems.push(...readings.filter(saysNothing).map(({document}) => emptyPlan(document)))
  const left = leftOut(documents, skipped)
  if (problems.length > 0 || hasErrors(left)) return err([...problems, ...left])
  const draft = joinDrafts(settle(readings))
  const diagnostics = [...draft.diagnostics, ...left]
  if (draft.tasks.length > 0) return ok({...draft, diagnostics})
  return err(
    hasErrors(diagnostics)
      ? diagnostics
      : [...diagnostics, ...readings.map(({document}) => emptyPlan(document))],
  )
}

interface Reading extends DocumentDraft {
  readonly document: PlanDocument
  readonly format: Format
}

/** `format: atomic` in the front matter, which `fmt` writes where prose in the plan looks like another format. */
const declaredFormat = (text: string): string | undefined => {
  const word = /^format:[ \t]*([\w-]{1,40})[ \t]*\r?$/m.exec(matterIn(text)?.source ?? '')?.[1]
  return FORMATS.find(({name}) => name === word)?.name
}

/** Of a document by its content. */
export const detectFormat = (document: PlanDocument): string | undefined =>
  declaredFormat(document.text) ?? FORMATS.find(format => format.matches(document))?.name

const hasTasks = ({draft}: Reading): boolean => draft.tasks.length > 0

/** A document beside a plan may hold no more than its groups, or errors to tell. */
const saysNothing = ({draft}: Reading): boolean =>
  [draft.tasks, draft.mentions, draft.groups, draft.layers].every(list => list.length === 0) &&
  !hasErrors(draft.diagnostics)

interface ReadEach {
  readonly readings: Reading[]
  readonly problems: Diagnostic[]
  /** Found in a directory, and no plans. */
  readonly skipped: PlanDocument[]
}

const readEach = (documents: readonly PlanDocument[], format: string | undefined): ReadEach => {
  const all: ReadEach = {readings: [], problems: [], skipped: []}
  for (const document of documents) {
    const read = readDocument(document, format)
    const isPlan = read.ok && (hasTasks(read.value) || hasErrors(read.value.draft.diagnostics))
    if (document.foundIn !== undefined && !isPlan) all.skipped.push(document)
    else if (read.ok) all.readings.push(read.value)
    else all.problems.push(read.error)
  }
  return all
}

const readDocument = (given: PlanDocument, forced: string | undefined): Result<Reading, Diagnostic> => {
  const {document, diagnostics} = repairDocument(given)
  const name = forced ?? declaredFormat(document.text)
  const problem = unreadable(document)
  if (problem) return err(problem)
  const formats = FORMATS.filter(known =>
    name === undefined ? known.matches(document) : known.name === name,
  )
  const readings = formats.values().map(format => ({format, draft: readSilenced(document, format)}))
  const [first] = formats
  const reading =
    readings.find(({draft}) => draft.tasks.length > 0) ??
    (first && {format: first, draft: readSilenced(document, first)})
  if (!reading) return err(name === undefined ? unmatched(document) : unnamed(document, name))
  const {format, draft} = reading
  const {file} = document
  return ok({file, document, format, draft: {...draft, diagnostics: [...diagnostics, ...draft.diagnostics]}})
}

/** The format does not see the comments that silence rules. */
const readSilenced = (given: PlanDocument, format: Format): Draft => {
  const {document, suppressions} = readSuppressions(given, format.comments ?? 'html')
  const draft = withoutProgress(format.read(document), document.text)
  return suppressions.length === 0 ? draft : {...draft, suppressions}
}

/** What documents say of one another: a format of many files knows best what its own mean. */
const settle = (readings: readonly Reading[]): readonly DocumentDraft[] => {
  const settled = new Map<Reading, Draft>()
  for (const [relate, own] of Map.groupBy(readings, ({format}) => format.relate ?? tellApart)) {
    const drafts = relate(own)
    for (const [index, reading] of own.entries()) settled.set(reading, drafts[index] ?? reading.draft)
  }
  return readings.map(reading => ({file: reading.file, draft: settled.get(reading) ?? reading.draft}))
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
  if (text.length > lengthMax(text)) {
    const size = (text.length / 1024 / 1024).toFixed(1)
    return problem(
      document,
      'too-large',
      `${file} is ${size} MiB long; a plan may have ${lengthMax(text) / 1024 / 1024} MiB: split it, or name the right file`,
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
