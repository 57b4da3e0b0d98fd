// Reads the documents that the user names: files, or directories of them. Each thing that can be wrong with one has one message.

import {join, relative, resolve, sep} from 'node:path'
import type {PlanDocument} from '../plan/format.ts'
import {errorCode, type FileError, kindOf, readText, realPath} from '../system/files.ts'
import {ok, type Result} from '../util/result.ts'
import {trimEndOf} from '../util/text.ts'
import {unreachable} from '../util/unreachable.ts'
import {invalid} from './failure.ts'
import {findDocuments} from './found-documents.ts'
import type {OperationError} from './operation.ts'

/** What `plan` writes, and what is read where no document is named. Relative to the top of the repository. */
export const COMPILED_FILE = '.conductor/task-dispatcher.yaml'

/** Of one document; how many characters it may have says `readPlan`, which knows what it is. */
const MAX_BYTES = 64 * 1024 * 1024

/** Characters of all documents together: they are held in memory at once, and so is what is read from them. */
const MAX_TOTAL = 64 * 1024 * 1024

export interface DocumentRequest {
  /** Where the names start. */
  readonly directory: string
  readonly root: string
  /** As the user named them; none: the compiled plan. */
  readonly documents: readonly string[]
}

/** `reports` is the directory of our own reports, relative to the root: they speak of tasks, and are no plans. */
export const readDocuments = async (
  request: DocumentRequest,
  reports: string,
): Promise<Result<readonly PlanDocument[], OperationError>> => {
  const places = await placesOf(request, reports)
  if (!places.ok) return places
  const documents: PlanDocument[] = []
  let total = 0
  for (const {path, ...document} of places.value) {
    const text = await readText(path, MAX_BYTES)
    if (!text.ok && document.foundIn !== undefined && text.error.code !== 'forbidden') continue
    if (!text.ok) return unreadable(document.file, text.error, request.documents.length === 0)
    total += text.value.length
    if (total > MAX_TOTAL) return tooMuch(document.foundIn ?? document.file)
    documents.push({...document, text: text.value})
  }
  return ok(documents)
}

interface Place extends Omit<PlanDocument, 'text'> {
  readonly path: string
}

const placesOf = async (
  {directory, root, documents}: DocumentRequest,
  reports: string,
): Promise<Result<readonly Place[], OperationError>> => {
  if (documents.length === 0) return ok([{file: COMPILED_FILE, path: join(root, COMPILED_FILE)}])
  const places = new Map<string, Place>()
  for (const file of documents) {
    const path = resolve(directory, file)
    const found = (await isDirectory(path))
      ? await placesIn({file, path}, join(root, reports))
      : ok([{file, path}])
    if (!found.ok) return found
    for (const place of found.value) if (!places.has(place.path)) places.set(place.path, place)
  }
  return ok([...places.values()])
}

/** Links are followed, as the user named what they lead to. */
const isDirectory = async (path: string): Promise<boolean> =>
  (await kindOf((await realPath(path)) ?? path)) === 'directory'

/** A directory and the documents that may be in it. */
const placesIn = async (
  {file, path}: Place,
  reports: string,
): Promise<Result<readonly Place[], OperationError>> => {
  const foundIn = `${trimEndOf(file, '/')}/`
  const found = await filesIn(foundIn, path, reports)
  if (!found.ok) return found
  if (found.value.length === 0)
    return invalid(
      'no-plan',
      `${foundIn} holds no document that could be a plan: no Markdown, YAML or JSON file. Hidden directories and node_modules are not entered; name them to read them.`,
    )
  return ok(found.value.map(name => ({file: nameIn(foundIn, name), path: join(path, name), foundIn})))
}

const filesIn = async (
  foundIn: string,
  path: string,
  reports: string,
): Promise<Result<readonly string[], OperationError>> => {
  const inside = relative(path, reports).split(sep).join('/')
  try {
    const found = await findDocuments(path, name => name === inside)
    return found.ok
      ? found
      : invalid(
          'too-many-files',
          `${foundIn} holds too many files to look for plans in, most likely below ${nameIn(foundIn, found.error)}. Name the directory of the plans.`,
        )
  } catch (error) {
    return invalid('unreadable-document', `${foundIn} cannot be read: ${errorCode(error)}. Make it readable.`)
  }
}

/** `./a.md` is `a.md`: the name that diagnostics show and other commands take. */
const nameIn = (directory: string, name: string): string => `${directory}${name}`.replace(/^(?:\.\/)+/, '')

const unreadable = (file: string, error: FileError, isDefault: boolean): Result<never, OperationError> => {
  const {code} = error
  switch (code) {
    case 'missing':
      return invalid('missing-document', missing(file, isDefault))
    case 'forbidden':
      return invalid('unreadable-document', `${file} cannot be read: permission denied. Make it readable.`)
    case 'not-a-file':
      return invalid(
        'unreadable-document',
        `${file} is no regular file; expected a document or a directory of them, e.g. docs/04-planning/plan.md.`,
      )
    case 'too-large':
      return invalid(
        'too-large',
        `${file} is larger than ${MAX_BYTES / 1024 / 1024} MiB; a plan may have 8 MiB of text. Split it, or name the right file.`,
      )
    case 'failed':
      return invalid('unreadable-document', error.message)
    default:
      return unreachable(code)
  }
}

const tooMuch = (name: string): Result<never, OperationError> =>
  invalid(
    'too-large',
    `The documents have more than ${MAX_TOTAL / 1024 / 1024} MiB of text together, counted up to ${name}; nobody plans so much. Name the plans themselves.`,
  )

const missing = (file: string, isDefault: boolean): string =>
  isDefault
    ? `${file} does not exist. Compile a plan with \`agent-spawn plan DOC\` first, or name a document.`
    : `${file} does not exist. Name an existing document.`
