// `monitor` beside a run at work: real agents, real processes, real workspaces. The agents are conducted.

import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import type {RunHandle} from '../../src/dispatcher/run.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {rig as empty, lastJson, runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const monitor = async (root: string, ...words: string[]) => {
  const ran = await runMain(['monitor', '--json', ...words], root)
  expect(ran.err).toBe('')
  return {code: ran.code, seen: lastJson(ran) as unknown as Seen}
}

interface Seen {
  readonly healthy: boolean
  readonly runs: readonly {problems: readonly string[]}[]
  readonly agents: readonly {task: string; pid: number; workspace: string; changed: readonly string[]}[]
  readonly locks: readonly object[]
  readonly conflicts: readonly {type: string; severity: string; agents: string[]; files: string[]}[]
  readonly duplicates: readonly object[]
}

const recordsIn = ({conflicts}: Seen) =>
  conflicts.map(({type, severity, agents, files}) => [type, severity, agents, files])

const objectsIn = (root: string): readonly string[] =>
  execFileSync('git', ['cat-file', '--batch-all-objects', '--batch-check', '--unordered'], {
    cwd: join(root, '.conductor/hub.git'),
    encoding: 'utf8',
  })
    .split('\n')
    .toSorted()

test('S002-18, S002-21: nothing runs, and that is well, with and without a repository', async () => {
  const {code, out} = await runMain(['monitor'], empty().directory)
  expect([code, out.split('\n').slice(1, 4)]).toEqual([0, ['Nothing runs.', '', 'Active agents: 0']])
})

/** Its agents end with it. */
const end = async (run: RunHandle): Promise<void> => {
  run.stop('kill', 'seen enough')
  await run.finished
}

test('S002-18, S002-19: two agents, dirty files with odd names, a conflict to come; the hub and the workspaces stay as they are', async () => {
  const rig = await createRig({'a.txt': '1\n2\n3\n', 'b.txt': 'b\n'})
  const run = await rig.start(graphOf({T1: {writes: []}, T2: {writes: []}}))
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n2\n3\n', 'with "quotes" and blanks.txt': '', 'new\nline.txt': 'x'})
  await t2.write({'a.txt': 'uno\n2\n3\n', 'b.txt': 'b\nc\n'})
  // The agents go on by themselves, and nobody but the monitor looks at what they do.
  run.stop('detach', 'to leave the hub alone')
  await run.finished
  const before = [objectsIn(rig.root), readdirSync(t1.workspace)]
  const {code, seen} = await monitor(rig.root)
  expect([objectsIn(rig.root), readdirSync(t1.workspace)]).toEqual(before)
  expect(seen.agents.map(({task, pid, changed}) => [task, pid > 0, changed])).toEqual([
    ['T1', true, ['a.txt', 'new\nline.txt', 'with "quotes" and blanks.txt']],
    ['T2', true, ['a.txt', 'b.txt']],
  ])
  expect(recordsIn(seen)).toEqual([
    ['file_lock_conflict', 'warning', ['T1', 'T2'], ['a.txt']],
    ['predicted_merge_conflict', 'warning', ['T1', 'T2'], ['a.txt']],
  ])
  expect([code, seen.healthy, seen.runs]).toEqual([
    0,
    true,
    [{run: run.run, dispatcher: null, paused: false, problems: []}],
  ])
  t1.exit(1)
  t2.exit(1)
})

test('S002-10, S002-20: who is at work already is refused in the same run, and seen as a duplicate in another', async () => {
  const rig = await createRig()
  const graph = graphOf({T1: {writes: ['a.txt']}})
  const older = await rig.start(graph)
  const first = await rig.attempt('T1')
  writeFileSync(join(rig.root, 'plan.md'), '### T1: the T1 part\n**Outputs:** `a.txt`\n')
  const words = ['run', 'T1', '--from-doc', 'plan.md', '--agent', 'shell:true', '--trust']
  const refused = await runMain(words, rig.root)
  expect([refused.code, refused.err.includes(`agent-spawn stop --run ${older.run}`)]).toEqual([7, true])
  older.stop('detach', 'to let another begin')
  await older.finished
  expect(await runMain([...words, '--resume', 'never'], rig.root)).toEqual({
    code: 7,
    out: '',
    err: expect.stringContaining(
      `agent-spawn: An agent of run ${older.run} is still at work on T1, though no dispatcher is. Take it over: agent-spawn run --continue --run ${older.run}; or end it first: agent-spawn cleanup\n`,
    ),
  })
  // What does not ask first is seen, at least.
  const newer = await rig.start(graph)
  await rig.attempt('T1')
  const {code, seen} = await monitor(rig.root)
  const left = 'The workspace of T1 could not be looked at: another run has taken its place.'
  expect([code, seen.agents.length, seen.runs[0]?.problems, seen.duplicates]).toEqual([
    1,
    2,
    [left],
    [
      {
        type: 'duplicate_task',
        severity: 'critical',
        run: newer.run,
        agents: ['T1', 'T1'],
        files: [],
        recommended_action: `Terminate T1, which is newer: agent-spawn cancel T1 --run ${newer.run}`,
      },
    ],
  ])
  first.exit(1)
  await end(newer)
})

