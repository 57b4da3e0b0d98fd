// Which files of a directory may be planning documents: by their names, before any is read.

import {filesBelow} from '../system/walk.ts'
import type {Result} from '../util/result.ts'

/** Endings of the formats. */
const DOCUMENT = /\.(?:md|markdown|ya?ml|jsonl?)$/i

/** Tools keep these beside the `tasks.md` that they were made for: what is to be built, not how. */
const DESCRIPTION =
  /^(?:(?:requirements|design|proposal|spec|plan|research|data-model|quickstart|bugfix)\.md$|(?:specs|contracts|checklists)\/)/i

/** Entries of the directory and all below it: a checkout of a large project has as many, a home directory more. */
const MOST_ENTRIES = 50_000

/** Paths below the directory. `isOurs` tells what we wrote there ourselves. The error is the part where there were too many entries. */
export const findDocuments = async (
  directory: string,
  isOurs: (path: string) => boolean,
): Promise<Result<readonly string[], string>> => {
  const found = await filesBelow(directory, {
    enters: path => !isHidden(path) && !path.endsWith('node_modules') && !isOurs(path),
    takes: path => DOCUMENT.test(path) && !isHidden(path),
    most: MOST_ENTRIES,
  })
  return found.ok ? {...found, value: withoutDescriptions(found.value)} : found
}

const isHidden = (path: string): boolean => path.slice(path.lastIndexOf('/') + 1).startsWith('.')

const withoutDescriptions = (files: readonly string[]): readonly string[] => {
  const plans = files.filter(file => /(?:^|\/)tasks\.md$/i.test(file))
  const directories = new Set(plans.map(file => file.slice(0, -'tasks.md'.length)))
  return files.filter(
    file =>
      !ancestors(file).some(above => directories.has(above) && DESCRIPTION.test(file.slice(above.length))),
  )
}

/** `a/b/c.md` lies in the directories ``, `a/` and `a/b/`. */
const ancestors = (file: string): readonly string[] => {
  const names = file.split('/').slice(0, -1)
  return [0, ...names.map((_, index) => index + 1)].map(depth =>
    names
      .slice(0, depth)
      .map(name => `${name}/`)
      .join(''),
  )
}
