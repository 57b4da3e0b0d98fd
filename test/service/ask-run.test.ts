// Asking a run whatever its dispatcher does: it is stuck, it comes and goes, or there is none and several ask.

import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {FileJournal} from '../../src/dispatcher/journal/file-journal.ts'
import {takeRunLock} from '../../src/dispatcher/run-lock.ts'
import {journalPath, readHistory, runsDirectory} from '../../src/dispatcher/runs.ts'
import {askRun} from '../../src/service/ask-run.ts'
import {EVENTS} from '../report/story.ts'
import {plantRun} from '../rig/journals.ts'
import {temporaryDirectory} from '../system/temporary.ts'

vi.setConfig({testTimeout: 60_000})

const RUN = '20260309-235930-ab12'

/** A run whose dispatcher has died. T2 waits for a person, T5 was at work. */
const left = (): string => {
  const directory = temporaryDirectory()
  plantRun(directory, EVENTS)
  return directory
}

const ENDED_AT = EVENTS.at(-1)?.at ?? 0

const approve = {type: 'review-decided', task: 'T2', decision: 'approved', by: 'ann'} as const
const pause = {type: 'pause-requested', by: 'ann', reason: 'lunch'} as const

const lastEvents = async (directory: string) => {
  const history = await readHistory(directory)
  if (!history.ok) throw new Error(history.error.message)
  return history.value.events.slice(EVENTS.length).map(({type}) => type)
}

const requestsIn = (directory: string): readonly string[] => {
  const requests = join(runsDirectory(directory), RUN, 'requests')
  return existsSync(requests) ? readdirSync(requests) : []
}

test('a dispatcher that does not answer is named, and the request is taken back', async () => {
  const directory = left()
  const lock = await takeRunLock(runsDirectory(directory), RUN)
  expect(await askRun({directory, run: RUN, request: pause}, 100)).toEqual({
    ok: false,
    error: {
      code: 'held',
      message: `The dispatcher, process ${process.pid}, of run ${RUN} has not answered within 100 ms; the request was taken back. Look whether it is stuck; what is recorded is safe if you end it.`,
    },
  })
  expect(requestsIn(directory)).toEqual([])
  if (lock.ok) await lock.value.release()
  expect(await lastEvents(directory)).toEqual([])
})

test('a dispatcher that leaves without an answer: it is recorded here', async () => {
  const directory = left()
  const lock = await takeRunLock(runsDirectory(directory), RUN)
  const asking = askRun({directory, run: RUN, request: pause})
  while (!lock.ok || !requestsIn(directory).some(name => name.endsWith('.json')))
    await new Promise(resolve => setImmediate(resolve))
  await lock.value.release()
  expect(await asking).toMatchObject({ok: true, value: {isAtWork: false}})
  expect(await lastEvents(directory)).toEqual(['pause-requested'])
  expect(requestsIn(directory)).toEqual([])
})

test('a dispatcher that dies between journal and answer: nothing is recorded twice', async () => {
  const directory = left()
  const lock = await takeRunLock(runsDirectory(directory), RUN)
  const asking = askRun({directory, run: RUN, request: pause})
  while (!requestsIn(directory).some(name => name.endsWith('.json')))
    await new Promise(resolve => setImmediate(resolve))
  const name = requestsIn(directory).find(each => each.endsWith('.json')) ?? ''
  const opened = await FileJournal.open(journalPath(directory, RUN))
  if (!opened.ok || !lock.ok) throw new Error('somebody else is at work here')
  await opened.value.journal.append({...pause, requestId: name.replace('.json', ''), at: ENDED_AT})
  await opened.value.journal.close()
  await lock.value.release()
  expect(await asking).toMatchObject({ok: true, value: {isAtWork: false, state: {paused: {by: 'ann'}}}})
  expect(await lastEvents(directory)).toEqual(['pause-requested'])
})

test('several who ask a run that rests wait for one another', async () => {
  const directory = left()
  const requests = [approve, pause, approve, {...approve, task: 'T9'}] as const
  const asked = await Promise.all(requests.map(request => askRun({directory, run: RUN, request})))
  expect(asked.map(each => each.ok).toSorted()).toEqual([false, false, true, true])
  expect((await lastEvents(directory)).toSorted()).toEqual(['pause-requested', 'review-decided'])
  expect(asked[3]).toEqual({
    ok: false,
    error: {code: 'not-now', message: `Run ${RUN} has no task T9. See \`agent-spawn status\`.`},
  })
})

test('somebody who keeps the lock for long is waited for, and then named', async () => {
  const directory = left()
  await takeRunLock(runsDirectory(directory))
  expect(await askRun({directory, run: RUN, request: pause}, 50)).toEqual({
    ok: false,
    error: {
      code: 'held',
      message: `Another dispatcher is at work in ${directory}: process ${process.pid}. Wait for it, or stop it first.`,
    },
  })
})

test('a run whose dispatcher has died cannot be stopped', async () => {
  const request = {type: 'stop-requested', mode: 'kill', by: 'user', reason: 'enough'} as const
  expect(await askRun({directory: left(), run: RUN, request})).toEqual({
    ok: false,
    error: {
      code: 'not-now',
      message: `No dispatcher is at work on run ${RUN}; there is nothing to stop.`,
    },
  })
})
