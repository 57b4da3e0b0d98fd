// Puts what a run has finished back into the documents it was compiled from.

import type {TaskId} from '../graph/task.ts'
import type {Progress} from '../plan/finished-tasks.ts'
import {isSimulated} from '../run/policy.ts'
import type {RunState} from '../run/state.ts'
import type {Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {NamedFile} from './open-document.ts'
import type {OperationError} from './operation.ts'
import {documentsOf, type Whereabouts} from './run-documents.ts'
import {type MarkedDocuments, writeMarks} from './written-documents.ts'

export interface WriteBackOrder extends Whereabouts {
  /** Default: those of the run's graph. */
  readonly documents?: readonly NamedFile[]
  readonly format?: string | undefined
  readonly isDry: boolean
}

export const writeRunBack = async (
  state: RunState,
  {documents, format, isDry, ...whereabouts}: WriteBackOrder,
): Promise<Result<MarkedDocuments, OperationError>> => {
  if (isSimulated(state.policy))
    return invalid(
      'simulated',
      `Run ${state.run} was simulated: nothing of it was really done, so there is nothing to tick.`,
    )
  const found = documents === undefined ? await documentsOf(state.graph, whereabouts) : undefined
  if (found?.ok === false) return found
  return writeMarks({
    documents: documents ?? found?.value ?? [],
    progress: progressOf(state),
    format,
    isDry,
  })
}

/** Of the tasks that took part. */
const progressOf = ({tasks}: RunState): Progress => {
  const done = new Set<TaskId>()
  const open = new Set<TaskId>()
  for (const [id, {phase}] of tasks) {
    if (phase === 'done') done.add(id)
    else if (phase !== 'skipped') open.add(id)
  }
  return {done, open}
}
