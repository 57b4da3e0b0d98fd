// Finds the marks of a document in its text and puts others in their place. Every other character stays.

import type {Location} from '../graph/diagnostic.ts'
import {repairText} from './encoding.ts'
import type {PlanDocument} from './format.ts'

/** A mark, and what stands around it on its line. */
export interface MarkPlace {
  readonly before: string
  readonly text: string
  readonly after: string
}

export interface MarkEdit {
  readonly location: Location
  readonly text: string
}

export interface MarkText {
  placeOf(location: Location): MarkPlace
  /** The whole text with these in place of the marks; none of the marks overlap. */
  replaced(edits: readonly MarkEdit[]): string
}

/** Of a document that `repairText` finds no damage in: what that cuts in front, a byte order mark, is counted back in here. */
export const markText = ({text}: PlanDocument): MarkText => {
  const cut = text.length - repairText(text).text.length
  const starts = [cut, ...text.matchAll(/\r\n|\n|\r/g).map(({index, 0: end}) => index + end.length)]
  const ends = [...text.matchAll(/\r\n|\n|\r|$/g).map(({index}) => index)]
  const spanOf = ({line, column, endColumn}: Location): readonly [number, number] => {
    const start = starts[line - 1] ?? 0
    const end = endColumn === undefined ? (ends[line - 1] ?? text.length) : start + endColumn - 1
    return [start + column - 1, end]
  }
  return {
    placeOf: location => {
      const [at, end] = spanOf(location)
      return {
        before: text.slice(starts[location.line - 1] ?? 0, at),
        text: text.slice(at, end),
        after: text.slice(end, ends[location.line - 1] ?? text.length),
      }
    },
    replaced: edits => {
      const parts: string[] = []
      let last = 0
      for (const {span, edit} of edits
        .map(edit => ({span: spanOf(edit.location), edit}))
        .sort((a, b) => a.span[0] - b.span[0])) {
        parts.push(text.slice(last, span[0]), edit.text)
        last = span[1]
      }
      return [...parts, text.slice(last)].join('')
    },
  }
}
