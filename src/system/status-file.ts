// One start per attempt. The shell makes the file before its command and adds the exit status behind it; a dispatcher that finds
// none makes it itself, and then the shell does nothing any more. So of the two exactly one has the attempt, whoever is late.

import {writeFile} from 'node:fs/promises'
import {constants} from 'node:os'
import {errorCode, readText} from './files.ts'
import {quote} from './quote.ts'

/** `taken`: the command was started, and has not ended as far as the file tells. `lost`: nobody may start it any more. */
export type CommandStatus =
  | {readonly type: 'taken'}
  | {readonly type: 'ended'; readonly exitCode: number}
  | {readonly type: 'lost'}

/** The name of the signal that a shell's status of 128 and more means. */
export const signalOf = (status: number): string | undefined =>
  Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0]

const LOST = 'lost'

/** What a shell says that came too late. */
const TOO_LATE = 99

/**
 * Shell text for a slot. One `if`, so that a shell that dies while it reads runs nothing of it. Neither `true` nor an `if` ends
 * the shell when its redirection fails, as `:` would. The file comes before the word on standard output, where nobody may listen.
 */
export const claimed = (text: string, path: string): string => {
  const file = quote(path)
  return [
    `set -C; if true >${file}; then set +C`,
    `( ${text} ); agent_spawn_status=$?`,
    `printf '%s\\n' "$agent_spawn_status" >>${file}; printf '%s\\n' "$agent_spawn_status"`,
    `else exit ${TOO_LATE}; fi\n`,
  ].join('; ')
}

/** Where the command stands. If it was never started, it never will be: the answer is final, and `lost`. */
export const settleStatus = async (path: string): Promise<CommandStatus> => {
  const isOurs = !(await hasText(path)) && (await makeLost(path))
  return isOurs ? {type: 'lost'} : readStatus(path)
}

/** Not by way of another name, which a crash would leave behind: whoever reads it empty takes it for a shell's, and finds that dead. */
const makeLost = async (path: string): Promise<boolean> => {
  try {
    await writeFile(path, `${LOST}\n`, {flag: 'wx'})
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

const hasText = async (path: string): Promise<boolean> => (await readText(path)).ok

/** Of a file that is there. */
export const readStatus = async (path: string): Promise<CommandStatus> => {
  const text = await readText(path)
  if (!text.ok) throw new Error(text.error.message)
  const word = text.value.trim()
  if (word === LOST) return {type: 'lost'}
  return text.value.endsWith('\n') ? {type: 'ended', exitCode: Number(word)} : {type: 'taken'}
}
