// What belongs into one table of the benchmark, and how it is shown.

import {type Measured, median, type Variant} from './measure.ts'

export interface Suite {
  readonly title: string
  readonly variants: readonly Variant[]
  /** What cannot be measured on this machine, and why. */
  readonly skipped: readonly Measured[]
  /** The variant that the others are compared with. */
  readonly baseline: string
  /** What the time is divided by. */
  readonly unit?: {readonly name: string; readonly count: number}
}

export interface Row {
  readonly name: string
  /** Milliseconds. */
  readonly median?: number
  readonly min?: number
  readonly max?: number
  readonly samples: readonly number[]
  /** Of the medians. */
  readonly ratio?: number
  readonly trouble?: string
}

export const rowsOf = (measured: readonly Measured[], baseline: string): Row[] => {
  const base = median(measured.find(({name}) => name === baseline)?.samples ?? [])
  return measured.map(({name, samples, trouble}) => {
    const middle = median(samples)
    const times =
      middle === undefined ? {} : {median: middle, min: Math.min(...samples), max: Math.max(...samples)}
    return {
      name,
      ...times,
      samples,
      ...(middle === undefined || base === undefined ? {} : {ratio: middle / base}),
      ...(trouble === undefined ? {} : {trouble}),
    }
  })
}

export const renderTable = (suite: Suite, rows: readonly Row[]): string => {
  const heads = [
    '',
    'median',
    'min',
    'max',
    `x ${suite.baseline}`,
    ...(suite.unit ? [`per ${suite.unit.name}`] : []),
  ]
  const cells = rows.map(row => [
    row.name,
    showMs(row.median),
    showMs(row.min),
    showMs(row.max),
    row.ratio?.toFixed(2) ?? '',
    ...(suite.unit
      ? [row.median === undefined ? '' : `${(row.median / suite.unit.count).toFixed(3)} ms`]
      : []),
  ])
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map(cell => cell[column]?.length ?? 0)),
  )
  const line = (cell: readonly string[], remark = ''): string => {
    const padded = cell.map((text, column) =>
      column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
    )
    return `  ${padded.join('  ')}  ${remark}`.trimEnd()
  }
  return [suite.title, line(heads), ...cells.map((cell, index) => line(cell, rows[index]?.trouble))].join(
    '\n',
  )
}

const showMs = (ms: number | undefined): string => {
  if (ms === undefined) return ''
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
