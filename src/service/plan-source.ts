// Reads the documents that the user names and compiles them.

import {type Compiled, compile} from '../graph/compile.ts'
import {hasErrors} from '../graph/diagnostic.ts'
import type {PlanOrder} from '../graph/plan-order.ts'
import {listed} from '../graph/wording.ts'
import {repairText} from '../plan/encoding.ts'
import {readPlan} from '../plan/read.ts'
import {ok, type Result} from '../util/result.ts'
import {type LoadedConfig, reportDirectory} from './config.ts'
import {COMPILED_FILE, type DocumentRequest, readDocuments} from './documents.ts'
import {invalidDocument} from './failure.ts'
import type {OperationError, Sources} from './operation.ts'

export interface PlanRequest extends DocumentRequest {
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
  const read = await readDocuments(request, reportDirectory(config))
  if (!read.ok) return read
  const documents = read.value
  const sources = Object.fromEntries(documents.map(({file, text}) => [file, repairText(text).text]))
  const draft = readPlan(documents, request.format === undefined ? {} : {format: request.format})
  if (!draft.ok) return invalidDocument(nameOf(request), draft.error, sources)
  const compiled = compile(draft.value, {
    rules: config.rules ?? {},
    overrides,
    texts: sources,
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
  return invalidDocument(nameOf(request), errors, plan.value.sources)
}

/** As the user named it. */
const nameOf = ({documents}: PlanRequest): string =>
  documents.length === 0 ? COMPILED_FILE : listed(documents)
