// The journal on a real disk: what was acknowledged is there, what was torn is cut, what was damaged is refused.

import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {FileJournal} from '../../src/dispatcher/journal/file-journal.ts'
import {decodeFrames, encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {readJournal} from '../../src/dispatcher/journal/read-journal.ts'
import {JOURNAL_VERSION, type RunEvent} from '../../src/run/event.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const EVENTS: readonly RunEvent[] = [
  {
    ...{type: 'run-started', at: 1, version: JOURNAL_VERSION, run: 'r', graph: graphOf({T1: {}})},
    ...{policy: DEFAULT_POLICY, selection: ['T1']},
  },
  {type: 'stop-requested', at: 2, mode: 'drain', by: 'user', reason: 'café – "quoted"\n\u2028'},
  {type: 'run-finished', at: 3, result: 'interrupted'},
]

const BYTES = Buffer.from(EVENTS.map((event, index) => encodeFrame(index + 1, event)).join(''))

let path: string
beforeEach(() => {
  path = join(temporaryDirectory(), 'journal')
})

const open = async () => {
  const opened = await FileJournal.open(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const read = readJournal(await readFile(path))
  return {...opened.value, events: read.ok ? read.value.events : []}
}

test('what was acknowledged is read back, over several openings', async () => {
  for (const event of EVENTS) {
    const {journal} = await open()
    await journal.append(event)
    await journal.close()
  }
  const {journal, events, cutBytes} = await open()
  await journal.close()
  expect({events, cutBytes}).toEqual({events: EVENTS, cutBytes: 0})
})

test('many events that arrive together are acknowledged in order', async () => {
  const {journal} = await open()
  const acknowledged: number[] = []
  await journal.append({...(EVENTS[0] as RunEvent), at: 0})
  acknowledged.push(0)
  await Promise.all(
    Array.from({length: 499}, (_, index) => index + 1).map(at =>
      journal.append({type: 'run-finished', at, result: 'done'}).then(() => acknowledged.push(at)),
    ),
  )
  await journal.close()
  expect(acknowledged).toEqual(Array.from({length: 500}, (_, at) => at))
  const {journal: again, events} = await open()
  await again.close()
  expect(events.map(({at}) => at)).toEqual(acknowledged)
})

test('a file cut at any byte gives the whole lines before the cut, and nothing else', () => {
  const ends = EVENTS.map((_, index) =>
    Buffer.byteLength(
      EVENTS.slice(0, index + 1)
        .map((event, at) => encodeFrame(at + 1, event))
        .join(''),
    ),
  )
  for (let size = 0; size <= BYTES.length; size++) {
    const whole = ends.filter(end => end <= size).length
    expect(decodeFrames(BYTES.subarray(0, size))).toEqual({
      ok: true,
      value: {
        events: EVENTS.slice(0, whole),
        starts: [0, ...ends].slice(0, whole),
        goodBytes: ends[whole - 1] ?? 0,
      },
    })
  }
})

test('no flipped bit is ever accepted: the line is refused, or at the end cut off', () => {
  for (let bit = 0; bit < BYTES.length * 8; bit++) {
    const flipped = Buffer.from(BYTES)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const decoded = decodeFrames(flipped)
    if (!decoded.ok) continue
    expect(decoded.value.events).toEqual(EVENTS.slice(0, decoded.value.events.length))
    expect(decoded.value.events.length).toBeLessThan(EVENTS.length)
  }
})

test('a torn end is cut from the file before anything is appended', async () => {
  await writeFile(path, BYTES.subarray(0, BYTES.length - 5))
  const {journal, events, cutBytes} = await open()
  expect(events).toEqual(EVENTS.slice(0, 2))
  expect(cutBytes).toBe(encodeFrame(3, EVENTS[2] as RunEvent).length - 5)
  await journal.append(EVENTS[2] as RunEvent)
  await journal.close()
  expect(await readFile(path)).toEqual(BYTES)
})

test('damage in the middle is refused with its line and a way out, and the file stays as it is', async () => {
  const damaged = Buffer.from(BYTES)
  damaged[20] = (damaged[20] ?? 0) ^ 1
  await writeFile(path, damaged)
  const opened = await FileJournal.open(path)
  expect(opened).toEqual({
    ok: false,
    error: {
      path,
      message: `${path}:1 is damaged (the checksum does not match): this is no torn end of a crash. Nothing was changed. Restore the file from a copy, or let \`agent-spawn doctor --repair\` cut it before that line, which keeps the original beside it.`,
    },
  })
  expect(await readFile(path)).toEqual(damaged)
})

test('a lost line is noticed by the sequence numbers', () => {
  const lines = EVENTS.map((event, index) => encodeFrame(index + 1, event))
  const decoded = decodeFrames(Buffer.from(`${lines[0]}${lines[2]}`))
  expect(decoded).toEqual({
    ok: false,
    error: {
      line: 2,
      message: 'sequence number 3, expected 2',
      before: {events: EVENTS.slice(0, 1), starts: [0], goodBytes: Buffer.byteLength(lines[0] ?? '')},
    },
  })
})

test('after a failed write nothing more is accepted', async () => {
  const {journal} = await open()
  await journal.close()
  await expect(journal.append(EVENTS[0] as RunEvent)).rejects.toThrow()
  await expect(journal.append(EVENTS[1] as RunEvent)).rejects.toThrow()
})
