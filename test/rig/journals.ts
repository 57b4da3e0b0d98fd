// Writes a journal where a run would have it: for tests of what reads them.

import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {journalPath} from '../../src/dispatcher/runs.ts'
import type {RunEvent} from '../../src/run/event.ts'

export const framed = (events: readonly RunEvent[]): string =>
  events.map((event, index) => encodeFrame(index + 1, event)).join('')

/** Returns the journal's path. */
export const plantRun = (root: string, events: readonly RunEvent[]): string => {
  const [first] = events
  if (first?.type !== 'run-started') throw new Error('a run begins with run-started')
  const path = journalPath(root, first.run)
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, framed(events))
  return path
}
