// Opens a document of the user's to be changed: its bytes tell later whether somebody else has changed it. Knows no changes.

import {readBytes, realPath} from '../system/files.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

export interface NamedFile {
  /** As messages and the plan name it. */
  readonly file: string
  /** Absolute. */
  readonly path: string
}

export interface OpenFile extends NamedFile {
  readonly bytes: Uint8Array
  readonly text: string
}

/** Links are followed, as replacing a link would leave what it leads to. `command`: what to run once the document is right. */
export const openDocument = async (
  {file, path: named}: NamedFile,
  command: string,
): Promise<Result<OpenFile, OperationError>> => {
  const path = (await realPath(named)) ?? named
  const bytes = await readBytes(path)
  const text = Buffer.from(bytes).toString('utf8')
  if (Buffer.from(text).equals(bytes)) return ok({file, path, bytes, text})
  return invalid(
    'not-utf8',
    `${file} holds bytes that are no UTF-8, which would be lost in writing it. Save it as UTF-8, then run \`${command}\`.`,
  )
}
