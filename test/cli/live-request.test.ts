// What people ask of a run at work, from another terminal. The agents are conducted.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import type {RunHandle} from '../../src/dispatcher/run.ts'
import {findLockHolder} from '../../src/dispatcher/run-lock.ts'
import {listRuns, readHistory, runsDirectory} from '../../src/dispatcher/runs.ts'
import type {RunEvent} from '../../src/run/event.ts'
import type {RunState} from '../../src/run/state.ts'
import {identify} from '../../src/system/identity.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {rig as harbour, PLAN, type Ran, runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

process.env.USER = 'ann'

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

const heard = (rig: Rig, type: RunEvent['type'], task?: string): Promise<void> =>
  until(() => rig.events.some(event => event.type === type && (!('task' in event) || event.task === task)))

const ask = ({root}: Rig, ...words: string[]): Promise<Ran> => runMain(words, root)

const said = (text: string): Ran => ({code: 0, out: `${text}\n`, err: ''})
const refused = (message: string): Ran => ({code: 2, out: '', err: `agent-spawn: ${message}\n`})

const phases = ({tasks}: RunState) => [...tasks.values()].map(({phase}) => phase)

const requestsOf = (root: string, run: string): string => join(root, '.conductor', 'runs', run, 'requests')

const settled = async (rig: Rig, {run, finished}: RunHandle): Promise<RunState> => {
  const state = await finished
  expect(readdirSync(requestsOf(rig.root, run))).toEqual([])
  return state
}

const work = async (rig: Rig, task: string): Promise<void> => {
  const attempt = await rig.attempt(task)
  await attempt.write({[`${task}.txt`]: `${task}\n`})
  attempt.exit(0)
}

const UNVERIFIED = graphOf({T1: {writes: []}, T2: {writes: []}, T3: {needs: ['T1']}, T4: {}})

test('a review is decided while others are at work: what waits for it starts at once, and who tries again is told why', async () => {
  const rig = await createRig()
  const run = await rig.start(UNVERIFIED)
  await work(rig, 'T1')
  await work(rig, 'T2')
  await heard(rig, 'attempt-finished', 'T1')
  await heard(rig, 'attempt-finished', 'T2')
  expect(await ask(rig, 'approve', 'T1', '--comment', 'well done')).toEqual(
    said('T1 is approved. The run goes on.'),
  )
  const rejected = await ask(rig, 'reject', 'T2', '--comment', 'too thin', '--run', run.run, '--json')
  expect([rejected.code, JSON.parse(rejected.out)]).toEqual([
    0,
    {
      ...{schemaVersion: 1, kind: 'request', run: run.run, task: 'T2', phase: 'failed'},
      ...{isAtWork: true, isPaused: false, result: null},
    },
  ])
  expect(await ask(rig, 'approve', 'T4')).toEqual(
    refused(
      `Task T4 of run ${run.run} is running; only a task in needs-review can be approved or rejected. See \`agent-spawn status\`.`,
    ),
  )
  expect((await ask(rig, 'retry', 'T2')).code).toBe(0)
  const again = await rig.attempt('T2')
  expect(readFileSync(join(again.workspace, 'TASK_INSTRUCTION.md'), 'utf8')).toContain('too thin')
  again.exit(0)
  await work(rig, 'T3')
  await work(rig, 'T4')
  expect(phases(await settled(rig, run))).toEqual(['done', 'needs-review', 'done', 'done'])
  const review = rig.events.find(event => event.type === 'review-decided')
  expect(review).toMatchObject({task: 'T1', decision: 'approved', by: 'ann', comment: 'well done'})
})

