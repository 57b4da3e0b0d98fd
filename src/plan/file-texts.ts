// The text of files that the plan gives in full: a fence that a label or its own first line names for a path.

import type {Output} from '../graph/task.ts'
import {isPath} from './paths.ts'
import {type Fence, fenceLines, type Sheet} from './sheet.ts'

/** Gives each output the text of the fence that names it. A fence that says it is only a part of a file is left out. */
export const withTexts = (sheet: Sheet, outputs: readonly Output[], fences: readonly Fence[]): Output[] => {
  const byName = endings(outputs)
  const texts = new Map<Output, string>()
  for (const fence of fences) {
    const output = byName.get(fileNameOf(sheet, fence) ?? '')
    if (output && !texts.has(output)) texts.set(output, textOf(sheet, fence))
  }
  return outputs.map(output => {
    const text = texts.get(output)
    return text === undefined ? output : {...output, text}
  })
}

/** The outputs by their whole path, and by each end of it at a `/` that no other shares. */
const endings = (outputs: readonly Output[]): ReadonlyMap<string, Output | undefined> => {
  const byName = new Map<string, Output | undefined>()
  const files = outputs.filter(({path}) => !path.endsWith('/'))
  for (const output of files) {
    for (let at = output.path.indexOf('/'); at >= 0; at = output.path.indexOf('/', at + 1)) {
      const end = output.path.slice(at + 1)
      byName.set(end, byName.has(end) ? undefined : output)
    }
  }
  for (const output of files) byName.set(output.path, output)
  return byName
}

const textOf = (sheet: Sheet, fence: Fence): string =>
  fenceLines(sheet, fence)
    .map(line => `${line}\n`)
    .join('')

/** The path in the fence's first line if that is a comment of nothing else, or in the line before the fence. */
const fileNameOf = (sheet: Sheet, fence: Fence): string | undefined => {
  if (!fence.closed || fence.to === fence.from || fence.language === 'diff') return undefined
  const first = sheet.lines[fence.from]?.trimStart().startsWith('#!') ? fence.from + 1 : fence.from
  return commentedPath(sheet.lines[first] ?? '') ?? labelledPath(lineBefore(sheet, fence))
}

const LINE_MAX = 1_000 // characters; a longer line names no file
const COMMENT = /^(?:\/\/+|#|--|;+|%|\/\*+|<!--)\s*(\S+)(.*)/s
const LABEL = /^(?:[>*_\s-]|#{1,6}\s|\d{1,3}[.)]\s)*(?:`([^`]+)`|([^\s*`:]+))(.*)/s
const PARTIAL =
  /\b(?:examples?|excerpts?|modifications?|modify|changes?|snippets?|partial|fragment|diff|sketch)\b/i

const commentedPath = (line: string): string | undefined => {
  if (line.length > LINE_MAX) return undefined
  const [, path = '', rest = ''] = COMMENT.exec(line.trim()) ?? []
  return isPath(path) && isWhole(rest.replace(/(?:\*\/|-->)\s*$/, '')) ? path : undefined
}

const labelledPath = (line: string): string | undefined => {
  const text = line.trim()
  if (text.length > LINE_MAX) return undefined
  const [, code, word = '', rest = ''] = LABEL.exec(text) ?? []
  const path = code ?? word
  const isMarked = code !== undefined || /^[*_#]/.test(text) || rest.includes(':')
  return isMarked && isPath(path) && isWhole(rest.replace(/[*_:：]/g, '')) ? path : undefined
}

/** Nothing follows the path but a note in brackets, and that does not say that the text is a part. */
const isWhole = (rest: string): boolean => {
  const text = rest.trim()
  return text === '' || (/^\([^()]*\)$/.test(text) && !PARTIAL.test(text))
}

/** The last line of prose before a fence, if no other fence lies between. */
const lineBefore = (sheet: Sheet, fence: Fence): string => {
  let row = fence.row - 1
  while (row >= 0 && (sheet.lines[row] ?? '').trim() === '') row--
  return sheet.prose[row] ?? ''
}
