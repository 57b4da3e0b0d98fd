// Reads a tree or list of files as people draw them: with `├──`, `|--`, bullets or plain indentation. Knows no task.

import type {Output, OutputIntent} from '../graph/task.ts'
import {isPath, readPathNote, withoutLines} from './paths.ts'
import {type Fence, locate, type Sheet} from './sheet.ts'

interface TreeLine {
  readonly name: string
  /** Offset of the name: what stands further right belongs to it. */
  readonly column: number
  readonly row: number
  readonly rest: string
}

/** The paths of a tree: files, and directories without children (these end in `/`). */
export const readFileTree = (sheet: Sheet, fence: Fence, intent: OutputIntent): Output[] => {
  const lines: TreeLine[] = []
  for (let row = fence.from; row < fence.to; row++) {
    const line = treeLine(sheet.lines[row] ?? '', row)
    if (line) lines.push(line)
  }
  const outputs: Output[] = []
  const open: TreeLine[] = []
  const folders: string[] = []
  lines.forEach((line, index) => {
    while (open.length > 0 && (open.at(-1)?.column ?? 0) >= line.column) {
      open.pop()
      folders.pop()
    }
    const isFolder = (lines[index + 1]?.column ?? 0) > line.column
    const path = (folders.at(-1) ?? '') + line.name
    if (isFolder) {
      open.push(line)
      folders.push(asFolder(path))
    } else outputs.push(...leaf(sheet, line, path, intent))
  })
  return outputs
}

/** `.` and `./` are the root itself. */
const asFolder = (path: string): string => {
  if (path === '.' || path === './') return ''
  return path.endsWith('/') ? path : `${path}/`
}

const leaf = (sheet: Sheet, line: TreeLine, path: string, otherwise: OutputIntent): Output[] => {
  const note = readPathNote(line.rest, otherwise) ?? (isPath(line.name) ? {intent: otherwise} : undefined)
  if (note?.intent === undefined) return []
  return [
    {
      path: withoutLines(path),
      intent: note.intent,
      ...(note.note === undefined ? {} : {note: note.note}),
      location: locate(sheet, line.row, line.column, line.name.length),
    },
  ]
}

const BRANCH = /^[\s│┃|>]*(?:[├└┝┕╰]\s?[─━-]*\s*|[|+\\`]?[─━-]{2,}\s*|[-*+•]\s+)?/
const NAME = /^(?:`([^`\s]+)`|(\S+))(.*)/s

const treeLine = (text: string, row: number): TreeLine | undefined => {
  const branch = BRANCH.exec(text)?.[0] ?? ''
  const found = NAME.exec(text.slice(branch.length))
  const quoted = found?.[1]
  const name = quoted ?? found?.[2] ?? ''
  if (!found || /^(?:#|\/\/|\.\.\.|…)/.test(name) || !/[\p{L}\p{N}*.]/u.test(name)) return undefined
  return {name, column: branch.length + (quoted === undefined ? 0 : 1), row, rest: found[3] ?? ''}
}
