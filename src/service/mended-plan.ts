// Loads a plan and applies what its diagnostics can put right without a doubt, until nothing of that kind is left. A document that
// changes meanwhile is read again, never overwritten.

import {join, resolve} from 'node:path'
import type {Fix} from '../graph/diagnostic.ts'
import {applyFixes} from '../graph/fix.ts'
import {repairText} from '../plan/encoding.ts'
import {replaceUnchanged} from '../system/replace-file.ts'
import {ok, type Result} from '../util/result.ts'
import type {LoadedConfig} from './config.ts'
import {CONFIG_FILE} from './config-file.ts'
import type {DocumentRequest} from './documents.ts'
import {invalid} from './failure.ts'
import {type NamedFile, openDocument} from './open-document.ts'
import type {OperationError} from './operation.ts'
import {type LoadedPlan, loadPlan, type PlanRequest} from './plan-source.ts'

export interface MendedPlan extends LoadedPlan {
  /** Fixes that were applied, by document. */
  readonly mended: ReadonlyMap<string, number>
}

/** Of two fixes that touch the same words one has to wait; more rounds than this mean that fixes undo one another. */
const ROUNDS = 20

export const loadMended = async (
  request: PlanRequest,
  config: LoadedConfig,
): Promise<Result<MendedPlan, OperationError>> => {
  const mended = new Map<string, number>()
  for (let round = 1; ; round++) {
    const plan = await loadPlan(request, config)
    if (!plan.ok) return plan
    const fixes = round > ROUNDS ? new Map() : safeFixes(plan.value)
    for (const [file, own] of fixes) {
      const applied = await mend({file, path: pathOf(request, file)}, plan.value.sources[file] ?? '', own)
      if (!applied.ok) return applied
      mended.set(file, (mended.get(file) ?? 0) + applied.value)
    }
    if (fixes.size === 0) return ok({...plan.value, mended})
  }
}

/** Where a document is that diagnostics name. */
export const pathOf = ({directory, root, documents}: DocumentRequest, file: string): string =>
  documents.length === 0 || file === CONFIG_FILE ? join(root, file) : resolve(directory, file)

/** By document, of those that were read. */
const safeFixes = ({diagnostics, sources}: LoadedPlan): ReadonlyMap<string, readonly Fix[]> => {
  const fixes = diagnostics.flatMap(({fix}) => (fix === undefined || fix.isGuess ? [] : [fix]))
  const byFile = Map.groupBy(fixes, ({edits}) => edits[0]?.span.file ?? '')
  return new Map([...byFile].filter(([file]) => Object.hasOwn(sources, file)))
}

/** `read`: the text that the fixes are for. How many were applied: none to a document that says something else by now. */
const mend = async (
  document: NamedFile,
  read: string,
  fixes: readonly Fix[],
): Promise<Result<number, OperationError>> => {
  const open = await openDocument(document, 'agent-spawn check --fix')
  if (!open.ok) return open
  const {file, path, bytes, text} = open.value
  if (repairText(text).text !== read) return ok(0)
  const {text: mended, count} = applyFixes(text, fixes)
  try {
    return ok((await replaceUnchanged(path, bytes, mended)) ? count : 0)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return invalid('unwritable-document', `${file} cannot be written: ${reason}.`)
  }
}
