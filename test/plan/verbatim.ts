// What every instruction must be: the lines of the document, letter by letter, but for the marks of progress.

import {expect} from 'vitest'
import type {Draft, DraftTask} from '../../src/graph/draft.ts'

/** Lines on which the document says something of progress. */
export const markedLines = ({tasks, mentions}: Draft): ReadonlySet<number> =>
  new Set(
    [
      ...tasks.flatMap(({status, otherStatuses = [], steps = []}) =>
        [status ?? [], otherStatuses, steps].flat(),
      ),
      ...mentions.flatMap(({status}) => status ?? []),
    ].map(({location}) => location.line),
  )

export const expectVerbatim = (
  {instruction, source}: DraftTask,
  lines: readonly string[],
  marked: ReadonlySet<number>,
): void => {
  const told = instruction.split('\n')
  const written = lines.slice(source.line - 1, source.endLine)
  expect(told).toHaveLength(written.length)
  for (const [row, line] of written.entries())
    if (!marked.has(source.line + row)) expect(told[row]).toBe(line)
    else expect(line.length - (told[row] ?? '').length).toBeGreaterThanOrEqual(-1)
}
