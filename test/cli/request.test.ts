// What people ask of a run by the command line, and how a run rests that may not or cannot go on.

import {expect, test, vi} from 'vitest'
import {HARBOUR, lastJson, PLAN, rig, WORKER} from './rig.ts'

/** A whole run is a hundred processes, and the machine may be busy. */
vi.setConfig({testTimeout: 60_000})

const plan = ['--from-doc', PLAN, '--trust']

test('a failed task is tried again with a hint, which its agent is told', async () => {
  const {run} = rig()
  const listener = 'shell:grep -q "use chalk" {instruction} && mkdir -p out && echo x > out/{task}.txt'
  const failed = await run(['run', 'T1', ...plan, '--agent', listener, '--attempts', '1', '--json'])
  expect(failed.code).toBe(1)
  const {run: id} = lastJson(failed)
  expect(await run(['retry', 'T1', '--feedback', 'use chalk'])).toEqual({
    code: 0,
    out: `T1 will be tried again. Next: agent-spawn run --continue --run ${id}\n`,
    err: '',
  })
  expect((await run(['run', '--continue', '--json'])).code).toBe(0)
  const again = await run(['retry', 'T2'])
  expect(again).toEqual({
    code: 2,
    out: '',
    err: `agent-spawn: Task T2 takes no part in run ${id}. Take it in: agent-spawn run --continue --run ${id} T2\n`,
  })
  expect((await run(['retry', 'T1', '--downstream'])).out).toMatch(
    /^T1 and what depends on it will be tried again\. /,
  )
})

test('a cancelled task stays out of a run that goes on, and what depends on it says so', async () => {
  const {run} = rig()
  await run([
    'run',
    ...plan,
    '--agent',
    'shell:false',
    '--attempts',
    '1',
    '--on-failure',
    'no-new',
    '--concurrency',
    '1',
  ])
  expect((await run(['cancel', 'T3', '--reason', 'too deep'])).out).toMatch(
    /^T3 is cancelled; agent-spawn retry T3 takes it back\. Next: /,
  )
  const continued = await run(['run', '--continue', '--on-failure', 'continue', '--agent', WORKER, '--trust'])
  expect(continued.code).toBe(3)
  expect(continued.out).toMatch(/cancelled {5}T3 {2}Dredge the Basin: Cancelled by .+: too deep\n/)
  expect((await run(['explain', 'T4'])).out).toContain('waits for T3, which was cancelled')
})

test('a run whose budget is spent rests with exit code 5 and says what lets it go on', async () => {
  const {run} = rig()
  const ran = await run(['run', ...plan, '--agent', WORKER, '--budget-attempts', '2'])
  expect(ran.code).toBe(5)
  expect(ran.out).toContain(
    'is not started, for the budget is spent: 2 attempts of the run (budget.run.attempts)',
  )
  expect(ran.out).toMatch(/next: agent-spawn run --continue --run \S+ --budget-attempts N\n$/)
  const more = await run(['run', '--continue', '--budget-attempts', '9', '--json'])
  expect([more.code, lastJson(more).result]).toEqual([0, 'done'])
})

test('a run whose provider is not to be had for long rests with exit code 6; going on tries it again', async () => {
  const {run} = rig()
  const limited = 'shell:echo agent-spawn:limited 4102444800; exit 1'
  const ran = await run(['run', ...plan, '--agent', limited])
  expect(ran.code).toBe(6)
  expect(ran.out).toContain('waits for the usage limit of shell, until 2100-01-01T00:00:0')
  expect(ran.out).toMatch(/next: agent-spawn run --continue --run \S+, when the limit is over/)
  const done = await run(['run', '--continue', '--agent', WORKER, '--trust', '--json'])
  expect([done.code, lastJson(done).result]).toEqual([0, 'done'])
})

test('a run that rests can be neither paused nor resumed', async () => {
  const {run} = rig()
  const ran = await run(['run', 'T1', ...plan, '--agent', WORKER, '--json'])
  const {run: id} = lastJson(ran)
  expect([await run(['pause']), await run(['resume'])]).toEqual([
    {code: 2, out: '', err: `agent-spawn: Run ${id} rests already (done); there is nothing to pause.\n`},
    {
      code: 2,
      out: '',
      err: `agent-spawn: Run ${id} is not paused, it rests (done). Go on with it: agent-spawn run --continue --run ${id}\n`,
    },
  ])
})

test('a run goes on with the plan as it was edited: finished work whose task is the same is kept', async () => {
  const {run, write} = rig()
  const ran = await run(['run', ...plan, '--agent', WORKER, '--json'])
  const {run: id} = lastJson(ran)
  write(PLAN, HARBOUR.replace('Dredge the Basin', 'Dredge the Outer Basin'))
  const again = await run(['run', '--continue', ...plan, '--json'])
  expect(again.err).toContain('T3 is done again: its title')
  expect(again.err).toContain('Done again, for they are built on that: T4.')
  expect(again.err).toContain('2 tasks as before keep their work.')
  expect(lastJson(again)).toMatchObject({run: id, result: 'done', counts: {done: 4}})
  const started = again.out
    .split('\n')
    .flatMap(line => /"type":"attempt-started".*"task":"(T\d)"/.exec(line)?.[1] ?? [])
  expect(started).toEqual(['T3', 'T4'])
})
