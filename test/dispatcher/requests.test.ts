// What lies in the directory of requests, whoever put it there: none of it stops a dispatcher, or makes it do what was not asked.

import {execFileSync} from 'node:child_process'
import {once} from 'node:events'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {type Inbox, openInbox} from '../../src/dispatcher/requests/inbox.ts'
import {readAnswer, sendRequest, withdrawRequest} from '../../src/dispatcher/requests/outbox.ts'
import {
  newRequestId,
  requestsDirectory,
  type SentRequest,
} from '../../src/dispatcher/requests/request-file.ts'
import {startRun} from '../../src/dispatcher/run.ts'
import {runDirectory} from '../../src/dispatcher/runs.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import type {Request} from '../../src/run/request.ts'
import {delay} from '../../src/system/clock.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'

vi.setConfig({testTimeout: 30_000})

const cancel = (requestId: string): SentRequest => ({
  type: 'cancel-requested',
  task: 'T1',
  by: 'ann',
  requestId,
})

/** A request as it would be sent, as text. */
const text = (requestId: string, request: object = cancel(requestId)): string =>
  JSON.stringify({dispatcher: 'lock-1', request})

interface Bench {
  readonly directory: string
  readonly requests: string
  readonly asked: Request[]
  readonly warnings: string[]
  open(ask?: (request: Request) => Promise<string | undefined>): Inbox
}

const bench = (): Bench => {
  const directory = temporaryDirectory()
  const requests = requestsDirectory(directory)
  mkdirSync(requests)
  const asked: Request[] = []
  const warnings: string[] = []
  const record = async (request: Request): Promise<string | undefined> => {
    asked.push(request)
    return undefined
  }
  const open: Bench['open'] = (ask = record) => {
    const inbox = openInbox({
      directory,
      dispatcher: 'lock-1',
      ask,
      warn: message => void warnings.push(message),
    })
    onTestFinished(() => inbox.close())
    return inbox
  }
  return {directory, requests, asked, warnings, open}
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

const answerTo = async (directory: string, id: string): Promise<unknown> => {
  for (;;) {
    const answer = await readAnswer(directory, id)
    if (answer !== undefined) return answer
    await delay(5)
  }
}

test('a request is asked once, answered, and gone; the directory is the user’s own', async () => {
  const {directory, requests, asked, warnings, open} = bench()
  execFileSync('rmdir', [requests])
  open()
  const request = cancel(newRequestId(0))
  await sendRequest(directory, {dispatcher: 'lock-1', request})
  expect(await answerTo(directory, request.requestId)).toEqual({})
  await until(() => readdirSync(requests).length === 0)
  expect({asked, warnings}).toEqual({asked: [request], warnings: []})
  expect(statSync(requests).mode & 0o777).toBe(0o700)
})

test('requests are asked in the order in which they were sent', async () => {
  const {requests, asked, open} = bench()
  const ids = [3, 1, 2].map(newRequestId)
  for (const id of ids) writeFileSync(join(requests, `${id}.json`), text(id))
  await open().close()
  expect(asked).toEqual(ids.toSorted().map(cancel))
})

test('what was withdrawn is not asked', async () => {
  const {directory, asked, open} = bench()
  await sendRequest(directory, {dispatcher: 'lock-1', request: cancel('a')})
  expect([await withdrawRequest(directory, 'a'), await withdrawRequest(directory, 'a')]).toEqual([
    true,
    false,
  ])
  await open().close()
  expect(asked).toEqual([])
})

test('what cannot be recorded any more lies there as it came', async () => {
  const {directory, requests, open} = bench()
  await sendRequest(directory, {dispatcher: 'lock-1', request: cancel('a')})
  const sent = readFileSync(join(requests, 'a.json'), 'utf8')
  await open(() => Promise.reject(new Error('the journal cannot be written'))).close()
  expect(readdirSync(requests)).toEqual(['a.json'])
  expect(readFileSync(join(requests, 'a.json'), 'utf8')).toBe(sent)
})

const stop = {type: 'stop-requested', mode: 'kill', by: 'user', reason: ''}
const review = {type: 'review-decided', task: 'T1', by: 'ann'}

test.each([
  ['no JSON', '{"dispatcher": "lock-1", '],
  ['bytes of nothing', '\0'.repeat(100)],
  ['nothing at all', ''],
  ['something else', '[]'],
  ['half of it', JSON.stringify({dispatcher: 'lock-1'})],
  ['no type that there is', text('bad', {...cancel('bad'), type: 'run-finished'})],
  ['a new plan', text('bad', {type: 'plan-changed', requestId: 'bad', graph: {}})],
  ['no word on what is asked', text('bad', {...review, requestId: 'bad', decision: 'merged'})],
  ['more than is asked', text('bad', {...cancel('bad'), phase: 'done'})],
  ['a policy’s wish', text('bad', {...stop, requestId: 'bad', by: 'policy'})],
  ['the id of another', text('good')],
  ['no id', text('bad', {...cancel('bad'), requestId: '../../evil'})],
])('%s is no request: it is set aside and told of, and others are asked', async (_, content) => {
  const {directory, requests, asked, warnings, open} = bench()
  writeFileSync(join(requests, 'bad.json'), content)
  writeFileSync(join(requests, 'good.json'), text('good'))
  await open().close()
  expect(asked).toEqual([cancel('good')])
  expect(readFileSync(join(requests, 'bad.json.1'), 'utf8')).toBe(content)
  expect(warnings).toEqual([
    expect.stringMatching(
      /bad\.json is no request \(.+\); nothing was done, and it is called .+bad\.json\.1 now\.$/,
    ),
  ])
  expect(await answerTo(directory, 'bad')).toEqual({
    refusal: expect.stringContaining('The dispatcher does not take this for a request: '),
  })
})

test('a pipe, a socket, links, a directory and three gigabytes neither stop nor fool the dispatcher', async () => {
  const {directory, requests, asked, warnings, open} = bench()
  const at = (name: string): string => join(requests, name)
  for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) execFileSync('mkfifo', [at(`${name}.json`)])
  writeFileSync(join(directory, 'elsewhere'), text('soft'))
  symlinkSync(join(directory, 'elsewhere'), at('soft.json'))
  writeFileSync(join(directory, 'shared'), text('hard'))
  linkSync(join(directory, 'shared'), at('hard.json'))
  mkdirSync(at('folder.json'))
  writeFileSync(at('huge.json'), text('huge'))
  truncateSync(at('huge.json'), 3 * 2 ** 30)
  writeFileSync(at('odd name.json'), text('odd name'))
  const socket = createServer().listen(at('sock.json'))
  await once(socket, 'listening')
  writeFileSync(at('.unfinished.json'), text('unfinished'))
  writeFileSync(at('notes.txt'), 'not ours')
  writeFileSync(at('z.json'), text('z'))
  const inbox = open()
  expect(await answerTo(directory, 'z')).toEqual({})
  await inbox.close()
  socket.close()
  expect(asked).toEqual([cancel('z')])
  const whys = warnings.map(warning =>
    /([a-z0-9 ]+)\.json is no request \((.+)\); nothing/.exec(warning)?.slice(1),
  )
  expect(Object.fromEntries(whys.map(why => why ?? []))).toEqual({
    ...Object.fromEntries(
      ['p1', 'p2', 'p3', 'p4', 'p5', 'folder'].map(name => [name, 'it is no regular file']),
    ),
    soft: 'it is a link',
    hard: 'it has a second name',
    huge: 'it is larger than 1048576 bytes',
    sock: 'it is a socket or a pipe',
    'odd name': 'request.requestId: expected letters, digits and dashes',
  })
})

