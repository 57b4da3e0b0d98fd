// Test results in the Test Anything Protocol. Of tests within tests, which Node's runner and tap itself write, the innermost count.

import {splitLines} from '../../../util/text.ts'
import {isFileName} from './file-name.ts'
import type {ReadResults, TestResults} from './notation.ts'

export const readTap: ReadResults = text => {
  const lines = splitLines(text)
  const isTap = lines.some(line => /^TAP version \d+$/.test(line) || PLAN.test(line))
  return isTap ? resultsOf(lines, lines.flatMap(readPoint)) : undefined
}

const PLAN = /^1\.\.(\d+)/
const POINT = /^(?<indent> *)(?<not>not )?ok\b(?: \d+)?(?: - )?(?<name>[^#]*)(?:#\s*(?<directive>\S+))?/

interface Point {
  readonly depth: number
  readonly name: string
  readonly isOk: boolean
  readonly isSkipped: boolean
}

const readPoint = (line: string): readonly Point[] => {
  const {groups} = POINT.exec(line) ?? {}
  if (groups === undefined) return []
  const {indent = '', name = '', directive = ''} = groups
  const isTodo = /^todo/i.test(directive)
  const isOk = groups.not === undefined || isTodo
  return [{depth: indent.length, name: name.trim(), isOk, isSkipped: isTodo || /^skip/i.test(directive)}]
}

/** What was planned and did not come has failed. */
const resultsOf = (lines: readonly string[], points: readonly Point[]): TestResults => {
  const planned = Number(lines.map(line => PLAN.exec(line)?.[1]).find(Boolean) ?? 0)
  const missing = Math.max(0, planned - points.filter(({depth}) => depth === 0).length)
  const bailed = lines.filter(line => line.startsWith('Bail out!'))
  // Node calls a file in which there is no test a test that passes.
  const tests = points.filter(
    (point, at) => isInnermost(points, at) && !(point.isOk && isFileName(point.name)),
  )
  const failed = tests.filter(({isOk}) => !isOk)
  const skipped = tests.filter(({isOk, isSkipped}) => isOk && isSkipped).length
  return {
    passed: tests.length - failed.length - skipped,
    failed: failed.length + Math.max(missing, bailed.length),
    skipped,
    failures: [
      ...failed.map(({name}) => name),
      ...bailed,
      ...(missing > 0 ? [`${missing} planned, but never run`] : []),
    ],
  }
}

/** What stands deeper right before a point is what it consists of. */
const isInnermost = (points: readonly Point[], at: number): boolean =>
  (points[at - 1]?.depth ?? 0) <= (points[at]?.depth ?? 0)
