// Which errors are the machine's and not a mistake of ours: a full disk, a permission that is missing. They are told to the user
// with what to do about it, and no stack trace.

import {errorCode} from './files.ts'

const TROUBLES: {readonly [code: string]: string} = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is too large for its file system',
  EIO: 'the device has failed to read or write',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENOMEM: 'memory is used up',
}

/** What other programs print, such as git, whose errors carry no code. */
const SAID: readonly (readonly [phrase: string, code: string])[] = [
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Input/output error', 'EIO'],
  ['Read-only file system', 'EROFS'],
]

/** Part of a sentence, with the path if the error tells one; undefined for every other error. */
export const machineTrouble = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const code = errorCode(error) || (SAID.find(([phrase]) => error.message.includes(phrase))?.[1] ?? '')
  const trouble = TROUBLES[code]
  const path = 'path' in error && typeof error.path === 'string' ? ` (${error.path})` : ''
  return trouble === undefined ? undefined : `${trouble}${path}`
}
