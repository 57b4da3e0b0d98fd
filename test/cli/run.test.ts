// Whole runs through the command line: a real repository, real agents, real gates.

import {existsSync, readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test, vi} from 'vitest'
import {HARBOUR, lastJson, PLAN, rig, WORKER} from './rig.ts'

/** A whole run is a hundred processes, and the machine may be busy. */
vi.setConfig({testTimeout: 60_000})

const WORK = ['--from-doc', PLAN, '--agent', WORKER, '--trust']

test('a plan is run, merged, reported and landed', async () => {
  const {run, read, git, directory} = rig()
  const ran = await run(['run', ...WORK, '--json'])
  expect(ran.err).toBe('')
  expect(ran.code).toBe(0)
  const last = lastJson(ran)
  const {run: id, reports} = last
  expect(last).toEqual({
    schemaVersion: 1,
    kind: 'run',
    run: id,
    result: 'done',
    integrationBranch: `agent-spawn/${id}`,
    counts: {
      ...{waiting: 0, running: 0, validated: 0, merging: 0, done: 4},
      ...{'needs-review': 0, failed: 0, cancelled: 0, skipped: 0},
    },
    reports: [
      `docs/09-reports/EXECUTION_LOG_${String(id).slice(0, 8)}.md`,
      ...['T1', 'T2', 'T3', 'T4'].map(task => `docs/09-reports/${task}_execution_log.md`),
    ],
  })
  expect(existsSync(join(directory, 'out'))).toBe(false)
  const first = JSON.parse(ran.out.split('\n')[0] ?? '')
  expect(Object.keys(first).sort()).toEqual(
    ['at', 'base', 'counts', 'kind', 'run', 'schemaVersion', 'type', 'version'].sort(),
  )
  const log = Array.isArray(reports) ? String(reports[0]) : ''
  expect((await run(['log'])).out).toBe(read(log))
  expect((await run(['log', 'T3'])).out).toBe(read('docs/09-reports/T3_execution_log.md'))

  const landed = await run(['land'])
  expect(landed.code).toBe(0)
  expect(landed.out).toMatch(/^main moved from [0-9a-f]{7} to [0-9a-f]{7}, the work of run \S+\.\n$/)
  expect(git('log', '--format=%s', 'main').split('\n').slice(0, 4).sort()).toEqual([
    'feat(T1): Survey the Quay',
    'feat(T2): Chart the Channel',
    'feat(T3): Dredge the Basin',
    'feat(T4): Light the Buoys',
  ])
  expect(read('out/T4.txt')).toBe('T4\n')
})

test('S003-10: one task by its old spelling, its type and the name of its workspace', async () => {
  const {run, directory} = rig()
  const words = ['--task', 'T1: Survey the Quay', '--from-doc', PLAN]
  const ran = await run([
    ...words,
    '--type',
    'database-schema',
    '--workspace',
    'fw-db-schema',
    '--agent',
    WORKER,
    '--trust',
    '--json',
  ])
  expect(ran.code).toBe(0)
  const created = ran.out.split('\n').find(line => line.includes('workspace-created')) ?? '{}'
  expect(JSON.parse(created)).toMatchObject({
    path: '.conductor/workspaces/fw-db-schema',
    branch: 'agent/T1/database-schema',
  })
  expect(lastJson(ran)).toMatchObject({result: 'done', counts: {done: 1, skipped: 3}})
  expect(existsSync(join(directory, 'docs/09-reports/T1_execution_log.md'))).toBe(true)
})

test('S003-10: the id alone is enough, and a wrong title is refused', async () => {
  const {run} = rig()
  expect((await run(['--task', 'T1', '--from-doc', PLAN, '--agent', 'simulate'])).code).toBe(0)
  expect(await run(['--task', 'T1: Dredge the Basin', '--from-doc', PLAN, '--agent', 'simulate'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: T1 is "Survey the Quay", not "Dredge the Basin".\n',
  })
})

/** Attempts that were running at the same time, by the stream of events. */
const mostAtOnce = (stream: string): number => {
  let running = 0
  let most = 0
  for (const {type} of stream
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))) {
    if (type === 'attempt-started') running += 1
    if (type === 'attempt-finished') running -= 1
    most = Math.max(most, running)
  }
  return most
}

test('S003-19, S003-11: tasks of a batch group, with a cap and a pattern for their reports', async () => {
  const {run, directory} = rig()
  const pattern = 'docs/09-reports/{task}_execution_log.md'
  const ran = await run([
    ...['--batch-group', 'A', '--tasks', 'T1,T2,T3', '--parallelism', '2', '--output-pattern', pattern],
    ...[...WORK, '--json'],
  ])
  expect(ran.err).toBe('agent-spawn: Selected, but not of the group A: T3.\n')
  expect(ran.code).toBe(0)
  expect(mostAtOnce(ran.out)).toBe(2)
  expect(readdirSync(join(directory, 'docs/09-reports')).sort()).toEqual(
    [
      `EXECUTION_LOG_${String(lastJson(ran).run).slice(0, 8)}.md`,
      ...['T1', 'T2', 'T3'].map(task => `${task}_execution_log.md`),
    ].sort(),
  )
})

