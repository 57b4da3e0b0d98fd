// The merge queue over a real repository: what waits is judged ahead of its turn, and what lands is what was judged. How often gates run is
// asserted, never how long it takes.

import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {journalPath, readRun} from '../../src/dispatcher/runs.ts'
import type {Graph} from '../../src/graph/task.ts'
import type {EventOf, EventType, ProcessName, RunEvent} from '../../src/run/event.ts'
import type {Policy} from '../../src/run/policy.ts'
import {isAlive} from '../../src/system/identity.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf, type TaskSketch} from '../run/graphs.ts'

vi.setConfig({testTimeout: 60_000})

/** Every judgement of a merged tree leaves a line: the task, and the numbers of those whose work is in the tree. */
const NOTED = 'echo "$AGENT_SPAWN_TASK:" *.txt >> "$AGENT_SPAWN_ROOT/judged"'
/** In a tree with the work of several, until the test lets it go on. */
const HELD = 'while [ ! -e "$AGENT_SPAWN_ROOT/go" ]; do sleep 0.02; done'

/** `1.txt` is the work of T1; each task is judged by the same command, in its own tree and in merged ones. */
const gated = (sketch: {readonly [id: string]: TaskSketch}, onMerged: string): Graph => {
  const location = {file: 'plan.md', line: 1, column: 1}
  const command = `set -- *.txt; test $# -lt 2 || { ${NOTED}; ${onMerged}; }`
  const step = {name: 'all together', command, location, kind: 'check', expect: 'success'} as const
  const gate = {name: 'together', type: 'command', steps: [step], parameters: {}, location} as const
  const graph = graphOf(sketch)
  return {...graph, tasks: graph.tasks.map(task => ({...task, gates: [gate]}))}
}

const tasks = (count: number): {readonly [id: string]: TaskSketch} =>
  Object.fromEntries(
    Array.from({length: count}, (_, index) => [`T${index + 1}`, {writes: [`${index + 1}.txt`]}]),
  )

/** Some pass alone and fail together. */
const clash = (one: number, other: number): string => `{ test ! -e ${one}.txt || test ! -e ${other}.txt; }`

const eventsOf = <T extends EventType>(rig: Rig, type: T): readonly EventOf<T>[] =>
  rig.events.filter((event): event is Extract<RunEvent, {type: T}> => event.type === type) as EventOf<T>[]

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

/** All deliver, one after the other. */
const deliver = async (rig: Rig, count: number): Promise<void> => {
  for (let number = 1; number <= count; number++) {
    const agent = await rig.attempt(`T${number}`)
    await agent.write({[`${number}.txt`]: `${number}\n`})
    agent.exit(0)
    await until(() => eventsOf(rig, 'attempt-finished').length === number)
  }
}

const go = (rig: Rig): void => writeFileSync(join(rig.root, 'go'), '')

const judged = (rig: Rig): readonly string[] =>
  existsSync(join(rig.root, 'judged'))
    ? readFileSync(join(rig.root, 'judged'), 'utf8').trim().split('\n')
    : []

const landed = (rig: Rig, run: string): readonly string[] =>
  rig
    .git(
      'log',
      '--reverse',
      '--format=%(trailers:key=Agent-Spawn-Task,valueonly,separator=%x2C)',
      `agent-spawn/${run}`,
    )
    .split('\n')
    .filter(task => task !== '')

const phases = (tasks: Iterable<{readonly task: {readonly id: string}; readonly phase: string}>) =>
  Object.fromEntries([...tasks].map(({task, phase}) => [task.id, phase]))

