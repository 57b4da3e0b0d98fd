// Writes the compiled plan: only where it changed, as a whole, and never over a file that somebody else wrote.

import {dirname, resolve} from 'node:path'
import type {Graph} from '../graph/task.ts'
import {isCompiled} from '../graph/yaml/compiled.ts'
import {printYaml} from '../graph/yaml.ts'
import {ensureDirectory, readText, writeAtomic} from '../system/files.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

/** `unchanged`: the very bytes were there already. `own-input`: the plan was read from this file. */
export type Written = 'written' | 'unchanged' | 'own-input'

export interface WriteOrder {
  /** Absolute. */
  readonly path: string
  /** As messages name it. */
  readonly file: string
  /** Absolute paths of the documents. */
  readonly inputs: readonly string[]
}

export const writeCompiled = async (
  graph: Graph,
  {path, file, inputs}: WriteOrder,
): Promise<Result<Written, OperationError>> => {
  if (inputs.some(input => resolve(input) === path)) return ok('own-input')
  const text = printYaml(graph, graph.sources.join(', '))
  const before = await readText(path)
  if (before.ok && before.value === text) return ok('unchanged')
  if (!before.ok && before.error.code !== 'missing')
    return invalid('output', `${file} cannot be replaced: ${before.error.message}`)
  if (before.ok && before.value !== '' && !isCompiled(before.value))
    return invalid(
      'output',
      `${file} was not written by agent-spawn, so it is left as it is. Remove it, name another file with --output, or use --no-write.`,
    )
  try {
    await ensureDirectory(dirname(path))
    await writeAtomic(path, text)
  } catch (error) {
    return invalid('output', `${file} cannot be written: ${error instanceof Error ? error.message : error}.`)
  }
  return ok('written')
}
