// `sync`: ticks the tasks that a run has finished in the documents it was compiled from.

import {z} from 'zod'
import {listRuns, readRun} from '../../dispatcher/runs.ts'
import type {RunState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {invalid, runFailure} from '../failure.ts'
import type {NamedFile} from '../open-document.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {documentsOf, namedDocuments, type Whereabouts} from '../run-documents.ts'
import {writeRunBack} from '../write-back.ts'
import type {MarkedDocuments} from '../written-documents.ts'

const INPUT = z.object({
  /** Default: those of the run. */
  documents: z.array(z.string()),
  /** Default: the last one, of these documents if there are any. */
  run: z.string().optional(),
  format: z.string().optional(),
  dryRun: z.boolean(),
})

export interface Synced extends MarkedDocuments {
  readonly run: string
}

export const sync = operation({
  input: INPUT,
  perform: async ({documents, run, format, dryRun: isDry}, {directory}) => {
    const whereabouts = {directory, root: await findRoot(directory)}
    const named = await namedDocuments(documents, directory)
    if (!named.ok) return named
    const state = await chooseRun(run, named.value, whereabouts)
    if (!state.ok) return state
    const own = named.value.length > 0 ? {documents: named.value} : {}
    const marked = await writeRunBack(state.value, {...whereabouts, ...own, format, isDry})
    return marked.ok ? ok<Synced>({run: state.value.run, ...marked.value}) : marked
  },
})

const chooseRun = async (
  run: string | undefined,
  documents: readonly NamedFile[],
  whereabouts: Whereabouts,
): Promise<Result<RunState, OperationError>> => {
  if (run === undefined && documents.length > 0) return lastRunOf(documents, whereabouts)
  const state = await readRun(whereabouts.root, run)
  return state.ok ? state : runFailure(state.error)
}

/** The last run that has one of these documents among its own. */
const lastRunOf = async (
  documents: readonly NamedFile[],
  whereabouts: Whereabouts,
): Promise<Result<RunState, OperationError>> => {
  const paths = new Set(documents.map(({path}) => path))
  for (const run of (await listRuns(whereabouts.root)).toReversed()) {
    const state = await readRun(whereabouts.root, run)
    const own = state.ok ? await documentsOf(state.value.graph, whereabouts) : undefined
    if (state.ok && own?.ok && own.value.some(({path}) => paths.has(path))) return state
  }
  return invalid(
    'no-run',
    `No run was compiled from ${documents.map(({file}) => file).join(', ')}. Name the run with --run; \`agent-spawn runs\` lists them.`,
  )
}
