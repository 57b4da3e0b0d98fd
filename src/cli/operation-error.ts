// How the error of an operation looks on a terminal.

import {printDiagnostics} from '../report/diagnostics.ts'
import type {Style} from '../report/style.ts'
import type {OperationError} from '../service/operation.ts'
import {display} from '../util/display.ts'

/** Ends with a newline. */
export const printOperationError = (
  {message, diagnostics = [], sources = {}}: OperationError,
  style: Style,
): string => {
  const found =
    diagnostics.length === 0
      ? ''
      : `${printDiagnostics(diagnostics, new Map(Object.entries(sources)), style)}\n`
  return `${found}${style.red('agent-spawn:')} ${display(message)}\n`
}