test('green alone, red together: the second is not merged, its dependents do not start, the first stands', async () => {
  const rig = await createRig()
  const sketch = {...tasks(2), T3: {needs: ['T2']}, T4: {needs: ['T1'], writes: ['4.txt']}}
  const run = await rig.start(gated(sketch, clash(1, 2)), {attempts: 1})
  await deliver(rig, 2)
  const t4 = await rig.attempt('T4')
  await until(() => eventsOf(rig, 'merge-finished').length === 2)
  await t4.write({'4.txt': '4\n'})
  t4.exit(0)
  const state = await run.finished
  expect(phases(state.tasks.values())).toEqual({T1: 'done', T2: 'failed', T3: 'waiting', T4: 'done'})
  expect(landed(rig, run.run)).toEqual(['T1', 'T4'])
  // The second is in T4's own workspace, which began with the work of T1.
  expect(judged(rig)).toEqual(['T2: 1.txt 2.txt', 'T4: 1.txt 4.txt'])
  expect(eventsOf(rig, 'attempt-started').map(({task}) => task)).toEqual(['T1', 'T2', 'T4'])
})

const EIGHT: Partial<Policy> = {slots: 8, attempts: 1}

/** Eight wait, and T4 does not go with T1. */
const oneCulprit = async (rig: Rig, policy: Partial<Policy>) => {
  const graph = gated({...tasks(8), T9: {needs: ['T4']}}, `${clash(1, 4)} && ${HELD}`)
  const run = await rig.start(graph, {...EIGHT, ...policy})
  await deliver(rig, 8)
  return run
}

test('eight wait, one of them a culprit: the other seven land, and each is judged once', async () => {
  const rig = await createRig()
  const run = await oneCulprit(rig, {})
  await until(() => eventsOf(rig, 'judged-ahead').some(({task}) => task === 'T4'))
  go(rig)
  const state = await run.finished
  expect(phases(state.tasks.values())).toEqual({
    ...Object.fromEntries([1, 2, 3, 5, 6, 7, 8].map(number => [`T${number}`, 'done'])),
    T4: 'failed',
    T9: 'waiting',
  })
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T3', 'T5', 'T6', 'T7', 'T8'])
  // Ahead of its turn, in front of T5 in the queue but not in its tree; and again on its turn, alone.
  expect(judged(rig).toSorted()).toEqual(
    [
      'T2: 1.txt 2.txt',
      'T3: 1.txt 2.txt 3.txt',
      'T4: 1.txt 2.txt 3.txt 4.txt',
      'T4: 1.txt 2.txt 3.txt 4.txt',
      'T5: 1.txt 2.txt 3.txt 5.txt',
      'T6: 1.txt 2.txt 3.txt 5.txt 6.txt',
      'T7: 1.txt 2.txt 3.txt 5.txt 6.txt 7.txt',
      'T8: 1.txt 2.txt 3.txt 5.txt 6.txt 7.txt 8.txt',
    ].toSorted(),
  )
  expect(rig.warnings).toEqual([])
})

test('a judgement that is under way when its turn comes is waited for, and is not made again', async () => {
  const rig = await createRig()
  const held = HELD.replace('/go"', '/go-$AGENT_SPAWN_TASK"')
  const run = await rig.start(gated(tasks(4), held), {slots: 4})
  await deliver(rig, 3)
  const t4 = await rig.attempt('T4')
  await until(() => judged(rig).length === 2)
  writeFileSync(join(rig.root, 'go-T2'), '')
  await until(() => eventsOf(rig, 'merge-started').some(({task}) => task === 'T3'))
  // Meanwhile something else happens.
  await t4.write({'4.txt': '4\n'})
  t4.exit(0)
  await until(() => judged(rig).length === 3)
  for (const task of ['T3', 'T4']) writeFileSync(join(rig.root, `go-${task}`), '')
  expect((await run.finished).result).toBe('done')
  expect(judged(rig)).toEqual(['T2: 1.txt 2.txt', 'T3: 1.txt 2.txt 3.txt', 'T4: 1.txt 2.txt 3.txt 4.txt'])
})

