// The processes of what runs, as a table.

import type {Style} from '../report/style.ts'
import {formatDuration} from '../report/time.ts'
import {oneLine} from '../report/words.ts'
import type {Output} from '../service/client.ts'
import {formatBytes} from '../util/bytes.ts'
import {inColumns} from '../util/columns.ts'

type Health = Output<'health'>

const HEADS = ['task', 'health', 'pid', 'processes', 'cpu', 'memory', 'runtime', 'silent', 'agent']

/** Ends with a newline. */
export const healthText = ({attempts}: Health, style: Style): string => {
  if (attempts.length === 0) return 'Nothing runs.\n'
  const rows = [HEADS, ...attempts.map(cells)]
  return inColumns(rows)
    .map((line, index) => `${paint(line, attempts[index - 1], style)}\n`)
    .join('')
}

const paint = (line: string, attempt: Health['attempts'][number] | undefined, style: Style): string => {
  if (attempt === undefined) return style.bold(line)
  return attempt.health === 'healthy' || attempt.health === 'completed' ? line : style.red(line)
}

const cells = (attempt: Health['attempts'][number]): readonly string[] => [
  attempt.task,
  attempt.exitCode === null ? attempt.health : `${attempt.health} (exit code ${attempt.exitCode})`,
  attempt.pid === null ? '-' : `${attempt.pid}`,
  `${attempt.processes}`,
  `${attempt.cpuPercent}%`,
  formatBytes(attempt.memoryBytes),
  formatDuration(attempt.runtimeSeconds * 1000),
  attempt.silenceSeconds === null ? '-' : formatDuration(attempt.silenceSeconds * 1000),
  oneLine(attempt.agent),
]
