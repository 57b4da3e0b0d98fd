// Finds the tables of a document, with the place of each cell. Knows nothing of tasks.

import type {Sheet} from './sheet.ts'

export interface Cell {
  /** Trimmed; still Markdown. */
  readonly text: string
  readonly row: number
  readonly column: number
}

export interface Table {
  /** Of its header. */
  readonly row: number
  readonly header: readonly Cell[]
  /** As many cells each as the header has; missing ones are empty. */
  readonly rows: readonly (readonly Cell[])[]
}

/** In document order. A table is a header, a rule of dashes, and the rows up to the first line without a bar. */
export const readTables = (sheet: Sheet): Table[] => {
  const tables: Table[] = []
  const {prose} = sheet
  for (let row = 1; row < prose.length; row++) {
    const rule = prose[row] ?? ''
    if (!isRule(rule)) continue
    const header = cellsOf(prose[row - 1] ?? '', row - 1)
    if (!header || header.length < 2) continue
    const rows: (readonly Cell[])[] = []
    let next = row + 1
    for (; next < prose.length; next++) {
      const cells = cellsOf(prose[next] ?? '', next)
      if (!cells) break
      rows.push(header.map((_, index) => cells[index] ?? {text: '', row: next, column: 0}))
    }
    tables.push({row: row - 1, header, rows})
    row = next
  }
  return tables
}

/** `|---|:-:|`: dashes in every cell, with colons at most. */
const isRule = (line: string): boolean => {
  if (!line.includes('-') || !line.includes('|')) return false
  const cells = line
    .replace(/^[\s>]*\|?/, '')
    .trimEnd()
    .replace(/\|$/, '')
    .split('|')
  return cells.every(cell => /^:?-+:?$/.test(cell.trim()))
}

/** Undefined for a line that is no row. Bars in code marks or behind a backslash part nothing. */
const cellsOf = (line: string, row: number): Cell[] | undefined => {
  const start = /^[\s>]*\|?/.exec(line)?.[0].length ?? 0
  const cells: Cell[] = []
  let from = start
  let hasBar = line.slice(0, start).includes('|')
  let inCode = false
  for (let at = start; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === '`') inCode = !inCode && line.includes('`', at + 1)
    else if (line[at] === '|' && !inCode) {
      cells.push(cellAt(line, row, from, at))
      from = at + 1
      hasBar = true
    }
  }
  if (!hasBar) return undefined
  if (line.slice(from).trim() !== '') cells.push(cellAt(line, row, from, line.length))
  return cells
}

const cellAt = (line: string, row: number, from: number, to: number): Cell => {
  const raw = line.slice(from, to)
  return {text: raw.trim(), row, column: from + raw.length - raw.trimStart().length}
}