test('S002-19: who writes what another has claimed needs a person; locks are told with who waits', async () => {
  const rig = await createRig({'a.txt': '1\n'})
  const run = await rig.start(
    graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}, T3: {writes: ['a.txt']}}),
  )
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': '2\n'})
  await t2.write({'a.txt': '3\n', 'b.txt': ''})
  const {code, seen} = await monitor(rig.root, '--run', run.run)
  expect([code, recordsIn(seen)[0]]).toEqual([1, ['file_lock_conflict', 'critical', ['T1', 'T2'], ['a.txt']]])
  expect(seen.locks).toEqual([
    {run: run.run, path: 'a.txt', access: 'exclusive', holder: 'T1', waiting: ['T3']},
    {run: run.run, path: 'b.txt', access: 'exclusive', holder: 'T2', waiting: []},
  ])
  await end(run)
})

test('S002-18: work that conflicts with what was merged meanwhile is told before its merge; thresholds are configured', async () => {
  const rig = await createRig({'a.txt': '1\n2\n3\n'})
  const run = await rig.start(graphOf({T1: {writes: ['one.txt']}, T2: {writes: ['two.txt']}}))
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n2\n3\n', 'one.txt': 'x'})
  await t2.write({'a.txt': 'uno\n2\n3\n', 'two.txt': 'x'})
  t1.exit(0)
  while (!rig.events.some(({type}) => type === 'merge-finished')) await new Promise(setImmediate)
  writeFileSync(join(rig.root, '.conductor/config.yaml'), 'monitor:\n  files: 1\n')
  const ran = await runMain(['monitor'], rig.root)
  expect(ran.out).toContain('warning predicted_merge_conflict, T2: a.txt\n')
  expect(ran.out).toContain(
    '  HIGH CONFLICT RISK: 2 changed files are not merged yet, more than 1 (monitor.files).',
  )
  await end(run)
})

test('in one tree for all, changes are told by who alone may write there', async () => {
  const rig = await createRig({'a.txt': '1\n'})
  const policy = {workspace: {...DEFAULT_POLICY.workspace, mode: 'shared'}} as const
  const run = await rig.start(graphOf({T1: {writes: ['a.txt', 'new/']}, T2: {writes: ['b.txt']}}), policy)
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': '2\n', 'new/x.txt': ''})
  await t2.write({'b.txt': ''})
  const {code, seen} = await monitor(rig.root)
  expect([code, seen.agents.map(({changed}) => changed)]).toEqual([0, [['a.txt', 'new/x.txt'], ['b.txt']]])
  t1.exit(0)
  t2.exit(0)
  const state = await run.finished
  expect([...state.tasks.values()].map(({attempts}) => attempts[0]?.changed)).toEqual([
    ['a.txt', 'new/x.txt'],
    ['b.txt'],
  ])
})

test('S002-22: --watch looks again and again, and Ctrl-C is no failure', async () => {
  const {directory} = empty()
  const cli = join(import.meta.dirname, '../rig/cli.ts')
  const words = [cli, 'monitor', '--watch', '--interval', '1', '--json']
  const child = spawn(process.execPath, words, {cwd: directory, stdio: ['ignore', 'pipe', 'inherit']})
  let out = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    out += chunk
    if (out.split('\n').length > 2) child.kill('SIGINT')
  }
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(0)
  expect(
    out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).kind),
  ).toEqual(['monitor', 'monitor'])
})

test('S002-30: two that overwrite one file in turn are both held, and that is told everywhere', async () => {
  const rig = await createRig({'a.txt': '1\n'})
  const workspace = {...DEFAULT_POLICY.workspace, mode: 'shared'} as const
  const policy = {workspace, attempts: 9, backoff: {baseMs: 200, capMs: 200}}
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['a.txt']}}), policy)
  for (let turn = 0; turn < 6; turn++) {
    const task = turn % 2 === 0 ? 'T1' : 'T2'
    const attempt = await rig.attempt(task)
    await attempt.write({'a.txt': `${task}\n`})
    attempt.exit(1)
  }
  expect((await run.finished).result).toBe('needs-review')
  expect((await runMain(['history', 'T1'], rig.root)).out).toContain(
    'waiting → needs-review  alarm: T1 and T2 rewrite a.txt in turn; both wait for a person\n',
  )
  const {code, seen} = await monitor(rig.root)
  expect([code, recordsIn(seen)]).toEqual([1, [['ping_pong', 'critical', ['T1', 'T2'], ['a.txt']]]])
  expect(seen.runs).toEqual([{run: run.run, dispatcher: null, paused: false, problems: []}])
  expect((await runMain(['status'], rig.root)).out).toContain(
    'needs-review  T2  the T2 part: which of T2 and T1 is to write a.txt: agent-spawn retry T2 | agent-spawn reject T2\n',
  )
  expect((await runMain(['reject', 'T2'], rig.root)).code).toBe(0)
  expect((await monitor(rig.root)).seen.conflicts.map(({agents}) => agents)).toEqual([['T1', 'T2']])
  expect((await runMain(['reject', 'T1'], rig.root)).code).toBe(0)
  expect(await runMain(['monitor', '--json'], rig.root)).toMatchObject({code: 0})
})
