// `agent-spawn check`: diagnostics with code frames, or as other programs want them.

import {type Command, InvalidArgumentError, Option} from 'commander'
import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {PlanOrder} from '../../graph/plan-order.ts'
import {printAnnotations} from '../../report/annotations.ts'
import {diagnosticsJson, printDiagnostics} from '../../report/diagnostics.ts'
import {EXIT_DONE, EXIT_INVALID} from '../../report/exit-code.ts'
import {printMended} from '../../report/mended.ts'
import {sarifLog} from '../../report/sarif.ts'
import type {Output} from '../../service/client.ts'
import {unreachable} from '../../util/unreachable.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption, orderOption, planFormatOption} from '../option.ts'

const OUTPUT_FORMATS = ['text', 'json', 'sarif', 'github'] as const
type OutputFormat = (typeof OUTPUT_FORMATS)[number]

export interface CheckOptions {
  readonly format?: OutputFormat
  readonly planFormat?: string
  readonly order?: PlanOrder
  readonly strict?: boolean
  readonly fix?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents, read together as one plan (default: the compiled plan)')
    .option('--strict', 'warnings count as errors')
    .option('--fix', 'mend in the documents what can be mended without a doubt, and tell the rest')
    .addOption(outputOption())
    .addOption(planFormatOption())
    .addOption(orderOption())
    .addOption(jsonOption('the diagnostics').implies({format: 'json'}))
    .action((documents: string[], options: CheckOptions) => checkDocuments(door, documents, options))
}

const outputOption = (): Option =>
  new Option(
    '--format <format>',
    `how to print the diagnostics: ${OUTPUT_FORMATS.join(', ')} (default: text)`,
  ).argParser(text => {
    const format = OUTPUT_FORMATS.find(known => known === text)
    if (format !== undefined) return format
    throw new InvalidArgumentError(
      `Expected ${OUTPUT_FORMATS.join(', ')}. To read the document as "${text}", write --plan-format ${text}.`,
    )
  })

export const checkDocuments = async (
  door: Door,
  documents: readonly string[],
  {format = 'text', planFormat, strict = false, ...options}: CheckOptions,
): Promise<void> => {
  const checked = await callOperation(door, 'check', {
    documents: [...documents],
    ...options,
    ...(planFormat === undefined ? {} : {format: planFormat}),
  })
  if (checked === undefined) return
  print(door, checked, options.json === true ? 'json' : format)
  door.end(checked.diagnostics.some(counts(strict)) ? EXIT_INVALID : EXIT_DONE)
}

const print = ({terminal, version}: Door, checked: Output<'check'>, format: OutputFormat): void => {
  const {diagnostics, names, mended, rules} = checked
  const sources = new Map(Object.entries(checked.sources))
  const nameOf = (file: string): string => names[file] ?? file
  switch (format) {
    case 'text':
      return terminal.print(printMended(mended) + printDiagnostics(diagnostics, sources, terminal.style))
    case 'json':
      return printJson(terminal, {
        ...{schemaVersion: 1, kind: 'check', diagnostics: diagnosticsJson(diagnostics)},
        ...(Object.keys(mended).length === 0 ? {} : {mended}),
      })
    case 'sarif':
      return printJson(terminal, sarifLog({diagnostics, rules, sources, nameOf, version}))
    case 'github':
      return terminal.print(printAnnotations(diagnostics, nameOf))
    default:
      return unreachable(format)
  }
}

const counts =
  (strict: boolean) =>
  ({severity}: Diagnostic): boolean =>
    severity === 'error' || (strict && severity === 'warning')