test('a task is cancelled while its agent runs, and comes back with a hint; what cannot be asked is refused', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}}))
  const first = await rig.attempt('T1')
  expect(await ask(rig, 'cancel', 'T1', '--reason', 'wrong way')).toEqual(
    said('T1 is cancelled; agent-spawn retry T1 takes it back. The run goes on.'),
  )
  await heard(rig, 'attempt-finished', 'T1')
  expect(await identify(first.pid)).toBe(undefined)
  expect(await ask(rig, 'retry', 'T1', '--downstream', '--feedback', 'the other way')).toEqual(
    said('T1 and what depends on it will be tried again. The run goes on.'),
  )
  const again = await rig.attempt('T1')
  expect(readFileSync(join(again.workspace, 'TASK_INSTRUCTION.md'), 'utf8')).toContain('the other way')
  expect(await ask(rig, 'retry', 'T1')).toEqual(
    refused(
      `Task T1 of run ${run.run} is running; only one that is done, failed, cancelled or in needs-review can be tried again.`,
    ),
  )
  await again.write({'T1.txt': 'one\n'})
  again.exit(0)
  for (const task of ['T3', 'T2']) await work(rig, task)
  expect(phases(await settled(rig, run))).toEqual(['done', 'done', 'done'])
})

test('S003-36: a task is rolled back while others are at work, and done anew', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}}))
  await work(rig, 'T1')
  const second = await rig.attempt('T2')
  expect(await ask(rig, 'rollback', 'T1')).toEqual(
    refused(
      'Task T2, which is built on T1, is running. Wait for it, or cancel it first: agent-spawn cancel T2',
    ),
  )
  await second.write({'T2.txt': 'two\n'})
  second.exit(0)
  const third = await rig.attempt('T3')
  await heard(rig, 'merge-finished', 'T2')
  expect(await ask(rig, 'rollback', 'T1', '--reason', 'too slow')).toEqual(
    said('T1 will be rolled back. The run goes on.'),
  )
  await heard(rig, 'revert-finished', 'T1')
  expect((await ask(rig, 'retry', 'T1', '--downstream')).code).toBe(0)
  await third.write({'T3.txt': 'three\n'})
  third.exit(0)
  const again = await rig.attempt('T1')
  expect(readFileSync(join(again.workspace, 'TASK_INSTRUCTION.md'), 'utf8')).toContain(
    'It was merged, and rolled back by ann: too slow.',
  )
  expect(existsSync(join(again.workspace, 'T2.txt'))).toBe(true)
  await again.write({'T1.txt': 'better\n'})
  again.exit(0)
  const anew = await rig.attempt('T2')
  await anew.write({'T2.txt': 'better, too\n'})
  anew.exit(0)
  expect(phases(await settled(rig, run))).toEqual(['done', 'done', 'done'])
})

test('a run at work is paused and resumed', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {}}), {slots: 1})
  const first = await rig.attempt('T1')
  expect(await ask(rig, 'resume')).toEqual(
    refused(`Run ${run.run} is not paused; there is nothing to resume.`),
  )
  expect(await ask(rig, 'pause', '--reason', 'lunch')).toEqual(
    said(`Run ${run.run} is paused: nothing new starts. Next: agent-spawn resume`),
  )
  await first.write({'T1.txt': 'one\n'})
  first.exit(0)
  await heard(rig, 'merge-finished', 'T1')
  expect((await ask(rig, 'status')).out).toContain('paused by ann: lunch')
  expect(rig.events.filter(({type}) => type === 'attempt-started')).toHaveLength(1)
  expect(await ask(rig, 'resume')).toEqual(said(`Run ${run.run} is no longer paused. The run goes on.`))
  await work(rig, 'T2')
  expect(phases(await settled(rig, run))).toEqual(['done', 'done'])
})

test('of two that ask the same at once one is refused, and both are answered', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {}, T3: {}}))
  await Promise.all(['T1', 'T2', 'T3'].map(task => rig.attempt(task)))
  const both = await Promise.all([ask(rig, 'cancel', 'T1'), ask(rig, 'cancel', 'T1')])
  expect(both.map(({code}) => code).toSorted()).toEqual([0, 2])
  const others = await Promise.all([ask(rig, 'cancel', 'T2'), ask(rig, 'cancel', 'T3')])
  expect(others.map(({code}) => code)).toEqual([0, 0])
  expect(phases(await settled(rig, run))).toEqual(['cancelled', 'cancelled', 'cancelled'])
})

