// The gate `file_exists`: paths and globs that the tree must hold. Never looks outside of the tree, or through a link that leads out.

import {join} from 'node:path'
import picomatch from 'picomatch'
import type {StepRecord} from '../../run/outcome.ts'
import {kindOf, listDirectory, realPath} from '../../system/files.ts'
import {resolveInside} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {matchingEntries} from './tree-files.ts'
import {stepOf, typedGate} from './typed.ts'

export const fileExistsGate = typedGate('file_exists', async ({paths = [], globs = []}, {directory}) => {
  const steps: StepRecord[] = []
  for (const pattern of [...paths, ...globs]) steps.push(stepOf(pattern, await lookFor(directory, pattern)))
  return steps
})

/** A name that exists as written wins over its reading as a glob: `[id].ts` is a usual file name. */
export const lookFor = async (directory: string, pattern: string): Promise<Result<string, string>> => {
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

const matches = async (directory: string, pattern: string): Promise<Result<string, string>> => {
  const wantsDirectory = pattern.endsWith('/')
  const found: string[] = []
  for (const {path, isDirectory} of await matchingEntries(directory, pattern)) {
    if (isDirectory === wantsDirectory && (await lookAt(join(directory, path), '')).ok) found.push(path)
  }
  return found.length === 0
    ? err(`Nothing matches "${pattern}".`)
    : ok(`${found.length === 1 ? '1 name matches' : `${found.length} names match`} "${pattern}".`)
}
