// Places in documents as compiled YAML writes them: `plan.md:12:5-9`, or `12:5-9` where the file is understood.

import type {Location} from '../diagnostic.ts'
import type {SourceSpan} from '../task.ts'

const PLACE = /^(?:(.*):)?(\d{1,9}):(\d{1,9})(?:-(\d{1,9}))?$/s
const SPAN = /^(.*):(\d{1,9})-(\d{1,9})$/s

export const printPlace = ({file, line, column, endColumn}: Location, understood: string): string =>
  `${file === understood ? '' : `${file}:`}${line}:${column}${endColumn === undefined ? '' : `-${endColumn}`}`

export const readPlace = (text: string, understood: string): Location | undefined => {
  const [all, file = understood, line, column, endColumn] = PLACE.exec(text) ?? []
  if (all === undefined) return undefined
  return {
    file,
    line: Number(line),
    column: Number(column),
    ...(endColumn === undefined ? {} : {endColumn: Number(endColumn)}),
  }
}

export const printSpan = ({file, line, endLine}: SourceSpan): string => `${file}:${line}-${endLine}`

export const readSpan = (text: string): SourceSpan | undefined => {
  const [all, file = '', line, endLine] = SPAN.exec(text) ?? []
  return all === undefined ? undefined : {file, line: Number(line), endLine: Number(endLine)}
}