test('stop lets what runs come to its end; a second one is refused, a harder one is not', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {}, T3: {}}), {slots: 2})
  await rig.attempt('T2')
  const go = `agent-spawn run --continue --run ${run.run}`
  expect(await ask(rig, 'stop')).toEqual(
    said(`Run ${run.run} starts nothing new, and rests when what runs has ended. Next: ${go}`),
  )
  await work(rig, 'T1')
  await heard(rig, 'merge-finished', 'T1')
  expect(await ask(rig, 'stop', '--drain')).toEqual(
    refused(`Run ${run.run} is being stopped already (drain): asked to by ann.`),
  )
  expect(await ask(rig, 'stop', '--kill')).toEqual(
    said(`Run ${run.run} is stopped; its workspaces are kept. Next: ${go}`),
  )
  expect(await findLockHolder(runsDirectory(rig.root))).toBe(undefined)
  const state = await settled(rig, run)
  expect([state.result, phases(state)]).toEqual(['interrupted', ['done', 'waiting', 'waiting']])
  expect(await ask(rig, 'stop')).toEqual(
    refused(`Run ${run.run} rests already (interrupted); there is nothing to stop.`),
  )
  expect((await ask(rig, 'stop', '--kill', '--detach')).code).toBe(2)
})

test('stop --detach leaves the agents at work, the journal keeps all it had, and the next dispatcher adopts them', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {}, T2: {needs: ['T1']}}))
  const agent = await rig.attempt('T1')
  const before = await readHistory(rig.root)
  expect(await ask(rig, 'stop', '--detach')).toEqual(
    said(
      `Run ${first.run} is left by its dispatcher; its agents go on. Next: agent-spawn run --continue --run ${first.run}`,
    ),
  )
  const after = await readHistory(rig.root)
  if (!before.ok || !after.ok) throw new Error('the journal cannot be read')
  expect(after.value.events.slice(0, before.value.events.length)).toEqual(before.value.events)
  expect(await identify(agent.pid)).toBeDefined()
  expect(await ask(rig, 'stop')).toMatchObject({code: 2})
  const second = await rig.resume()
  await until(() => rig.events.some(({type}) => type === 'attempt-adopted'))
  await agent.write({'T1.txt': 'one\n'})
  agent.exit(0)
  await work(rig, 'T2')
  const state = await settled(rig, second)
  expect([...state.tasks.values()].map(({attempts}) => attempts.length)).toEqual([1, 1])
  expect(rig.events.filter(({type}) => type === 'attempt-adopted')).toHaveLength(1)
})

const onlyRun = async (rig: Rig): Promise<string> => (await listRuns(rig.root))[0] ?? ''

const recorded = async (rig: Rig, type: RunEvent['type']): Promise<readonly RunEvent[]> => {
  const history = await readHistory(rig.root)
  if (!history.ok) throw new Error(history.error.message)
  return history.value.events.filter(event => event.type === type)
}

test('a dispatcher killed before it looks: whoever asked records it, once', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(graphOf({T1: {}, T2: {}}), {slots: 1})
  await rig.attempt('T1')
  const run = await onlyRun(rig)
  dispatcher.kill('SIGSTOP')
  const asking = ask(rig, 'cancel', 'T2')
  await until(() => readdirSync(requestsOf(rig.root, run)).some(name => name.endsWith('.json')))
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  expect(await asking).toEqual(
    said(
      `T2 is cancelled; agent-spawn retry T2 takes it back. Next: agent-spawn run --continue --run ${run}`,
    ),
  )
  expect(await recorded(rig, 'cancel-requested')).toHaveLength(1)
  expect(readdirSync(requestsOf(rig.root, run))).toEqual([])
})

test('a dispatcher killed between journal and answer: the next one answers, and records nothing twice', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(graphOf({T1: {}, T2: {}}), {slots: 1})
  await rig.attempt('T1')
  const run = await onlyRun(rig)
  expect((await ask(rig, 'cancel', 'T2')).code).toBe(0)
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  const [event] = await recorded(rig, 'cancel-requested')
  const {at: _, ...request} = event ?? {at: 0}
  const requestId = 'requestId' in request ? request.requestId : ''
  // As the dispatcher left it: taken, recorded, and not answered.
  const taken = join(requestsOf(rig.root, run), `${requestId}.taken`)
  writeFileSync(taken, JSON.stringify({dispatcher: 'lock-1', request}))
  const next = await rig.resume()
  const answer = taken.replace('.taken', '.done')
  await until(() => existsSync(answer) && !existsSync(taken))
  expect(readFileSync(answer, 'utf8')).toBe('{}\n')
  expect(await recorded(rig, 'cancel-requested')).toHaveLength(1)
  expect(rig.warnings).toEqual([])
  next.stop('kill', 'the test is over')
  await next.finished
})

