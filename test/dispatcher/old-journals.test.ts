// Journals of every version that there was, written by the programs of their time. They make the state that they made then.

import {readdirSync, readFileSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {FileJournal} from '../../src/dispatcher/journal/file-journal.ts'
import {encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {readJournal} from '../../src/dispatcher/journal/read-journal.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {next} from '../../src/run/next.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import type {RunState} from '../../src/run/state.ts'
import {EVENTS} from '../report/story.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/journals')

const names = readdirSync(FIXTURES, {recursive: true, encoding: 'utf8'})
  .filter(name => name.endsWith('.journal'))
  .map(name => name.slice(0, -'.journal'.length))

const read = (name: string) => readJournal(readFileSync(join(FIXTURES, `${name}.journal`)))

/** What a fold has been from the first version on; what later versions add to it stands beside. */
const factsOf = ({schedule, tasks, ...state}: RunState): object => ({
  ...state,
  counts: schedule.counts,
  tasks: Object.fromEntries(tasks),
})

test.each(names)('%s folds to what it did when it was written', name => {
  const content = read(name)
  if (!content.ok || content.value.state === undefined) throw new Error(`${name} is not read`)
  expect(factsOf(content.value.state)).toMatchObject(
    JSON.parse(readFileSync(join(FIXTURES, `${name}.fold.json`), 'utf8')),
  )
})

test('there is a journal of every version', () => {
  expect(names.toSorted()).toEqual(['v1/finished', 'v1/killed'])
})

test('a policy that knew less is completed with the defaults, so that the run can go on', () => {
  const content = read('v1/killed')
  if (!content.ok || content.value.state === undefined) throw new Error('it is not read')
  const {state} = content.value
  expect(Object.keys(state.policy).toSorted()).toEqual(Object.keys(DEFAULT_POLICY).toSorted())
  expect(next(state, state.at)).toBeUndefined()
})

test('a conflict was a failure like any other before there were repairs, and is in an old journal', () => {
  const content = read('v1/killed')
  if (!content.ok || content.value.state === undefined) throw new Error('it is not read')
  expect(content.value.state.policy.merge).toEqual({})
})

const versioned = (version: unknown): string =>
  encodeFrame(1, {...(EVENTS[0] as RunEvent), version} as unknown as RunEvent)

test.each([3, 99, '2', null])('a journal of version %j is refused, whatever follows', version => {
  const text = versioned(version) + encodeFrame(2, {type: 'moon-landed', at: 5} as unknown as RunEvent)
  expect(readJournal(Buffer.from(text))).toEqual({
    ok: false,
    error: {
      type: 'newer',
      line: 1,
      message: `it has version ${JSON.stringify(version)}, and this program reads up to version 2`,
      goodBytes: 0,
    },
  })
})

test('the refusal says what to do, and the file stays as it is', async () => {
  const path = join(temporaryDirectory(), 'journal')
  await writeFile(path, versioned(3))
  expect(await FileJournal.open(path)).toEqual({
    ok: false,
    error: {
      path,
      message: `${path} was written by a newer agent-spawn: it has version 3, and this program reads up to version 2. Use that one to go on, or start a new run.`,
    },
  })
  expect(await readFile(path, 'utf8')).toBe(versioned(3))
})

test('an event that this version does not know is refused with its line', () => {
  const text = versioned(2) + encodeFrame(2, {type: 'moon-landed', at: 5} as unknown as RunEvent)
  expect(readJournal(Buffer.from(text))).toEqual({
    ok: false,
    error: {
      type: 'impossible',
      line: 2,
      message: 'unexpected {"type":"moon-landed","at":5}',
      goodBytes: Buffer.byteLength(versioned(2)),
    },
  })
})
