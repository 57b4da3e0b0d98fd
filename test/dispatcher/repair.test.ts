// Conflicts and their repair: a real repository, real processes, and agents that the test conducts.

import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import type {RunState} from '../../src/run/state.ts'
import {type ConductedAttempt, createRig, git, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

vi.setConfig({testTimeout: 60_000})

const NOTES = ['# Notes', '', 'first', '', 'middle', '', 'last', ''].join('\n')

const told = ({workspace}: ConductedAttempt): string =>
  readFileSync(join(workspace, 'TASK_INSTRUCTION.md'), 'utf8')

const seen = ({workspace}: ConductedAttempt, path: string): string =>
  readFileSync(join(workspace, path), 'utf8')

const outcomes = (state: RunState, task: string) =>
  state.tasks
    .get(task)
    ?.attempts.map(({agent, repairs, outcome}) => ({agent, repairs, outcome: outcome?.type}))

/** T1 writes `a.txt`, T2 writes `b.txt`, and both write elsewhere. */
const graph: Graph = (() => {
  const found = graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}})
  const tasks = found.tasks.map(task => ({...task, instruction: `Do the ${task.id} part, and say so.`}))
  return {...found, tasks}
})()

interface Files {
  readonly [path: string]: string
}

/** T1 is merged with these files; what T2 leaves is to be merged next. */
const both = async (rig: Rig, mine: Files, others: Files): Promise<void> => {
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n', ...others})
  t1.exit(0)
  await vi.waitUntil(() => rig.events.some(({type}) => type === 'merge-finished'), {timeout: 30_000})
  await t2.write({'b.txt': 'two\n', ...mine})
  t2.exit(0)
}

const notes = (change: (text: string) => string): Files => ({'notes.md': change(NOTES)})
const byT1 = notes(text => text.replace('middle', 'middle, says T1'))
const byT2 = notes(text => text.replace('middle', 'middle, says T2'))

