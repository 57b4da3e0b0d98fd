// Finds the documents that a graph was compiled from again: it knows only what they were called where that was done.

import {isAbsolute, join, relative, resolve} from 'node:path'
import type {Graph} from '../graph/task.ts'
import {kindOf, realPath} from '../system/files.ts'
import {resolveInside} from '../system/inside.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {NamedFile} from './open-document.ts'
import type {OperationError} from './operation.ts'

export interface Whereabouts {
  /** Where the user is. */
  readonly directory: string
  readonly root: string
}

/** Only inside the root: a compiled plan may come from anybody, and so may the names in it. */
export const documentsOf = async (
  {sources}: Pick<Graph, 'sources'>,
  whereabouts: Whereabouts,
): Promise<Result<readonly NamedFile[], OperationError>> => {
  const found: NamedFile[] = []
  for (const file of new Set(sources)) {
    const paths = await pathsOf(file, whereabouts)
    const [path] = paths
    if (path === undefined) return lost(file)
    if (paths.length > 1)
      return invalid(
        'ambiguous-document',
        `${file} may be ${paths.join(' or ')}. Name the one: \`agent-spawn sync DOC\`.`,
      )
    found.push({file, path})
  }
  return ok(found)
}

/** The files of that name, seen from where the user is and from the root. */
const pathsOf = async (file: string, {directory, root}: Whereabouts): Promise<readonly string[]> => {
  const paths = new Set<string>()
  for (const named of [resolve(directory, file), resolve(root, file)]) {
    const real = await realPath(named)
    if (real === undefined || (await kindOf(real)) !== 'file') continue
    const top = (await realPath(root)) ?? root
    if ((await resolveInside(top, relative(top, real))).ok) paths.add(real)
  }
  return [...paths]
}

const lost = (file: string): Result<never, OperationError> =>
  invalid(
    'missing-document',
    `The plan ${file} is not in this repository any more, or never was. Name the document: \`agent-spawn sync DOC\`.`,
  )

/** Documents that the user names, each of which must be there. */
export const namedDocuments = async (
  documents: readonly string[],
  directory: string,
): Promise<Result<readonly NamedFile[], OperationError>> => {
  const files: NamedFile[] = []
  for (const file of documents) {
    const path = isAbsolute(file) ? file : join(directory, file)
    const real = await realPath(path)
    if (real === undefined)
      return invalid('missing-document', `${file} does not exist. Name an existing document.`)
    if ((await kindOf(real)) !== 'file')
      return invalid('unreadable-document', `${file} is no regular file; name a document.`)
    files.push({file, path: real})
  }
  return ok(files)
}
