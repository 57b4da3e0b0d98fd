// Names of runs: safe in paths and branches, sorted by age.

import {randomBytes} from 'node:crypto'

/** `20261121-134501123-3fa9`, in UTC and to the millisecond. */
export const newRunId = (at: number): string => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const random = randomBytes(2).toString('hex')
  return `${date.replaceAll('-', '')}-${time.replace(/\D/g, '')}-${random}`
}
