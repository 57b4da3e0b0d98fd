// How much room runs take, as a table.

import {oneLine} from '../report/words.ts'
import type {Output} from '../service/client.ts'
import {formatBytes} from '../util/bytes.ts'
import {inColumns} from '../util/columns.ts'

const HEADS = ['run', 'journal and logs', 'workspaces']

/** Ends with a newline. */
export const diskUseText = ({runs, hubBytes, totalBytes}: Output<'diskUse'>): string => {
  const rows = runs.map(({run, recordBytes, workspaceBytes}) => [
    oneLine(run),
    formatBytes(recordBytes),
    formatBytes(workspaceBytes),
  ])
  const table = runs.length === 0 ? ['no runs yet'] : inColumns([HEADS, ...rows])
  const sums = inColumns([
    ['hub', formatBytes(hubBytes)],
    ['all', `${formatBytes(totalBytes)} in .conductor`],
  ])
  return [...table, ...sums].map(line => `${line}\n`).join('')
}
