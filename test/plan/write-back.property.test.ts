// Whatever is ticked in whichever document: the plan stays the plan, and nothing but marks is touched.

import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {Draft, TaskStatus} from '../../src/graph/draft.ts'
import type {PlanDocument} from '../../src/plan/format.ts'
import {readPlan} from '../../src/plan/read.ts'
import {readStatus} from '../../src/plan/status-marks.ts'
import {type WrittenBack, writeBack} from '../../src/plan/write-back.ts'
import {corpusDocuments, fixtureDocuments, isCorpusThere} from './documents.ts'

const draftOf = (document: PlanDocument): Draft => {
  const read = readPlan([document])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

const idsOf = (draft: Draft): string[] => [...new Set(draft.tasks.map(({id}) => id.value))]

/** All of a graph but places and verbatim text, in which marks stand. */
const graphOf = (draft: Draft): unknown => {
  const {graph} = compile(draft)
  return JSON.parse(
    JSON.stringify(graph, (key, value: unknown) =>
      ['location', 'source', 'instruction'].includes(key) ? undefined : value,
    ),
  )
}

const statusesOf = (draft: Draft): Map<string, TaskStatus | undefined> =>
  new Map(draft.tasks.toReversed().map(({id, status}) => [id.value, status?.value]))

const writtenOf = (document: PlanDocument, done: readonly string[]): WrittenBack => {
  const written = writeBack([document], {done: new Set(done), open: new Set()})
  if (!written.ok) throw new Error(JSON.stringify(written.error))
  return written.value
}

/** Each line with its end, and the offset of its first character that counts as a column. */
const linesOf = (text: string): {text: string; from: number}[] => {
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  return [...text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)].map(({0: line}, row) => ({
    text: line,
    from: row === 0 ? mark : 0,
  }))
}

/** The text with the changes made, by another way than the program's: line by line, from the last mark to the first. */
const edited = (text: string, {tasks}: WrittenBack): string => {
  const lines = linesOf(text)
  const changes = tasks.flatMap(task => task.changes)
  for (const {location, from, to} of changes.sort((a, b) => b.location.column - a.location.column)) {
    const line = lines[location.line - 1]
    if (!line) throw new Error(`no line ${location.line}`)
    const at = line.from + location.column - 1
    expect(line.text.slice(at, at + from.length)).toBe(from)
    expect([from.length === 1 ? `[${from}]` : from, readStatus(from)?.value ?? boxOf(from)]).not.toContain(
      'done',
    )
    expect(readStatus(to)?.value ?? boxOf(to)).toBe('done')
    line.text = line.text.slice(0, at) + to + line.text.slice(at + from.length)
  }
  return lines.map(line => line.text).join('')
}

const boxOf = (mark: string): TaskStatus | undefined => readStatus(`[${mark}]`)?.value

const holds = (document: PlanDocument, done: readonly string[]): void => {
  const before = draftOf(document)
  const written = writtenOf(document, done)
  const [after = document] = written.documents
  expect(Buffer.from(after.text).equals(Buffer.from(edited(document.text, written)))).toBe(true)
  const again = draftOf(after)
  expect(graphOf(again)).toEqual(graphOf(before))
  const ticked = new Set(written.tasks.filter(({ticking}) => ticking === 'ticked').map(({id}) => id))
  expect(statusesOf(again)).toEqual(
    new Map([...statusesOf(before)].map(([id, status]) => [id, ticked.has(id) ? 'done' : status])),
  )
  expect(writtenOf(after, done).documents).toEqual([after])
}

const variants: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', text => text],
  ['with CRLF and a byte order mark', text => `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`],
]

const RUNS = 5 // for each document, beside all of its tasks at once

const propertyOver = (documents: readonly PlanDocument[]): void => {
  describe.each(documents.map(document => [document.file, document] as const))('%s', (_, {file, text}) => {
    test.each(variants)('%s', (_, change) => {
      const document = {file, text: change(text)}
      const ids = idsOf(draftOf(document))
      holds(document, ids)
      fc.assert(
        fc.property(fc.subarray(ids), done => holds(document, done)),
        {numRuns: RUNS},
      )
    })
  })
}

describe('fixtures of every format: write-back changes marks alone', () => propertyOver(fixtureDocuments()))

describe.skipIf(!isCorpusThere)(
  `real documents: write-back changes marks alone${isCorpusThere ? '' : ' (skipped: the corpus is not beside the repository)'}`,
  () => propertyOver(corpusDocuments()),
)
