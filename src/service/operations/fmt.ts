// `fmt`: the canonical form of any plan.

import {resolve} from 'node:path'
import {z} from 'zod'
import {canonicalPlan} from '../../plan/canonical.ts'
import {readText, writeAtomic} from '../../system/files.ts'
import {ok, type Result} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {invalid} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadSoundPlan} from '../plan-source.ts'
import {PLAN_ORDER} from '../settings.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  /** Relative to the directory; absent: nothing is written. */
  output: z.string().optional(),
})

export interface Formatted {
  readonly text: string
  /** Noun phrases: what of the plan the text does not say. */
  readonly lost: readonly string[]
  /** One document has this very text. */
  readonly isCanonical: boolean
}

export const fmt = operation({
  input: INPUT,
  perform: async ({documents, format, order, output}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    // What the configuration says of steps is no part of the plan.
    const bare = {...config.value, overrides: []}
    const plan = await loadSoundPlan({directory, root, documents, format, order}, bare)
    if (!plan.ok) return plan
    const {graph, statuses, sources} = plan.value
    const canonical = canonicalPlan(graph, statuses)
    const formatted: Formatted = {
      ...canonical,
      isCanonical: Object.values(sources).join('') === canonical.text,
    }
    if (output === undefined) return ok(formatted)
    const inputs = documents.map(document => resolve(directory, document))
    const written = await write(formatted, {file: output, path: resolve(directory, output), inputs})
    return written.ok ? ok(formatted) : written
  },
})

interface Target {
  /** As the user named it. */
  readonly file: string
  readonly path: string
  readonly inputs: readonly string[]
}

/** In place of the document itself, or of nothing. */
const write = async (
  {text, lost}: Formatted,
  {file, path, inputs}: Target,
): Promise<Result<undefined, OperationError>> => {
  const before = await readText(path)
  if (before.ok && before.value === text) return ok(undefined)
  if (before.ok && !inputs.includes(path))
    return invalid('output', `${file} exists, and is not the document. Remove it, or name another file.`)
  if (before.ok && lost.length > 0)
    return invalid(
      'lossy',
      `${file} is left as it is, because its canonical form does not say ${lost[0]}. Name another file.`,
    )
  try {
    await writeAtomic(path, text)
    return ok(undefined)
  } catch (error) {
    return invalid('output', `${file} cannot be written: ${error instanceof Error ? error.message : error}.`)
  }
}
