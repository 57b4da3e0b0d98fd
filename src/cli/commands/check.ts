// `agent-spawn check`: diagnostics with code frames, or as JSON.

import type {Command} from 'commander'
import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {PlanOrder} from '../../graph/plan-order.ts'
import {diagnosticsJson, printDiagnostics} from '../../report/diagnostics.ts'
import {EXIT_DONE, EXIT_INVALID} from '../../report/exit-code.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {formatOption, jsonOption, orderOption} from '../option.ts'

export interface CheckOptions {
  readonly format?: string
  readonly order?: PlanOrder
  readonly strict?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents, read together as one plan (default: the compiled plan)')
    .option('--strict', 'warnings count as errors')
    .addOption(formatOption())
    .addOption(orderOption())
    .addOption(jsonOption('the diagnostics'))
    .action((documents: string[], options: CheckOptions) => checkDocuments(door, documents, options))
}

export const checkDocuments = async (
  door: Door,
  documents: readonly string[],
  {json, strict = false, ...options}: CheckOptions,
): Promise<void> => {
  const checked = await callOperation(door, 'check', {documents: [...documents], ...options})
  if (checked === undefined) return
  const {diagnostics, sources} = checked
  const {terminal} = door
  if (json === true)
    printJson(terminal, {schemaVersion: 1, kind: 'check', diagnostics: diagnosticsJson(diagnostics)})
  else terminal.print(printDiagnostics(diagnostics, new Map(Object.entries(sources)), terminal.style))
  door.end(diagnostics.some(counts(strict)) ? EXIT_INVALID : EXIT_DONE)
}

const counts =
  (strict: boolean) =>
  ({severity}: Diagnostic): boolean =>
    severity === 'error' || (strict && severity === 'warning')
