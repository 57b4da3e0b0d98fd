// The source files that a gate looks through, as tokens.

import {err, ok, type Result} from '../../../util/result.ts'
import {namedFiles, readNamed} from '../tree-files.ts'
import {type Token, tokenize} from './tokens.ts'

export interface SourceFile {
  /** Relative to the tree. */
  readonly path: string
  readonly tokens: readonly Token[]
}

const isSource = (path: string): boolean =>
  /\.[cm]?[jt]sx?$/.test(path) && !/\.(?:d\.[cm]?ts|min\.js)$/.test(path)

/** Made from sources, or calling them as clients do. */
const ASIDE = new Set([
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  '.next',
  'test',
  'tests',
  '__tests__',
  'e2e',
])

const isOwnSource = (path: string): boolean =>
  isSource(path) && !/\.(?:test|spec|stories)\./.test(path) && !path.split('/').some(part => ASIDE.has(part))

/** What people write by hand is smaller. */
const MAX_BYTES = 2 * 1024 * 1024

/** Without patterns: all of the tree that is neither made nor a test. */
export const sourceFiles = async (
  directory: string,
  patterns: readonly string[] | undefined,
): Promise<Result<readonly SourceFile[], string>> => {
  const named = await namedFiles({
    directory,
    patterns: patterns ?? ['.'],
    takes: patterns === undefined ? isOwnSource : isSource,
  })
  if (!named.ok)
    return patterns === undefined
      ? err('The tree holds no JavaScript or TypeScript that could be read.')
      : named
  const files: SourceFile[] = []
  for (const path of named.value) {
    const text = await readNamed(directory, path, MAX_BYTES)
    if (!text.ok) return text
    files.push({path, tokens: tokenize(text.value)})
  }
  return ok(files)
}
