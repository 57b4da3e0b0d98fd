// Takes out of what agents are told what the document says of progress: a tick makes no task another one, so finished work is not
// done again, and approved commands need no new approval, because a box was ticked.

import type {Location} from '../graph/diagnostic.ts'
import type {Draft, DraftTask} from '../graph/draft.ts'
import {splitLines} from '../util/text.ts'

/** `text`: of the document that the draft was read from. Instructions that are no lines of it stay as they are. */
export const withoutProgress = (draft: Draft, text: string): Draft => {
  const marks = Map.groupBy(marksOf(draft), ({line}) => line)
  if (marks.size === 0) return draft
  const lines = splitLines(text)
  const cleanLine = (line: string, number: number): string => {
    const found = marks.get(number)
    return found === undefined || lines[number - 1] !== line ? line : withoutMarks(line, found)
  }
  const clean = (task: DraftTask): DraftTask => {
    const told = task.instruction.split('\n')
    return {...task, instruction: told.map((line, row) => cleanLine(line, task.source.line + row)).join('\n')}
  }
  return {...draft, tasks: draft.tasks.map(clean)}
}

const marksOf = ({tasks, mentions}: Draft): readonly Location[] =>
  [
    ...tasks.flatMap(({status, otherStatuses = [], steps = []}) =>
      [status ?? [], otherStatuses, steps].flat(),
    ),
    ...mentions.flatMap(({status}) => status ?? []),
  ].map(({location}) => location)

/** An empty box stays a box. */
const withoutMarks = (line: string, marks: readonly Location[]): string =>
  marks
    .toSorted((a, b) => b.column - a.column)
    .reduce((text, {column, endColumn = text.length + 1}) => {
      const [before, after] = [text.slice(0, column - 1), text.slice(endColumn - 1)]
      return before.endsWith('[') && after.startsWith(']') ? `${before} ${after}` : before + after
    }, line)
