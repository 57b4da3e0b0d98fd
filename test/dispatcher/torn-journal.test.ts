// What a crash, a bad disk or somebody's editor may do to a journal, byte by byte: recovered or refused with the place, never
// a state that was not.

import {expect, test} from 'vitest'
import {encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {readJournal} from '../../src/dispatcher/journal/read-journal.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {ENDING, EVENTS, START} from '../report/story.ts'
import {graphOf} from '../run/graphs.ts'
import {Story} from '../run/story.ts'

interface Written {
  readonly bytes: Buffer
  readonly events: readonly RunEvent[]
  /** Where each line ends, its newline included. */
  readonly ends: readonly number[]
}

const write = (events: readonly RunEvent[]): Written => {
  const lines = events.map((event, index) => Buffer.from(encodeFrame(index + 1, event)))
  let end = 0
  const ends = lines.map(line => {
    end += line.length
    return end
  })
  return {bytes: Buffer.concat(lines), events, ends}
}

const SMALL = write([...EVENTS, ...ENDING.map((body, at) => ({...body, at: START + at}))])

const large = (): Written => {
  const ids = Array.from({length: 300}, (_, index) => `T${index + 1}`)
  const story = new Story(graphOf(Object.fromEntries(ids.map(id => [id, {}]))))
  for (const id of ids) story.pass(id).merge(id)
  return write([firstOf(story), ...story.events])
}

/** `Story` keeps the events that follow its first. */
const firstOf = ({state}: Story): RunEvent => {
  const {graph, policy, base, run} = state
  if (base === undefined) throw new Error('the story has no base')
  const selection = graph.tasks.map(({id}) => id)
  return {type: 'run-started', at: 0, version: 1, run, graph, policy, selection, base}
}

/** How many of the first events it gives, or the line it refuses. */
const outcomeOf = (bytes: Buffer, {events}: Written): {readonly kept: number} | {readonly line: number} => {
  const read = readJournal(bytes)
  if (!read.ok) return {line: read.error.line}
  expect(JSON.stringify(read.value.events)).toBe(JSON.stringify(events.slice(0, read.value.events.length)))
  return {kept: read.value.events.length}
}

const lineOf = (at: number, {ends}: Written): number => ends.findIndex(end => at < end) + 1

test('cut at any byte of the last three records: the whole lines before the cut', () => {
  const {bytes, ends} = SMALL
  const from = ends.at(-4) ?? 0
  for (let size = from; size <= bytes.length; size++) {
    const kept = ends.filter(end => end <= size).length
    expect(outcomeOf(bytes.subarray(0, size), SMALL), `${size} bytes`).toEqual({kept})
  }
})

/** A change of the last line, or of the newline before it, cannot be told from a torn end. */
const expectedOf = (at: number, written: Written): {readonly kept: number} | {readonly line: number} => {
  const line = lineOf(at, written)
  const {ends} = written
  const isTorn = line === ends.length || (line === ends.length - 1 && at === (ends[line - 1] ?? 0) - 1)
  return isTorn ? {kept: line - 1} : {line}
}

const damage = (written: Written, at: number, change: (byte: number) => number): void => {
  const bytes = Buffer.from(written.bytes)
  const before = bytes[at] ?? 0
  bytes[at] = change(before)
  if (bytes[at] === before) return
  expect(outcomeOf(bytes, written), `byte ${at} from ${before} to ${bytes[at]}`).toEqual(
    expectedOf(at, written),
  )
}

test('any byte changed: refused with its line, or cut where it looks like a torn end', {
  timeout: 120_000,
}, () => {
  for (let at = 0; at < SMALL.bytes.length; at++) {
    damage(SMALL, at, byte => byte ^ (1 << (at & 7)))
    if (at % 3 === 0) damage(SMALL, at, () => 0x0a)
  }
})

test('bytes changed in a journal of 300 tasks', {timeout: 120_000}, () => {
  const written = large()
  // Every position once before any comes again: a step that shares no divisor with the length.
  for (let sample = 0; sample < 150; sample++)
    damage(written, (sample * 1_000_003) % written.bytes.length, byte => byte ^ (1 << (sample & 7)))
})

test('a block of zeros where the end should be is a torn end', () => {
  const {bytes, ends} = SMALL
  const torn = Buffer.concat([bytes.subarray(0, (ends.at(-2) ?? 0) + 10), Buffer.alloc(4096)])
  expect(outcomeOf(torn, SMALL)).toEqual({kept: ends.length - 1})
})

test('a line twice, two lines exchanged and a line of another journal are refused', () => {
  const {events} = SMALL
  const frames = events.map((event, index) => encodeFrame(index + 1, event))
  const [first = '', second = '', third = ''] = frames
  const of = (...lines: readonly string[]): unknown => outcomeOf(Buffer.from(lines.join('')), SMALL)
  expect(of(first, second, second)).toEqual({line: 3})
  expect(of(first, third, second)).toEqual({line: 2})
  expect(of(first, 'somebody’s note\n', second)).toEqual({line: 2})
  expect(
    of(
      first,
      second,
      encodeFrame(3, {type: 'merge-started', at: 1, task: 'T9', attempt: 1, commit: 'c', tip: 't'}),
    ),
  ).toEqual({line: 3})
})

test('what cannot have happened is refused although every checksum is right', () => {
  const first = encodeFrame(1, SMALL.events[0] as RunEvent)
  const again = encodeFrame(2, SMALL.events[0] as RunEvent)
  expect(readJournal(Buffer.from(first + again))).toEqual({
    ok: false,
    error: {
      type: 'impossible',
      line: 2,
      message: 'run 20260309-235930-ab12 is started twice',
      goodBytes: Buffer.byteLength(first),
    },
  })
})