test('a request left behind is done by the next dispatcher, but for the wish that the last one stop', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(graphOf({T1: {}, T2: {}, T3: {}}), {slots: 1})
  const first = await rig.attempt('T1')
  const run = await onlyRun(rig)
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  const leave = (requestId: string, wish: object): void => {
    const path = join(requestsOf(rig.root, run), `${requestId}.json`)
    writeFileSync(`${path}.new`, JSON.stringify({dispatcher: 'lock-1', request: {...wish, requestId}}))
    renameSync(`${path}.new`, path)
  }
  leave('a', {type: 'stop-requested', mode: 'kill', by: 'user', reason: 'enough'})
  leave('b', {type: 'cancel-requested', task: 'T3', by: 'ann'})
  const next = await rig.resume()
  const answerTo = (id: string): string => join(requestsOf(rig.root, run), `${id}.done`)
  await until(() => existsSync(answerTo('b')))
  expect(['a', 'b'].map(id => JSON.parse(readFileSync(answerTo(id), 'utf8')))).toEqual([
    {refusal: 'The dispatcher that was to stop is gone, and another one goes on with the run.'},
    {},
  ])
  await first.write({'T1.txt': 'one\n'})
  first.exit(0)
  await work(rig, 'T2')
  expect(phases(await next.finished)).toEqual(['done', 'done', 'cancelled'])
})

test('a run that rests is asked in vain while another is at work, and says which', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {writes: []}}))
  await work(rig, 'T1')
  await first.finished
  const second = await rig.start(graphOf({T1: {}}))
  await rig.attempt('T1')
  const held = await ask(rig, 'approve', 'T1', '--run', first.run)
  expect([held.code, held.err]).toEqual([
    7,
    expect.stringContaining(`is at work on run ${second.run} in ${rig.root}, and only one run at a time`),
  ])
  expect((await ask(rig, 'stop', '--kill', '--run', second.run)).code).toBe(0)
  expect(await ask(rig, 'approve', 'T1', '--run', first.run)).toEqual(
    said(`T1 is approved. Next: agent-spawn run --continue --run ${first.run}`),
  )
})

const CLI = join(import.meta.dirname, '../rig/cli.ts')

test.each([
  ['--kill', 'stopping everything: asked to by ann', 'pending'],
  ['--detach', 'leaving, agents go on: asked to by ann', 'running'],
])(
  'S001-24: stop %s ends the program in the other terminal with exit code 130; its agents keep the state that they had',
  async (flag, words, status) => {
    const {directory, run, read} = harbour()
    const follow = ['run', 'T1', '--from-doc', PLAN, '--trust', '--agent', 'shell:sleep 30']
    const program = spawn(process.execPath, [CLI, ...follow], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [program.stdout, program.stderr])
      stream.setEncoding('utf8').on('data', text => {
        printed += text
      })
    const exited = once(program, 'exit')
    await until(() => /T1 process \d+ started/.test(printed))
    const stateOf = () => JSON.parse(read('.conductor/state/T1.json'))
    const before = stateOf()
    expect(await run(['stop', flag])).toMatchObject({code: 0, err: ''})
    expect(await exited).toEqual([130, null])
    expect(printed).toContain(words)
    const after = stateOf()
    expect(Object.keys(before).filter(key => !(key in after))).toEqual([])
    const {prompt, parent_agent_id, created_at, started_at, progress} = before
    expect(after).toMatchObject({prompt, parent_agent_id, created_at, started_at, status})
    expect(prompt).toContain('Survey the Quay')
    expect(after.progress).toBeGreaterThanOrEqual(progress)
    expect((await run(['status'])).code).toBe(0)
    if (status === 'running') process.kill(-after.pid, 'SIGKILL')
  },
)
