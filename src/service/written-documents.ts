// Reads documents and writes the marks of finished tasks into them: as they are at this moment, whoever else works on them. Knows
// no run.

import {listed} from '../graph/wording.ts'
import type {Progress} from '../plan/finished-tasks.ts'
import type {PlanDocument} from '../plan/format.ts'
import {
  type MarkChange,
  type TaskTicking,
  type WriteBackError,
  type WrittenBack,
  writeBack,
} from '../plan/write-back.ts'
import {replaceUnchanged} from '../system/replace-file.ts'
import {ok, type Result} from '../util/result.ts'
import {unreachable} from '../util/unreachable.ts'
import {invalid, invalidDocument} from './failure.ts'
import {type NamedFile, type OpenFile, openDocument} from './open-document.ts'
import type {OperationError} from './operation.ts'

export interface WriteOrder {
  readonly documents: readonly NamedFile[]
  readonly progress: Progress
  readonly format?: string | undefined
  /** Everything but the writing. */
  readonly isDry: boolean
}

export interface MarkedDocuments {
  readonly documents: readonly MarkedDocument[]
  readonly tasks: readonly TaskTicking[]
}

/** The same text twice where nothing changed. */
export interface MarkedDocument {
  readonly file: string
  readonly before: string
  readonly after: string
}

/** A person saves a file once in a while; who writes it more often than this is a program, and has to end first. */
const TRIES = 3

export const writeMarks = async (order: WriteOrder): Promise<Result<MarkedDocuments, OperationError>> => {
  try {
    return await tryToWrite(order)
  } catch (error) {
    const names = listed(order.documents.map(({file}) => file))
    const reason = error instanceof Error ? error.message : String(error)
    return invalid('unwritable-document', `The marks of ${names} cannot be written: ${reason}.`)
  }
}

const tryToWrite = async (order: WriteOrder): Promise<Result<MarkedDocuments, OperationError>> => {
  const rounds: TaskTicking[] = []
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const opened = await openAll(order.documents)
    if (!opened.ok) return opened
    const marked = mark(opened.value, order)
    if (!marked.ok || order.isDry) return marked
    const {documents, tasks} = marked.value
    const saved = await save(opened.value, documents)
    rounds.push(...tasks.map(task => ({...task, changes: task.changes.filter(isIn(saved))})))
    if (saved.size === documents.length) return ok({documents, tasks: joined(rounds)})
  }
  return invalid(
    'document-changed',
    `${listed(order.documents.map(({file}) => file))} changed each time that marks were to be written, so they are left as they are. Run \`agent-spawn sync\` when no other program writes them.`,
  )
}

const openAll = async (documents: readonly NamedFile[]): Promise<Result<OpenFile[], OperationError>> => {
  const opened: OpenFile[] = []
  for (const document of documents) {
    const open = await openDocument(document, 'agent-spawn sync')
    if (!open.ok) return open
    opened.push(open.value)
  }
  return ok(opened)
}

const mark = (
  opened: readonly OpenFile[],
  {progress, format}: WriteOrder,
): Result<MarkedDocuments, OperationError> => {
  const documents: PlanDocument[] = opened.map(({file, text}) => ({file, text}))
  const marked = writeBack(documents, progress, format === undefined ? {} : {format})
  return marked.ok ? ok(compared(opened, marked.value)) : refused(marked.error, documents)
}

const compared = (opened: readonly OpenFile[], {documents, tasks}: WrittenBack): MarkedDocuments => ({
  documents: opened.map(({file, text}, index) => ({
    file,
    before: text,
    after: documents[index]?.text ?? text,
  })),
  tasks,
})

const refused = (
  error: WriteBackError,
  documents: readonly PlanDocument[],
): Result<never, OperationError> => {
  const {type} = error
  switch (type) {
    case 'unreadable':
      return invalidDocument(
        listed(documents.map(({file}) => file)),
        error.diagnostics,
        Object.fromEntries(documents.map(({file, text}) => [file, text])),
      )
    case 'damaged':
      return invalid(
        'damaged-document',
        `${error.file} was once read as ${error.codePage} and saved so; its marks cannot be written without changing more. Save it as UTF-8, see \`agent-spawn check\`, then run \`agent-spawn sync\`.`,
      )
    case 'ambiguous':
      return invalid(
        'ambiguous-marks',
        `With its tasks ticked, ${listed(error.files)} would not say the same plan any more, so it is left as it is. Tick them by hand.`,
      )
    default:
      return unreachable(type)
  }
}

/** The files that hold their marks now; the others changed meanwhile. */
const save = async (
  opened: readonly OpenFile[],
  documents: readonly MarkedDocument[],
): Promise<ReadonlySet<string>> => {
  const saved = new Set<string>()
  for (const [index, {file, before, after}] of documents.entries()) {
    const open = opened[index]
    if (before === after || (open && (await replaceUnchanged(open.path, open.bytes, after)))) saved.add(file)
  }
  return saved
}

const isIn =
  (files: ReadonlySet<string>) =>
  ({location}: MarkChange): boolean =>
    files.has(location.file)

/** A document that changed meanwhile has its marks from a later round than the others. */
const joined = (rounds: readonly TaskTicking[]): readonly TaskTicking[] => {
  const byTask = new Map<string, TaskTicking>()
  for (const task of rounds) {
    const changes = [...(byTask.get(task.id)?.changes ?? []), ...task.changes]
    byTask.set(task.id, {...task, changes, ticking: changes.length > 0 ? 'ticked' : task.ticking})
  }
  return [...byTask.values()]
}
