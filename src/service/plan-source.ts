// Reads the documents that the user names and compiles them. Each thing that can be wrong with a file has one message.

import {join, resolve} from 'node:path'
import {type Compiled, compile} from '../graph/compile.ts'
import {hasErrors} from '../graph/diagnostic.ts'
import type {PlanOrder} from '../graph/plan-order.ts'
import {listed} from '../graph/wording.ts'
import {repairText} from '../plan/encoding.ts'
import type {PlanDocument} from '../plan/format.ts'
import {readPlan} from '../plan/read.ts'
import {type FileError, readText} from '../system/files.ts'
import {ok, type Result} from '../util/result.ts'
import {unreachable} from '../util/unreachable.ts'
import type {LoadedConfig} from './config.ts'
import {invalid, invalidDocument} from './failure.ts'
import type {OperationError, Sources} from './operation.ts'

/** What `plan` writes, and what is read where no document is named. Relative to the top of the repository. */
export const COMPILED_FILE = '.conductor/task-dispatcher.yaml'

/** A plan may have 8 Mi characters, see `readPlan`, and a character up to three bytes. */
const MAX_BYTES = 3 * 8 * 1024 * 1024

export interface PlanRequest {
  /** Where the names start. */
  readonly directory: string
  readonly root: string
  /** As the user named them; none: the compiled plan. */
  readonly documents: readonly string[]
  readonly format?: string | undefined
  /** For plans that state no dependencies. */
  readonly order?: PlanOrder | undefined
}

export interface LoadedPlan extends Compiled {
  readonly sources: Sources
}

/** May hold diagnostics that are errors: then there is a graph to show, but not to run. */
export const loadPlan = async (
  request: PlanRequest,
  {config, overrides}: LoadedConfig,
): Promise<Result<LoadedPlan, OperationError>> => {
  const documents: PlanDocument[] = []
  for (const {file, path} of pathsOf(request)) {
    const text = await readText(path, MAX_BYTES)
    if (!text.ok) return unreadable(file, text.error, request.documents.length === 0)
    documents.push({file, text: text.value})
  }
  const sources = Object.fromEntries(documents.map(({file, text}) => [file, repairText(text).text]))
  const draft = readPlan(documents, request.format === undefined ? {} : {format: request.format})
  if (!draft.ok) return invalidDocument(listed(Object.keys(sources)), draft.error, sources)
  const compiled = compile(draft.value, {
    rules: config.rules ?? {},
    overrides,
    ...orderFor(request.order ?? config.order),
  })
  return ok({...compiled, sources})
}

const orderFor = (order: PlanOrder | undefined): {order?: PlanOrder} => (order === undefined ? {} : {order})

/** A plan that may be run: without errors. */
export const loadSoundPlan = async (
  request: PlanRequest,
  config: LoadedConfig,
): Promise<Result<LoadedPlan, OperationError>> => {
  const plan = await loadPlan(request, config)
  if (!plan.ok || !hasErrors(plan.value.diagnostics)) return plan
  const errors = plan.value.diagnostics.filter(({severity}) => severity === 'error')
  return invalidDocument(listed(Object.keys(plan.value.sources)), errors, plan.value.sources)
}

const pathsOf = ({
  directory,
  root,
  documents,
}: PlanRequest): readonly {readonly file: string; readonly path: string}[] =>
  documents.length === 0
    ? [{file: COMPILED_FILE, path: join(root, COMPILED_FILE)}]
    : documents.map(file => ({file, path: resolve(directory, file)}))

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
        `${file} is no regular file; expected a document, e.g. docs/04-planning/plan.md.`,
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

const missing = (file: string, isDefault: boolean): string =>
  isDefault
    ? `${file} does not exist. Compile a plan with \`agent-spawn plan DOC\` first, or name a document.`
    : `${file} does not exist. Name an existing document.`
