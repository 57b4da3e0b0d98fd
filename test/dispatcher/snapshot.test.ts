// Snapshots of long runs: opening with one gives what the whole journal gives, and one that is of no use is left aside.

import {appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {FileJournal} from '../../src/dispatcher/journal/file-journal.ts'
import {encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {keepSnapshots} from '../../src/dispatcher/journal/keep-snapshots.ts'
import {readJournalFile} from '../../src/dispatcher/journal/open-journal.ts'
import {readJournal} from '../../src/dispatcher/journal/read-journal.ts'
import {cutJournal} from '../../src/dispatcher/journal/repair.ts'
import {snapshotPath, writeSnapshot} from '../../src/dispatcher/journal/snapshot.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {EVENTS as BEGINNING, ENDING, START} from '../report/story.ts'
import {framed} from '../rig/journals.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const EVENTS: readonly RunEvent[] = [
  ...BEGINNING,
  ...ENDING.map((body, at) => ({...body, at: START + at}) as RunEvent),
]

let path: string
beforeEach(() => {
  path = join(temporaryDirectory(), 'journal')
})

const wholeState = () => {
  const read = readJournal(readFileSync(path))
  if (!read.ok) throw new Error(read.error.message)
  return read.value.state
}

/** With a snapshot of so many events, and then the rest. */
const plant = async (count: number, events = EVENTS): Promise<void> => {
  writeFileSync(path, framed(events.slice(0, count)))
  await snapshot()
  writeFileSync(path, framed(events))
}

const snapshot = async (): Promise<void> => {
  const read = readJournal(readFileSync(path))
  if (!read.ok || read.value.state === undefined) throw new Error('there is nothing to take a snapshot of')
  await writeSnapshot(path, {...read.value, state: read.value.state})
}

const open = async () => {
  const read = await readJournalFile(path)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

test('S001-23: a snapshot after any event, and what follows in the journal, make the state of the whole journal', async () => {
  for (let count = 1; count <= EVENTS.length; count++) {
    await plant(count)
    const {state, kept, leftAside} = await open()
    expect(state).toEqual(wholeState())
    expect({kept, leftAside}).toEqual({kept: framed(EVENTS.slice(0, count)).length, leftAside: undefined})
  }
})

test('the lines that a snapshot holds are not read again, but for the last one and that of the plan', async () => {
  await plant(EVENTS.length)
  const [first = '', second = ''] = framed(EVENTS).split('\n')
  const bytes = readFileSync(path)
  bytes.fill('x', first.length + 1, first.length + 1 + second.length)
  writeFileSync(path, bytes)
  expect((await open()).kept).toBe(bytes.length)
})

test('a snapshot with any byte changed is left aside, and the journal read from its beginning', async () => {
  await plant(EVENTS.length - 2)
  const whole = wholeState()
  const bytes = readFileSync(snapshotPath(path))
  const step = Math.ceil(bytes.length / 60)
  for (let at = 0; at < bytes.length; at += step) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(snapshotPath(path), changed)
    const {state, kept, leftAside} = await open()
    expect({state, kept}).toEqual({state: whole, kept: 0})
    expect(leftAside).toMatch(/^The snapshot of .*journal is left aside, for .* damaged\./)
  }
})

test('so is one that is cut at any byte', async () => {
  await plant(EVENTS.length - 2)
  const whole = wholeState()
  const bytes = readFileSync(snapshotPath(path))
  const step = Math.ceil(bytes.length / 30)
  for (let size = 1; size < bytes.length; size += step) {
    writeFileSync(snapshotPath(path), bytes.subarray(0, size))
    const {state, kept, leftAside} = await open()
    expect({state, kept}).toEqual({state: whole, kept: 0})
    expect(leftAside).toMatch(/damaged/)
  }
})

test('one that is ahead of its journal, or of another journal, is left aside', async () => {
  await plant(EVENTS.length)
  writeFileSync(path, framed(EVENTS.slice(0, 3)))
  const ahead = await open()
  expect(ahead.state).toEqual(wholeState())
  expect(ahead.leftAside).toBe(
    `The snapshot of ${path} is left aside, for the journal beside it is another one. The journal was read from its beginning instead, which takes longer.`,
  )
  const others = EVENTS.map(event => ({...event, at: event.at + 1}))
  writeFileSync(path, framed(others))
  const other = await open()
  expect(other.state).toEqual(wholeState())
  expect(other.leftAside).toBe(ahead.leftAside)
})

test('a torn end behind a snapshot is cut, and damage there is refused with its line', async () => {
  await plant(3, EVENTS.slice(0, 6))
  const whole = wholeState()
  truncateSync(path, readFileSync(path).length)
  appendFileSync(path, 'deadbeef 7 {"ty')
  const opened = await FileJournal.open(path)
  if (!opened.ok) throw new Error(opened.error.message)
  expect({...opened.value, journal: undefined}).toEqual({
    ...{journal: undefined, state: whole, cutBytes: 15},
    kept: framed(EVENTS.slice(0, 3)).length,
  })
  await opened.value.journal.append(EVENTS[6] as RunEvent)
  await opened.value.journal.close()
  expect(wholeState()).toEqual((await open()).state)

  const lines = framed(EVENTS).split('\n')
  lines[4] = `00000000${lines[4]?.slice(8)}`
  writeFileSync(path, lines.join('\n'))
  const damaged = await readJournalFile(path)
  expect(damaged.ok ? undefined : {...damaged.error}).toMatchObject({
    ...{type: 'damaged', line: 5},
    goodBytes: framed(EVENTS.slice(0, 4)).length,
  })
})

test('what was read once is not read again: only what was appended since', async () => {
  writeFileSync(path, framed(EVENTS.slice(0, 4)))
  const {state, ...read} = await open()
  if (state === undefined) throw new Error('there are events')
  appendFileSync(path, encodeFrame(5, EVENTS[4] as RunEvent))
  const again = await readJournalFile(path, {...read, state})
  expect(again.ok ? again.value.state : undefined).toBe(state)
  expect(state).toEqual(wholeState())
})

test('what was read of a journal that is another one by now is forgotten', async () => {
  writeFileSync(path, framed(EVENTS))
  const {state, ...read} = await open()
  if (state === undefined) throw new Error('there are events')
  writeFileSync(path, framed(EVENTS.slice(0, 4)))
  const again = await readJournalFile(path, {...read, state})
  expect(again.ok ? again.value.state : undefined).toEqual(wholeState())
})

test('a dispatcher that leaves a long run takes a snapshot; a short one is not worth it', async () => {
  writeFileSync(path, framed(EVENTS))
  const told: string[] = []
  const warn = (message: string) => told.push(message)
  const opened = await FileJournal.open(path)
  if (!opened.ok || opened.value.state === undefined) throw new Error('there are events')
  const {journal, state, kept} = opened.value
  await keepSnapshots(journal, kept, {warn}).close(state)
  expect(existsSync(snapshotPath(path))).toBe(false)
  await keepSnapshots(journal, kept, {warn, restingBytes: 1_000}).close(state)
  await journal.close()
  expect((await open()).kept).toBe(readFileSync(path).length)
  expect(told).toEqual([])
})

test('a snapshot that cannot be written is a warning', async () => {
  writeFileSync(path, framed(EVENTS))
  const opened = await FileJournal.open(path)
  if (!opened.ok || opened.value.state === undefined) throw new Error('there are events')
  const {journal, state} = opened.value
  const told: string[] = []
  const broken = {...keepable(journal), path: join(path, 'no-directory')}
  await keepSnapshots(broken, 0, {warn: message => told.push(message), restingBytes: 1}).close(state)
  await journal.close()
  expect(told).toEqual([
    expect.stringMatching(
      /^There is no snapshot of the run: ENOTDIR.*Nothing is lost, but opening it again reads the whole journal\.$/,
    ),
  ])
})

const keepable = ({path: at, position, isBroken}: FileJournal) => ({path: at, position, isBroken})

test('doctor --repair takes the snapshot away, for it may know what is cut off', async () => {
  await plant(EVENTS.length)
  await cutJournal(path, framed(EVENTS.slice(0, 3)).length, Date.UTC(2026, 0, 1))
  expect(existsSync(snapshotPath(path))).toBe(false)
  expect((await open()).leftAside).toBeUndefined()
})