test('S002-37: disjoint hunks of one file merge by themselves', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const run = await rig.start(graph)
  await both(
    rig,
    notes(text => text.replace('last', 'last, says T2')),
    notes(text => text.replace('first', 'first, says T1')),
  )
  const state = await run.finished
  expect([state.result, outcomes(state, 'T2')]).toEqual([
    'done',
    [{agent: 'conducted', repairs: undefined, outcome: 'passed'}],
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toBe(
    ['# Notes', '', 'first, says T1', '', 'middle', '', 'last, says T2'].join('\n'),
  )
})

test('S002-37: the same hunk is repaired by the agent itself, with both versions and the other task before it', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const run = await rig.start(graph)
  await both(rig, {...byT2, 'notes.md': (byT2['notes.md'] ?? '').replace('last', 'last, says T2')}, byT1)
  const repair = await rig.attempt('T2')
  const tip = rig.git('rev-parse', `agent-spawn/${run.run}`)
  const work = rig.events.flatMap(event => (event.type === 'merge-started' ? [event.commit] : [])).at(-1)
  expect(seen(repair, 'notes.md')).toBe(
    [
      ...['# Notes', '', 'first', ''],
      ...[`<<<<<<< ${tip}`, 'middle, says T1', '=======', 'middle, says T2', `>>>>>>> ${work}`],
      ...['', 'last, says T2', ''],
    ].join('\n'),
  )
  expect([seen(repair, 'a.txt'), seen(repair, 'b.txt')]).toEqual(['one\n', 'two\n'])
  const instruction = told(repair)
  for (const part of [
    '## First of all: repair a conflict',
    '- `notes.md`: CONFLICT (content): Merge conflict in notes.md',
    `git show ${tip}:PATH`,
    `git show ${work}:PATH`,
    '### T1: the T1 part (merged as',
    'Do the T1 part, and say so.',
    'Do the T2 part, and say so.',
  ])
    expect(instruction).toContain(part)
  expect(instruction).not.toContain('Where the last attempt stopped')
  await repair.write(notes(text => text.replace('middle', 'middle, say T1 and T2')))
  repair.exit(0)
  const state = await run.finished
  expect([state.result, outcomes(state, 'T2'), state.tasks.get('T2')?.spent]).toEqual([
    'done',
    [
      {agent: 'conducted', repairs: undefined, outcome: 'conflicted'},
      {agent: 'conducted', repairs: 1, outcome: 'passed'},
    ],
    0,
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toContain('middle, say T1 and T2')
  expect(rig.git('rev-list', '--merges', `agent-spawn/${run.run}`)).toBe('')
})

test('marks that are left fail a repair before its gates; after two rounds a person finishes it in the same workspace', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const run = await rig.start(graph)
  await both(rig, byT2, byT1)
  const first = await rig.attempt('T2')
  const marked = seen(first, 'notes.md')
  await first.write({'notes.md': marked.replace(/^<<<<<<< .*\n/m, '').replace(/^>>>>>>> .*\n/m, '')})
  first.exit(0)
  const second = await rig.attempt('T2')
  expect(second.workspace).toBe(first.workspace)
  expect(told(second)).toContain('Marks of the conflict are left in notes.md.')
  expect(told(second)).toContain('Where the last attempt stopped')
  second.exit(0)
  const rested = await run.finished
  expect([rested.result, outcomes(rested, 'T2')?.map(({outcome}) => outcome)]).toEqual([
    'needs-review',
    ['conflicted', 'unresolved', 'unresolved'],
  ])
  expect(rested.tasks.get('T2')?.attempts.at(-1)?.outcome).toEqual({type: 'unresolved', paths: ['notes.md']})
  writeFileSync(join(second.workspace, 'notes.md'), NOTES.replace('middle', 'middle, says ann'))
  const again = await rig.resume()
  expect(
    await again.ask({type: 'resolve-requested', task: 'T2', action: 'continue', by: 'ann'}),
  ).toBeUndefined()
  const done = await again.finished
  expect([done.result, outcomes(done, 'T2')?.at(-1)]).toEqual([
    'done',
    {agent: 'person', repairs: 1, outcome: 'passed'},
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toContain('middle, says ann')
})

test('a set-up sees no marks, and what it changed gives way to the two sides', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const setup = ['! grep -q "<<<<<<<" notes.md', 'echo set up >> notes.md; echo kept > tool.txt']
  const run = await rig.start(graph, {workspace: {...rig.policy.workspace, setup}})
  await both(rig, byT2, byT1)
  const repair = await rig.attempt('T2')
  expect(seen(repair, 'notes.md')).toContain('middle, says T1\n=======\nmiddle, says T2\n')
  expect([seen(repair, 'notes.md').includes('set up'), seen(repair, 'tool.txt')]).toEqual([false, 'kept\n'])
  await repair.write(byT2)
  repair.exit(0)
  expect((await run.finished).result).toBe('done')
})

test('a heading is no mark, nor is any line that a side had before', async () => {
  const heading = 'Notes\n=======\n\n>>>>>>> quoted\n'
  const rig = await createRig({'notes.md': `${heading}middle\n`})
  const run = await rig.start(graph)
  await both(rig, {'notes.md': `${heading}two\n`}, {'notes.md': `${heading}one\n`})
  const repair = await rig.attempt('T2')
  await repair.write({'notes.md': `${heading}one and two\n`})
  repair.exit(0)
  expect((await run.finished).result).toBe('done')
})

test('where whole files conflict, the instruction says what each side did, and both are to be read by commit', async () => {
  const rig = await createRig({'gone.txt': 'old\n', 'kept.txt': 'old\n'})
  const run = await rig.start(graph)
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  rmSync(join(t1.workspace, 'gone.txt'))
  await t1.write({'a.txt': 'one\n', 'picture.bin': '\0\u0001one'})
  t1.exit(0)
  await vi.waitUntil(() => rig.events.some(({type}) => type === 'merge-finished'), {timeout: 30_000})
  await t2.write({'b.txt': 'two\n', 'gone.txt': 'new\n', 'picture.bin': '\0\u0001two'})
  t2.exit(0)
  const repair = await rig.attempt('T2')
  expect(told(repair)).toMatch(
    /- `gone.txt`: CONFLICT \(modify\/delete\): gone.txt deleted in \w+ and modified in/,
  )
  expect(told(repair)).toMatch(/- `picture.bin`: Cannot merge binary files: picture.bin /)
  expect([seen(repair, 'gone.txt'), seen(repair, 'picture.bin')]).toEqual(['new\n', '\0\u0001one'])
  await repair.write({'picture.bin': '\0\u0001both'})
  repair.exit(0)
  expect((await run.finished).result).toBe('done')
  expect(rig.git('show', `agent-spawn/${run.run}:gone.txt`)).toBe('new')
})

test('without repairs the two sides are laid out for a person, whose work a live run judges and merges', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const found = graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}, T3: {writes: ['c.txt']}})
  const run = await rig.start(found, {merge: {repairs: 0}})
  await both(rig, byT2, byT1)
  const t3 = await rig.attempt('T3')
  await vi.waitUntil(() => rig.events.filter(({type}) => type === 'merge-finished').length === 2, {
    timeout: 30_000,
  })
  const workspace = join(rig.root, '.conductor/workspaces/agent-T2-general')
  expect(readFileSync(join(workspace, 'notes.md'), 'utf8')).toContain(
    'middle, says T1\n=======\nmiddle, says T2\n',
  )
  const wish = {type: 'resolve-requested', task: 'T2', action: 'continue', by: 'ann'} as const
  expect(await run.ask(wish)).toBeUndefined()
  await vi.waitUntil(() => rig.events.filter(({type}) => type === 'attempt-finished').length === 3, {
    timeout: 30_000,
  })
  writeFileSync(join(workspace, 'notes.md'), NOTES.replace('middle', 'middle, says ann'))
  expect(await run.ask(wish)).toBeUndefined()
  await vi.waitUntil(() => rig.events.filter(({type}) => type === 'merge-finished').length === 3, {
    timeout: 30_000,
  })
  await t3.write({'c.txt': 'three\n'})
  t3.exit(0)
  const state = await run.finished
  expect([state.result, outcomes(state, 'T2')]).toEqual([
    'done',
    [
      {agent: 'conducted', repairs: undefined, outcome: 'conflicted'},
      {agent: 'person', repairs: 1, outcome: 'unresolved'},
      {agent: 'person', repairs: 1, outcome: 'passed'},
    ],
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toContain('middle, says ann')
  expect(existsSync(workspace)).toBe(false)
  expect(rig.warnings).toEqual([])
})

