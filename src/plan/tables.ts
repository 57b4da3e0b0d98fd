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

const RULE = /^\s*>?\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/

/** In document order. A table is a header, a rule of dashes, and the rows up to the first line without a bar. */
export const readTables = (sheet: Sheet): Table[] => {
  const tables: Table[] = []
  const {prose} = sheet
  for (let row = 1; row < prose.length; row++) {
    const rule = prose[row] ?? ''
    if (!rule.includes('-') || !rule.includes('|') || rule.length > RULE_MAX || !RULE.test(rule)) continue
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

const RULE_MAX = 2_000 // characters; a longer line of dashes is no table's

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
