// Directories as compressed tar files, by the `tar` that every supported system has.

import {basename, dirname} from 'node:path'
import {execa} from 'execa'
import {err, ok, type Result} from '../util/result.ts'

/** The error is a whole sentence. The tarball holds the directory under its own name. */
export const packDirectory = async (directory: string, tarball: string): Promise<Result<void, string>> =>
  tar(['-czf', tarball, '-C', dirname(directory), '--', basename(directory)])

/** Makes the directory that the tarball holds inside `parent`. */
export const unpackInto = async (tarball: string, parent: string): Promise<Result<void, string>> =>
  tar(['-xzf', tarball, '-C', parent])

const tar = async (args: readonly string[]): Promise<Result<void, string>> => {
  const {failed, shortMessage} = await execa('tar', args, {reject: false, stdin: 'ignore'})
  return failed ? err(`tar failed: ${shortMessage}.`) : ok(undefined)
}
