// Names of runs: safe in paths and branches, sorted by age.

import {randomBytes} from 'node:crypto'

/** `20261121-134501-3fa9`, in UTC. */
export const newRunId = (at: number): string => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const random = randomBytes(2).toString('hex')
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${random}`
}
