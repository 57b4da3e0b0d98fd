// `rollback`, from the command line to the branch that the user lands.

import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {revert} from '../../src/dispatcher/revert.ts'
import {findHub} from '../../src/executor/workspace/hub.ts'
import {openRepository} from '../../src/executor/workspace/repository.ts'
import {evolve} from '../../src/run/evolve.ts'
import {next} from '../../src/run/next.ts'
import {amendRun} from '../../src/service/resting-run.ts'
import {err, ok} from '../../src/util/result.ts'
import {lastJson, PLAN, rig, WORKER} from './rig.ts'

/** A whole run is a hundred processes, and the machine may be busy. */
vi.setConfig({testTimeout: 120_000})

const run4 = ['run', '--from-doc', PLAN, '--trust', '--agent', WORKER, '--json']

test('S003-36: a task is taken back, what is built on it is stale, and both are done anew', async () => {
  const {run, git} = rig()
  const {run: id} = lastJson(await run(run4))
  expect((await run(['land'])).code).toBe(0)
  expect(await run(['rollback', 'T3', '--reason', 'too deep'])).toEqual({
    code: 0,
    out: `T3 will be rolled back. Your branch has it, too: move that with agent-spawn land when it is done. Next: agent-spawn run --continue --run ${id}\n`,
    err: '',
  })
  expect(await run(['rollback', 'T3'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: Task T3 is being rolled back already.\n',
  })
  expect((await run(['land'])).err).toBe(
    `agent-spawn: Task T3 of run ${id} is to be rolled back, and its work is still on the branch. Let that happen first: agent-spawn run --continue --run ${id}\n`,
  )
  const continued = await run(['run', '--continue'])
  expect(continued.code).toBe(1)
  expect(continued.out).toMatch(/T3 rolled back as [0-9a-f]{7}\n/)
  expect(git('ls-tree', '-r', '--name-only', `agent-spawn/${id}`, 'out')).toBe(
    'out/T1.txt\nout/T2.txt\nout/T4.txt',
  )
  const {out: status} = await run(['status'])
  expect(status).toMatch(
    /failed {8}T3 {2}Dredge the Basin: It was merged, and rolled back by .+: too deep\. After 1 attempt\.\n/,
  )
  expect(status).toContain(
    'stale         T4  Light the Buoys: built on T3, which was rolled back: agent-spawn retry T4\n',
  )
  const found = lastJson(await run(['status', '--json'])).tasks as readonly Record<string, unknown>[]
  expect(found.map(({phase, stale}) => [phase, stale])).toEqual([
    ['done', null],
    ['done', null],
    ['failed', null],
    ['done', 'T3'],
  ])
  expect((await run(['land'])).code).toBe(0)
  expect(git('ls-files', 'out')).toBe('out/T1.txt\nout/T2.txt\nout/T4.txt')
  expect((await run(['retry', 'T3', '--downstream'])).code).toBe(0)
  const again = await run(['run', '--continue', '--json'])
  expect([again.code, lastJson(again).result]).toEqual([0, 'done'])
  expect((await run(['land'])).code).toBe(0)
  expect(git('log', '--format=%s', '-3')).toBe(
    'feat(T4): Light the Buoys\nfeat(T3): Dredge the Basin\nrevert(T3): Dredge the Basin',
  )
})

test.each([
  ['before anything moved', false],
  ['when the branch had moved', true],
])('S003-36: a dispatcher that died in the middle of it, %s, has it done once', async (_, hasMoved) => {
  const {run, git, directory} = rig()
  const {run: id} = lastJson(await run(run4))
  await run(['rollback', 'T4'])
  const cutOff = await amendRun({directory, run: String(id)}, state => {
    const {policy} = state
    const resumed = evolve(structuredClone(state), {
      type: 'run-resumed',
      policy,
      selection: ['T4'],
      at: state.at,
    })
    const due = next(resumed, state.at)
    return due === undefined
      ? err({code: 'journal', message: ''})
      : ok([{type: 'run-resumed', policy, selection: ['T4']}, due])
  })
  if (!cutOff.ok) throw new Error(cutOff.error.message)
  const decision = cutOff.value.inFlight.get('T4')
  if (decision?.type !== 'revert-started') throw new Error('nothing is in flight')
  const repository = await openRepository(directory)
  const hub = repository.ok ? await findHub(repository.value) : undefined
  if (hasMoved && hub !== undefined)
    await revert({
      ...decision,
      hub,
      run: String(id),
      title: 'Light the Buoys',
      by: 'me',
      warn: () => undefined,
    })
  expect((await run(['run', '--continue'])).code).toBe(1)
  expect(git('log', '--format=%s', '-2', `agent-spawn/${id}`)).toBe(
    'revert(T4): Light the Buoys\nfeat(T4): Light the Buoys',
  )
})

test('later work on the same lines is named before anything is recorded', async () => {
  const {run} = rig()
  const everybody = 'shell:mkdir -p out && echo {task} > out/{task}.txt && echo {task} > last.txt'
  const {run: id} = lastJson(
    await run([...run4.slice(0, 4), '--concurrency', '1', '--agent', everybody, '--json']),
  )
  const refused = await run(['rollback', 'T3'])
  expect([refused.code, refused.err]).toEqual([
    3,
    'agent-spawn: Task T3 cannot be rolled back: the later work of T4 and T2 changed the same lines of last.txt. Roll that back first: agent-spawn rollback T4, agent-spawn rollback T2\n',
  ])
  expect((await run(['rollback', 'T4', '--json'])).out).toBe(
    `${JSON.stringify({schemaVersion: 1, kind: 'request', run: id, task: 'T4', phase: 'done', isAtWork: false, isPaused: false, result: 'done', isLanded: false})}\n`,
  )
})

test('what is not merged cannot be rolled back', async () => {
  const {run} = rig()
  const {run: id} = lastJson(await run(['run', 'T1', ...run4.slice(1)]))
  expect((await run(['rollback', 'T2'])).err).toBe(
    `agent-spawn: Task T2 of run ${id} is skipped and has nothing on the integration branch; only merged work can be rolled back.\n`,
  )
})

test('S002-41, S004-17: what breaks the whole is taken back, its task has failed, and what depends on it never starts', async () => {
  const {run, git, write, directory} = rig()
  // Each task alone is fine; the basin and the quay together are not.
  const gate = {type: 'command', name: 'whole', command: 'test ! -e out/T3.txt || test ! -e out/T1.txt'}
  write('.conductor/config.yaml', `attempts: 1\nquality: [${JSON.stringify(gate)}]\n`)
  const ran = await run(run4.filter(word => word !== '--json'))
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/T3 merged and taken back as [0-9a-f]{7}: Gate whole failed at /)
  const found = lastJson(await run(['status', '--json']))
  const tasks = found.tasks as readonly Record<string, unknown>[]
  expect(tasks.map(({phase, attempts}) => [phase, attempts])).toEqual([
    ['done', 1],
    ['done', 1],
    ['failed', 1],
    ['waiting', 0],
  ])
  const branch = String(found.integrationBranch)
  expect(git('log', '--format=%s', '-2', branch)).toBe(
    'revert(T3): Dredge the Basin\nfeat(T3): Dredge the Basin',
  )
  expect(git('ls-tree', '-r', '--name-only', branch, 'out')).toBe('out/T1.txt\nout/T2.txt')
  expect((await run(['log', 'T3'])).out).toMatch(
    /Gate `whole` \(command\) on the integration branch: \*\*failed\*\* in /,
  )
  // As if the dispatcher had died over the verdict.
  const root = join(directory, '.conductor', 'hub.git')
  const ref = `refs/heads/${branch}`
  const [tip = '', merged = ''] = git('-C', root, 'rev-parse', ref, `${ref}^`).split('\n')
  git('-C', root, 'update-ref', ref, merged)
  git('remote', 'add', 'origin', 'git@github.com:harbour/quay.git')
  for (const land of [['land'], ['land', '--pr']])
    expect((await run(land)).err).toContain(
      `ends in ${merged.slice(0, 7)}, which its quality gates have not passed yet.`,
    )
  git('-C', root, 'update-ref', ref, tip)
  write('.conductor/config.yaml', `attempts: 1\nquality: [${JSON.stringify({...gate, command: 'true'})}]\n`)
  const again = await run(['run', '--continue', '--trust', '--json'])
  expect([again.code, lastJson(again).result]).toEqual([0, 'done'])
})

test('a gate that asks a person is no quality gate', async () => {
  const {run, write} = rig()
  write('.conductor/config.yaml', 'quality: [{type: approval}]\n')
  const refused = await run(run4)
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringContaining('expected gates that need no person, so neither review nor approval'),
  ])
})