test('with a window of one each is judged on its turn, and the same lands', async () => {
  const rig = await createRig()
  go(rig)
  const run = await oneCulprit(rig, {merge: {window: 1}})
  await run.finished
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T3', 'T5', 'T6', 'T7', 'T8'])
  expect(judged(rig).map(line => line.slice(0, 2))).toEqual(['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8'])
  expect(eventsOf(rig, 'judged-ahead')).toEqual([])
})

test('a gate that fails beside others and passes alone is flaky: its task is merged, and the record says on which try', async () => {
  const rig = await createRig()
  // T2 fails as long as T3 has not begun beside it.
  const flaky = `test "$AGENT_SPAWN_TASK" != T2 || test -e "$AGENT_SPAWN_ROOT/failed" || { while ! grep -q T3: "$AGENT_SPAWN_ROOT/judged"; do sleep 0.02; done; touch "$AGENT_SPAWN_ROOT/failed"; false; }`
  const run = await rig.start(gated(tasks(3), `${HELD} && ${flaky}`), {slots: 3, attempts: 1})
  await deliver(rig, 3)
  go(rig)
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T3'])
  expect(judged(rig).filter(line => line.startsWith('T2'))).toEqual(['T2: 1.txt 2.txt', 'T2: 1.txt 2.txt'])
  expect(eventsOf(rig, 'judged-ahead').filter(({task}) => task === 'T2')).toMatchObject([
    {before: [], records: [{verdict: 'failed'}]},
  ])
  const merged = eventsOf(rig, 'gate-finished').filter(({stage, task}) => stage === 'merged' && task === 'T2')
  expect(merged.map(({record}) => [record.verdict, record.tries])).toEqual([['passed', 2]])
})

const journal = (rig: Rig): string => {
  const [run = ''] = readdirSync(join(rig.root, '.conductor', 'runs')).filter(name => /^\d/.test(name))
  return readFileSync(journalPath(rig.root, run), 'utf8')
}

/** Under a dispatcher elsewhere; the last two are judged then, and do not come to an end. */
const twoHeld = async (rig: Rig): Promise<void> => {
  for (const number of [1, 2, 3]) {
    const agent = await rig.attempt(`T${number}`)
    await agent.write({[`${number}.txt`]: `${number}\n`})
    agent.exit(0)
    await until(() => journal(rig).split('"attempt-finished"').length > number)
  }
  await until(() => judged(rig).length === 2)
}

const leadersOf = async (rig: Rig): Promise<readonly ProcessName[]> => {
  const read = await readRun(rig.root)
  if (!read.ok) throw new Error(read.error.message)
  return [...read.value.tasks.values()].flatMap(({attempts}) => attempts.flatMap(({leaders}) => leaders))
}

const living = async (leaders: readonly ProcessName[]): Promise<number> =>
  (await Promise.all(leaders.map(leader => isAlive(leader)))).filter(Boolean).length

test('a dispatcher killed while it judges ahead leaves nothing at work after the next one has begun, and nothing is merged twice', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(gated(tasks(3), HELD), {slots: 3})
  await twoHeld(rig)
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  const left = await leadersOf(rig)
  expect(await living(left)).toBeGreaterThanOrEqual(2)

  const run = await rig.resume()
  await until(() => judged(rig).length === 4)
  expect(await living(left)).toBe(0)
  go(rig)
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T3'])
  expect(await readRun(rig.root)).toEqual({ok: true, value: state})
  expect(readdirSync(join(rig.root, '.conductor', 'workspaces'))).toEqual(['.gitignore'])
})

test('what was judged ahead is not judged again by the next dispatcher', async () => {
  const rig = await createRig()
  const held = `test "$AGENT_SPAWN_TASK" = T3 || ${HELD}`
  const dispatcher = rig.startElsewhere(gated(tasks(3), held), {slots: 3})
  await twoHeld(rig)
  await until(() => journal(rig).includes('"judged-ahead"'))
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  go(rig)
  const run = await rig.resume()
  expect((await run.finished).result).toBe('done')
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T3'])
  expect(judged(rig).filter(line => line.startsWith('T3'))).toEqual(['T3: 1.txt 2.txt 3.txt'])
})

