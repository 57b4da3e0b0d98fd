// Makes the errors of operations, with the exit code that each kind has. Knows no operation.

import type {Diagnostic} from '../graph/diagnostic.ts'
import {counted} from '../graph/wording.ts'
import {EXIT_BLOCKED, EXIT_FAILED, EXIT_HELD, EXIT_INVALID, EXIT_MACHINE} from '../report/exit-code.ts'
import {machineTrouble} from '../system/machine-trouble.ts'
import {type Err, err} from '../util/result.ts'
import type {OperationError, Sources} from './operation.ts'

/** The input, the plan or the configuration is wrong; nothing was done. */
export const invalid = (code: string, message: string): Err<OperationError> =>
  err({code, message, exitCode: EXIT_INVALID})

export const blocked = (code: string, message: string): Err<OperationError> =>
  err({code, message, exitCode: EXIT_BLOCKED})

/** What was asked for cannot be done to that thing; the input as such is well. */
export const failed = (code: string, message: string): Err<OperationError> =>
  err({code, message, exitCode: EXIT_FAILED})

/** `what` names the document or file that the diagnostics are about. */
export const invalidDocument = (
  what: string,
  diagnostics: readonly Diagnostic[],
  sources: Sources,
): Err<OperationError> => {
  const errors = diagnostics.filter(({severity}) => severity === 'error').length
  const message = `${what} has ${counted(errors, 'error')}; nothing was done.`
  return err({code: 'invalid-document', message, exitCode: EXIT_INVALID, diagnostics, sources})
}

/** Of the dispatcher: its errors are whole sentences already. */
export const runFailure = ({code, message}: Pick<OperationError, 'code' | 'message'>): Err<OperationError> =>
  err({code, message, exitCode: code === 'held' ? EXIT_HELD : EXIT_INVALID})

/** Of a change to a run that rests: the run could not be had, or the change was not to be. */
export const amendFailure = (
  error: OperationError | Pick<OperationError, 'code' | 'message'>,
): Err<OperationError> => ('exitCode' in error ? err(error) : runFailure(error))

/** Throws on what is no fault of the machine. `remedy` is whole sentences. */
export const machineFailure = (error: unknown, remedy: string): Err<OperationError> => {
  const trouble = machineTrouble(error)
  if (trouble === undefined) throw error
  return err({
    code: 'machine',
    message: `This machine does not let agent-spawn go on: ${trouble}. ${remedy}`,
    exitCode: EXIT_MACHINE,
  })
}