test('hundreds of files that are none are set aside, and the loop goes on meanwhile', async () => {
  const {directory, requests, asked, warnings, open} = bench()
  for (let number = 0; number < 300; number++) writeFileSync(join(requests, `a${number}.json`), '{')
  writeFileSync(join(requests, 'z.json'), text('z'))
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  open()
  expect(await answerTo(directory, 'z')).toEqual({})
  clearInterval(turning)
  expect(turns).toBeGreaterThan(30)
  expect([asked.length, warnings.length]).toEqual([1, 300])
})

test('answers that nobody came for are removed after a minute', async () => {
  const {requests, open} = bench()
  for (const name of ['old.done', 'new.done']) writeFileSync(join(requests, name), '{}\n')
  const long = new Date(Date.now() - 61_000)
  utimesSync(join(requests, 'old.done'), long, long)
  await open().close()
  expect(readdirSync(requests)).toEqual(['new.done'])
})

test('a run whose directory of requests was taken away goes on', async () => {
  const {requests, warnings, open} = bench()
  const inbox = open()
  execFileSync('rm', ['-r', requests])
  await inbox.close()
  expect([existsSync(requests), warnings]).toEqual([false, []])
})

test('what is asked in the last moment of a run is answered before another dispatcher may come', async () => {
  const directory = temporaryDirectory()
  const simulate = {name: 'simulate', kind: 'simulate', args: []} as const
  const retry = {type: 'retry-requested', task: 'T1', downstream: false, by: 'ann', requestId: 'a'}
  const started = await startRun({
    directory,
    graph: graphOf({T1: {}}),
    policy: {...DEFAULT_POLICY, agents: {default: simulate, byType: {}, byTask: {}}},
    selection: ['T1'],
    warn: () => undefined,
    observe: ({type}, {run}) => {
      if (type !== 'run-finished') return
      writeFileSync(join(requestsDirectory(runDirectory(directory, run)), 'a.json'), text('a', retry))
    },
  })
  if (!started.ok) throw new Error(started.error.message)
  const {run, finished} = started.value
  expect((await finished).requests).toEqual(new Set(['a']))
  expect(readdirSync(requestsDirectory(runDirectory(directory, run)))).toEqual(['a.done'])
})