test('a person whose workspace is gone is told so, and nothing is merged', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const run = await rig.start(graph, {merge: {repairs: 0}})
  await both(rig, byT2, byT1)
  const tip = (await run.finished).tip
  rmSync(join(rig.root, '.conductor/workspaces/agent-T2-general'), {recursive: true})
  const again = await rig.resume()
  expect(
    await again.ask({type: 'resolve-requested', task: 'T2', action: 'continue', by: 'ann'}),
  ).toBeUndefined()
  const state = await again.finished
  expect([state.result, state.tip]).toEqual(['needs-review', tip])
  expect(state.tasks.get('T2')?.attempts.at(-1)?.outcome).toMatchObject({
    type: 'refused',
    reason: expect.stringContaining('The workspace in which the conflict was laid out is gone'),
  })
})

test('S002-38: a resolver repairs in the place of the agent; what it leaves passes the gates or is not merged', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const good = `for path in $AGENT_SPAWN_CONFLICTS; do sed -i.bak -e '/^[<=>]\\{7\\}/d' "$path" && rm "$path.bak"; done`
  const run = await rig.start(graph, {merge: {repairs: 1, resolver: good}})
  await both(rig, byT2, byT1)
  const state = await run.finished
  expect([state.result, outcomes(state, 'T2')]).toEqual([
    'done',
    [
      {agent: 'conducted', repairs: undefined, outcome: 'conflicted'},
      {agent: 'resolver', repairs: 1, outcome: 'passed'},
    ],
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toContain('middle, says T1\nmiddle, says T2')
})

test('S002-38: where the resolver does nothing or fails, the agent repairs', async () => {
  for (const [resolver, outcome] of [
    ['true', 'unresolved'],
    ['echo no; exit 3', 'agent-failed'],
  ] as const) {
    const rig = await createRig({'notes.md': NOTES})
    const run = await rig.start(graph, {merge: {repairs: 1, resolver}})
    await both(rig, byT2, byT1)
    const repair = await rig.attempt('T2')
    await repair.write(notes(text => text.replace('middle', 'middle, say both')))
    repair.exit(0)
    const state = await run.finished
    expect([state.result, outcomes(state, 'T2')?.map(attempt => attempt.outcome)]).toEqual([
      'done',
      ['conflicted', outcome, 'passed'],
    ])
  }
})

test('a repair whose dispatcher is killed is taken over by the next one', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const child = rig.startElsewhere(graph)
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n', ...byT1})
  await t2.write({'b.txt': 'two\n', ...byT2})
  t1.exit(0)
  t2.exit(0)
  const repair = await Promise.race([rig.attempt('T1'), rig.attempt('T2')])
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  await repair.write(notes(text => text.replace('middle', 'middle, say both')))
  const run = await rig.resume()
  repair.exit(0)
  const state = await run.finished
  expect([state.result, outcomes(state, repair.task)?.map(({outcome}) => outcome)]).toEqual([
    'done',
    ['conflicted', 'passed'],
  ])
  expect(rig.git('show', `agent-spawn/${run.run}:notes.md`)).toContain('middle, say both')
})

test('in worktrees, too, both sides are laid out over the tip', async () => {
  const rig = await createRig({'notes.md': NOTES})
  const run = await rig.start(graph, {workspace: {...rig.policy.workspace, mode: 'worktree'}})
  await both(rig, byT2, byT1)
  const repair = await rig.attempt('T2')
  expect(seen(repair, 'notes.md')).toContain('middle, says T1\n=======\nmiddle, says T2\n')
  expect(git(repair.workspace, ['diff', '--name-only'])).toBe('notes.md')
  await repair.write(byT2)
  repair.exit(0)
  expect((await run.finished).result).toBe('done')
})
