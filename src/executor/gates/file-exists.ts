// The gate `file_exists`: paths and globs that the tree must hold. Never looks outside of the tree, or through a link that leads out.

import {join} from 'node:path'
import picomatch from 'picomatch'
import {z} from 'zod'
import type {Gate} from '../../graph/task.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {monotonic} from '../../system/clock.ts'
import {kindOf, listDirectory, realPath} from '../../system/files.ts'
import {listTree, resolveInside} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'

const pathList = z
  .union([
    z
      .string()
      .min(1)
      .transform(path => [path]),
    z.array(z.string().min(1)),
  ])
  .optional()

const parameters = z
  .looseObject({paths: pathList, globs: pathList})
  .transform(({paths = [], globs = []}) => [...paths, ...globs])
  .refine(patterns => patterns.length > 0, {error: 'expected at least one path under "paths" or "globs"'})

export const fileExistsGate: GateRunner = {
  type: 'file_exists',
  async run(gate, context) {
    const start = monotonic()
    const steps = await judge(gate, context.directory)
    return gateRecord(gate, steps, monotonic() - start)
  },
}

const judge = async (gate: Gate, directory: string): Promise<StepRecord[]> => {
  const parsed = parameters.safeParse(gate.parameters)
  if (!parsed.success) return [stepWithoutRun(gate.name, 'failed', malformed(parsed.error))]
  const steps: StepRecord[] = []
  for (const pattern of parsed.data) {
    const found = await look(directory, pattern)
    steps.push(
      found.ok
        ? stepWithoutRun(pattern, 'passed', found.value)
        : stepWithoutRun(pattern, 'failed', found.error),
    )
  }
  return steps
}

const malformed = (error: z.ZodError): string =>
  `The parameters of this gate are malformed: ${error.issues
    .map(({path, message}) => [...path, message].join(': '))
    .join('; ')}.`

/** A name that exists as written wins over its reading as a glob: `[id].ts` is a usual file name. */
const look = async (directory: string, pattern: string): Promise<Result<string, string>> => {
  const path = await resolveInside(directory, pattern)
  if (!path.ok) return path
  const isThere = (await kindOf(path.value)) !== undefined
  return !isThere && picomatch.scan(pattern).isGlob
    ? matches(directory, pattern)
    : lookAt(path.value, pattern)
}

const lookAt = async (path: string, name: string): Promise<Result<string, string>> => {
  const real = await realPath(path)
  const kind = real === undefined ? undefined : await kindOf(real)
  if (real === undefined || kind === undefined) return err(`"${name}" does not exist.`)
  if (kind !== 'directory') {
    return name.endsWith('/') ? err(`"${name}" is a file; expected a directory.`) : ok(`"${name}" exists.`)
  }
  const {length} = await listDirectory(real)
  return length === 0
    ? err(`"${name}" is an empty directory; expected files in it.`)
    : ok(`"${name}" is a directory with ${length} ${length === 1 ? 'entry' : 'entries'}.`)
}

/** Large, and no work of the task, unless the pattern itself names it. */
const skippedFor = (pattern: string): ReadonlySet<string> =>
  new Set(['.git', 'node_modules'].filter(name => !pattern.split('/').includes(name)))

const matches = async (directory: string, pattern: string): Promise<Result<string, string>> => {
  const wantsDirectory = pattern.endsWith('/')
  // Extended globs would be compiled to regular expressions that a document can make run for ever.
  const isMatch = picomatch(pattern.replace(/^\.\//, '').replace(/\/$/, ''), {noextglob: true})
  const found: string[] = []
  for (const entry of await listTree(directory, '', skippedFor(pattern))) {
    if (entry.isDirectory !== wantsDirectory || !isMatch(entry.path)) continue
    if ((await resolveInside(directory, entry.path)).ok && (await lookAt(join(directory, entry.path), '')).ok)
      found.push(entry.path)
  }
  return found.length === 0
    ? err(`Nothing matches "${pattern}".`)
    : ok(`${found.length === 1 ? '1 name matches' : `${found.length} names match`} "${pattern}".`)
}