test('whoever is cancelled in the queue is not judged any more, and stands in front of nobody', async () => {
  const rig = await createRig()
  const run = await rig.start(gated(tasks(4), HELD), {slots: 4})
  await deliver(rig, 4)
  await until(() => judged(rig).length === 3)
  await run.ask({type: 'cancel-requested', task: 'T3', by: 'me'})
  await until(() => judged(rig).length === 4)
  go(rig)
  const state = await run.finished
  expect(phases(state.tasks.values())).toEqual({T1: 'done', T2: 'done', T3: 'cancelled', T4: 'done'})
  expect(landed(rig, run.run)).toEqual(['T1', 'T2', 'T4'])
  expect(judged(rig).toSorted()).toEqual([
    'T2: 1.txt 2.txt',
    'T3: 1.txt 2.txt 3.txt',
    'T4: 1.txt 2.txt 3.txt 4.txt',
    'T4: 1.txt 2.txt 4.txt',
  ])
  expect(eventsOf(rig, 'judged-ahead').map(({task, before}) => [task, before])).toEqual([['T4', ['T2']]])
})

test.each([
  [{type: 'cancel-requested', task: 'T2', by: 'me'}, 'cancelled'],
  [{type: 'quarantine-requested', agent: 'conducted', by: 'me'}, 'needs-review'],
] as const)(
  'a merge that is no longer wanted is cut short while it is judged: %j',
  async (request, phase) => {
    const rig = await createRig()
    const run = await rig.start(gated(tasks(2), HELD), {slots: 2})
    await deliver(rig, 2)
    await until(() => eventsOf(rig, 'merge-started').length === 2 && judged(rig).length === 1)
    expect(await run.ask(request)).toBeUndefined()
    const state = await run.finished
    expect(phases(state.tasks.values())).toEqual({T1: 'done', T2: phase})
    expect(landed(rig, run.run)).toEqual(['T1'])
  },
)

test('the branch is judged when what was judged ahead of the same task has come to its end: both have one directory', async () => {
  const rig = await createRig()
  const stubborn = `sh -c 'trap "" TERM; while :; do echo >> "$AGENT_SPAWN_ROOT/ahead"; sleep 0.02; done'`
  const graph = gated(tasks(2), stubborn)
  const ofT1 = 'while [ ! -s "$AGENT_SPAWN_ROOT/ahead" ]; do sleep 0.02; done; false'
  const count = 'wc -l < "$AGENT_SPAWN_ROOT/ahead"'
  const ofT2 = `before=$(${count}); sleep 0.2; test $before = $(${count}) && ls 2.txt`
  const command = `if test "$AGENT_SPAWN_TASK" = T1; then ${ofT1}; else ${ofT2}; fi`
  const [gate] = graph.tasks[0]?.gates ?? []
  if (gate === undefined) throw new Error('no gate')
  const quality = [{...gate, steps: gate.steps.map(step => ({...step, command}))}]
  const run = await rig.start(graph, {slots: 2, attempts: 1, quality})
  await deliver(rig, 2)
  expect(phases((await run.finished).tasks.values())).toEqual({T1: 'failed', T2: 'done'})
})

test('a run that is killed, or left, stops what it judges ahead', async () => {
  for (const mode of ['kill', 'detach'] as const) {
    const rig = await createRig()
    const run = await rig.start(gated(tasks(3), HELD), {slots: 3})
    await deliver(rig, 3)
    await until(() => judged(rig).length === 2)
    run.stop(mode, 'enough')
    await run.finished
    expect([mode, await living(await leadersOf(rig))]).toEqual([mode, 0])
    expect(eventsOf(rig, 'judged-ahead')).toEqual([])
    expect(rig.warnings).toEqual([])
  }
})
