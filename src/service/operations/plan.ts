// `plan`: compiles documents, and writes the result for later commands to read.

import {join, resolve} from 'node:path'
import {z} from 'zod'
import {hasErrors} from '../../graph/diagnostic.ts'
import {ok} from '../../util/result.ts'
import {type Written, writeCompiled} from '../compiled-file.ts'
import {loadConfig} from '../config.ts'
import {COMPILED_FILE} from '../documents.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {type LoadedPlan, loadPlan} from '../plan-source.ts'
import {PLAN_ORDER} from '../settings.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  /** Relative to the directory; default: the compiled plan of the repository. */
  output: z.string().optional(),
  write: z.boolean(),
})

export interface Planned extends LoadedPlan {
  /** Absent where nothing was to be written, or the plan has errors. */
  readonly output?: {readonly file: string; readonly state: Written}
}

export const plan = operation({
  input: INPUT,
  perform: async ({documents, format, order, output, write}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const loaded = await loadPlan({directory, root, documents, format, order}, config.value)
    if (!loaded.ok) return loaded
    if (!write || hasErrors(loaded.value.diagnostics)) return ok<Planned>(loaded.value)
    const path = output === undefined ? join(root, COMPILED_FILE) : resolve(directory, output)
    const file = output ?? COMPILED_FILE
    const inputs =
      documents.length === 0
        ? [join(root, COMPILED_FILE)]
        : Object.keys(loaded.value.sources).map(document => resolve(directory, document))
    const written = await writeCompiled(loaded.value.graph, {path, file, inputs})
    return written.ok ? ok<Planned>({...loaded.value, output: {file, state: written.value}}) : written
  },
})
