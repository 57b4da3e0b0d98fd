// Figures, a line each, or as JSON.

import type {Output} from '../service/client.ts'
import {printJson} from './json.ts'
import type {Terminal} from './terminal.ts'

export const showMetrics = (
  terminal: Terminal,
  metrics: Output<'recoveryMetrics'>,
  asJson: boolean,
): void => {
  if (asJson) return printJson(terminal, {schemaVersion: 1, kind: 'recovery-metrics', ...metrics})
  const rows = Object.entries(metrics)
  const width = Math.max(...rows.map(([name]) => name.length))
  terminal.print(rows.map(([name, value]) => `${name.padEnd(width)}  ${value ?? '-'}\n`).join(''))
}