test('S003-11: a group without tasks means all of it, by any of its names', async () => {
  const {run} = rig()
  for (const name of ['A', 'GROUP_A', 'group a']) {
    const ran = await run(['--batch-group', name, '--from-doc', PLAN, '--agent', 'simulate', '--json'])
    expect(lastJson(ran)).toMatchObject({result: 'done', counts: {done: 2, skipped: 2}})
  }
})

test('S003-12: a pipeline of phases, in which dependencies still hold', async () => {
  const {run} = rig()
  const ran = await run([
    ...['--pipeline', '--phases', 'GROUP_A:T1-T2', 'GROUP_B:T3-T4', '--dependency-graph', PLAN],
    ...['--max-concurrent', '8', '--agent', 'simulate', '--json'],
  ])
  expect(ran.code).toBe(0)
  const events = ran.out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const position = (type: string, task: string): number =>
    events.findIndex(event => event.type === type && event.task === task)
  expect(position('attempt-started', 'T4')).toBeGreaterThan(position('attempt-finished', 'T3'))
  expect(lastJson(ran)).toMatchObject({result: 'done', counts: {done: 4}})
})

test('S003-15: a task whose dependency is neither selected nor done is not started', async () => {
  const {run, directory} = rig()
  expect(await run(['run', 'T4', ...WORK])).toEqual({
    code: 3,
    out: '',
    err:
      'agent-spawn: T4 needs T2 and T3: neither selected nor done in this run, so nothing was started. Add them ' +
      'to the selection, use --with-dependencies, or add to the run that finished them with `run --continue`.\n',
  })
  expect(existsSync(join(directory, '.conductor'))).toBe(false)
  const ran = await run(['run', 'T3', '--with-dependencies', ...WORK, '--json'])
  expect(lastJson(ran)).toMatchObject({result: 'done', counts: {done: 2, skipped: 2}})
  const more = await run(['run', '--continue', 'T4', '--with-dependencies', '--json'])
  expect(lastJson(more)).toMatchObject({run: lastJson(ran).run, result: 'done', counts: {done: 4}})
})

test('an agent that writes nothing fails, and the run goes on with another one', async () => {
  const {run} = rig()
  const failed = await run([
    'run',
    'T1',
    '--from-doc',
    PLAN,
    '--agent',
    'shell:true',
    '--attempts',
    '1',
    '--trust',
  ])
  expect(failed.code).toBe(1)
  expect(failed.out).toContain('Declared outputs are missing: out/T1.txt.')
  const mended = await run(['run', '--continue', '--agent', WORKER, '--attempts', '2', '--trust', '--json'])
  expect(lastJson(mended)).toMatchObject({result: 'done', counts: {done: 1, failed: 0}})
})

test('a second run of one day leaves the log of the first alone', async () => {
  const {run, directory} = rig()
  const first = lastJson(await run(['run', 'T1', ...WORK, '--json']))
  const second = lastJson(await run(['run', 'T2', ...WORK, '--json']))
  const day = String(first.run).slice(0, 8)
  const logs = readdirSync(join(directory, 'docs/09-reports')).filter(name => name.startsWith('EXECUTION'))
  expect(logs.sort()).toEqual([`EXECUTION_LOG_${day}.md`, `EXECUTION_LOG_${day}_${second.run}.md`].sort())
  const listed = await run(['runs', '--json'])
  const runs = [first, second].map(({run}) => expect.objectContaining({run, result: 'done'}))
  expect(lastJson(listed).runs).toEqual(expect.arrayContaining(runs))
})

const K1 = fileURLToPath(new URL('../../../shared/plans/k1-phase-5.3-breakdown.md', import.meta.url))

test.skipIf(!existsSync(K1))(
  'S003-16, S003-20: all 22 tasks of a real plan, at most 8 at once, simulated (needs ../shared)',
  async () => {
    const {run} = rig()
    const ran = await run([
      '--pipeline',
      '--from-doc',
      K1,
      '--max-concurrent',
      '8',
      '--agent',
      'simulate',
      '--json',
    ])
    expect(ran.code).toBe(0)
    expect(lastJson(ran)).toMatchObject({result: 'done', counts: {done: 22}})
    expect(mostAtOnce(ran.out)).toBeLessThanOrEqual(8)
    expect(lastJson(await run(['status', '--json']))).toMatchObject({counts: {done: 22, waiting: 0}})
  },
)

