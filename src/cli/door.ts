// What a command of the command line has at hand: the client of the operations, the terminal, and the way to end.

import type {Client, Input, OperationName, Output} from '../service/client.ts'
import type {Context, OperationError} from '../service/operation.ts'
import type {Terminal} from './terminal.ts'

export interface Door {
  readonly terminal: Terminal
  /** Of the program. */
  readonly version: string
  readonly client: () => Promise<Client>
  /** The program's exit code, unless a later word replaces it. */
  readonly end: (exitCode: number) => void
}

/**
 * Calls an operation and shows what kept it from working: then the exit code is decided, and the value undefined.
 * Standard output stays empty on errors.
 */
export const callOperation = async <N extends OperationName>(
  door: Door,
  name: N,
  input: Input<N>,
  context: Partial<Context> = {},
): Promise<Output<N> | undefined> => {
  const client = await door.client()
  const {directory} = door.terminal
  const result = await client.call(name, input, {directory, emit: () => undefined, ...context})
  if (result.ok) return result.value
  await showError(door, result.error)
  return undefined
}

/** Loaded only when needed: a command that works does not pay for it. */
export const showError = async (door: Door, error: OperationError): Promise<void> => {
  const {printOperationError} = await import('./operation-error.ts')
  door.terminal.printError(printOperationError(error, door.terminal.errorStyle))
  door.end(error.exitCode)
}