test.skipIf(!existsSync(K1))(
  'an agent that claims success and writes nothing finishes no task of a real plan (needs ../shared)',
  async () => {
    const {run} = rig()
    const ran = await run([
      'run',
      '--from-doc',
      K1,
      '--agent',
      'shell:true',
      '--attempts',
      '1',
      '--trust',
      '--json',
    ])
    expect(ran.code).toBe(1)
    expect(lastJson(ran)).toMatchObject({result: 'failed', counts: {done: 0}})
  },
)

const MANUAL = `# Harbour Plan

#### T1: Ring the Bell

**Estimated Effort:** 1 hour

**Outputs:**
- \`out/T1.txt\`

**Validation Steps:**
\`\`\`bash
# Look at the bell
open https://bell.example
\`\`\`
`

test('a task with a manual step waits for a person, and is merged once approved', async () => {
  const {run, write} = rig()
  write('bell.md', MANUAL)
  const ran = await run(['run', '--from-doc', 'bell.md', '--agent', WORKER, '--trust', '--json'])
  expect(ran.code).toBe(4)
  const {run: id} = lastJson(ran)
  expect(await run(['approve', 'T1', '--comment', 'it rings'])).toEqual({
    code: 0,
    out: `T1 is approved. Next: agent-spawn run --continue --run ${id}\n`,
    err: '',
  })
  expect(await run(['reject', 'T1'])).toEqual({
    code: 2,
    out: '',
    err: `agent-spawn: Task T1 of run ${id} is validated; only a task in needs-review can be approved or rejected. See \`agent-spawn status\`.\n`,
  })
  const continued = await run(['run', '--continue', '--json'])
  expect(lastJson(continued)).toMatchObject({run: id, result: 'done', counts: {done: 1}})
})

test('commands of a document run only after they were approved, for exactly this content', async () => {
  const {run, write} = rig()
  const words = ['run', 'T1', '--from-doc', PLAN, '--agent', WORKER]
  expect(await run(words)).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: plan.md would run 5 commands that nobody approved. Read them with `agent-spawn plan --json`, then run again with --trust.\n',
  })
  const declined = await run(words, '')
  expect(declined.code).toBe(2)
  expect(declined.err).toContain('  T1 validation:\n    test -s out/T1.txt\n')
  expect(declined.err).toContain(
    'Run 5 commands from plan.md? [y/N] agent-spawn: Not approved; nothing was run.\n',
  )
  expect((await run(words, 'y')).code).toBe(0)
  expect((await run(words)).code).toBe(0)
  const trust = join(process.env.XDG_CONFIG_HOME ?? '', 'agent-spawn/trust.json')
  expect(statSync(trust).mode & 0o777).toBe(0o600)
  write(PLAN, HARBOUR.replace('# Harbour Plan', '# Harbour Plan, revised'))
  expect((await run(words)).code).toBe(0)
  write(PLAN, HARBOUR.replace('test -s out/T1.txt', 'test -e out/T1.txt'))
  expect((await run(words)).code).toBe(2)
})

/** A dispatcher that is gone, in the middle of things. */
const cutOff = async () => {
  const made = rig()
  await made.run(SIMULATE)
  const [run = ''] = readdirSync(join(made.directory, '.conductor/runs')).filter(name => /^\d/.test(name))
  const path = `.conductor/runs/${run}/journal`
  made.write(path, made.read(path).split('\n').slice(0, 3).join('\n').concat('\n'))
  return {...made, id: run}
}

const SIMULATE = ['run', '--from-doc', PLAN, '--agent', 'simulate']

const runsOf = ({directory}: {readonly directory: string}): number =>
  readdirSync(join(directory, '.conductor/runs')).filter(name => /^\d/.test(name)).length

test('S001-30: a run that was cut off is offered to go on; where nobody answers, a new one starts and says so', async () => {
  const asked = await cutOff()
  const yes = await asked.run(SIMULATE, 'y')
  expect(yes.err).toContain(`The run ${asked.id} of "Harbour Plan" is not finished`)
  expect([yes.code, runsOf(asked)]).toEqual([0, 1])
  const refused = await cutOff()
  expect([(await refused.run(SIMULATE, 'n')).code, runsOf(refused)]).toEqual([0, 2])
  const alone = await cutOff()
  const told = await alone.run(SIMULATE)
  expect(told.err).toContain(`agent-spawn run --continue --run ${alone.id}`)
  expect([told.code, runsOf(alone)]).toEqual([0, 2])
})

test('S001-30: --resume auto goes on without a question, --resume never starts anew', async () => {
  const auto = await cutOff()
  const gone = await auto.run([...SIMULATE, '--resume', 'auto'])
  expect([gone.code, runsOf(auto)]).toEqual([0, 1])
  const never = await cutOff()
  const anew = await never.run([...SIMULATE, '--resume', 'never'], 'y')
  expect(anew.err).toContain('A new one is started')
  expect([anew.code, runsOf(never)]).toEqual([0, 2])
  expect((await never.run([...SIMULATE, '--resume', 'auto'])).code).toBe(0)
  expect(runsOf(never)).toBe(3)
})
