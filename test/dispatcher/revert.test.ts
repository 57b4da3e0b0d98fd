import {expect, test} from 'vitest'
import {integrate} from '../../src/dispatcher/integrate.ts'
import {type RevertOrder, revert} from '../../src/dispatcher/revert.ts'
import {tip} from '../../src/executor/workspace/hub.ts'
import type {ObjectId} from '../../src/run/event.ts'
import {begin, filesOf, gitIn, MESSAGE, must, open, type Place, RUN, write} from '../executor/repositories.ts'

/** Puts a task's work on the branch; all of it was made on this base. */
const merge = async (
  place: Place,
  task: string,
  files: {readonly [path: string]: string},
): Promise<ObjectId> => {
  const before = (await tip(place.hub, RUN)) ?? ''
  const workspace = await open({...place, base: before}, {task})
  write(workspace.path, files)
  const {commit = ''} = must(await workspace.capture(MESSAGE))
  await workspace.close({keep: false})
  const merged = await integrate({
    hub: place.hub,
    run: RUN,
    task,
    attempt: 1,
    title: `What ${task} does`,
    agent: 'claude',
    commit,
    tip: before,
    verdicts: [],
    judge: async () => ({ok: true, value: []}),
    signal: new AbortController().signal,
    at: 1_795_262_400_000,
    warn: () => undefined,
  })
  if (merged.type !== 'merged') throw new Error(JSON.stringify(merged))
  return merged.commit
}

const decide = async (
  place: Place,
  task: string,
  commits: readonly ObjectId[],
  more: Partial<RevertOrder> = {},
): Promise<RevertOrder> => ({
  hub: place.hub,
  run: RUN,
  task,
  attempt: 1,
  title: `What ${task} does`,
  by: 'Ann: too slow',
  commits,
  tip: (await tip(place.hub, RUN)) ?? '',
  at: 1_795_262_460_000,
  warn: message => {
    throw new Error(`unexpected warning: ${message}`)
  },
  ...more,
})

test('S003-36: rolled back by a commit of its own that names the task, and later work stays', async () => {
  const place = await begin()
  const first = await merge(place, 'T1', {'a.txt': 'ONE\ntwo\nthree\n', 'new.txt': 'new\n'})
  const second = await merge(place, 'T2', {'2.txt': '2\n', 'a.txt': 'ONE\ntwo\nTHREE\n'})
  const result = await revert(await decide(place, 'T1', [first]))
  const found = await tip(place.hub, RUN)
  expect(result).toEqual({
    type: 'reverted',
    commit: found,
    tree: gitIn(place.hub.path, 'rev-parse', `${found}^{tree}`),
  })
  expect(gitIn(place.root, 'log', '-1', '--format=%P %at%n%B', `agent-spawn/${RUN}`)).toBe(
    `${second} 1795262460
revert(T1): What T1 does

Agent-Spawn-Task: T1
Agent-Spawn-Attempt: 1
Agent-Spawn-Run: ${RUN}
Agent-Spawn-Reverts: ${first}
Agent-Spawn-By: Ann: too slow`,
  )
  const files = filesOf(place, found ?? '')
  expect([files['a.txt'], files['2.txt'], files['new.txt']]).toEqual(['one\ntwo\nTHREE\n', '2\n', undefined])
})

test('what was merged twice is taken back whole, in one commit', async () => {
  const place = await begin()
  const first = await merge(place, 'T1', {'x.txt': 'a\n'})
  await merge(place, 'T2', {'2.txt': '2\n'})
  const again = await merge(place, 'T1', {'x.txt': 'b\n'})
  const order = await decide(place, 'T1', [again, first])
  const result = await revert(order)
  expect(result.type === 'reverted' && filesOf(place, result.commit)['x.txt']).toBeUndefined()
  expect(gitIn(place.hub.path, 'log', '--format=%s', `${order.tip}..agent-spawn/${RUN}`)).toBe(
    'revert(T1): What T1 does',
  )
})

test('later work on the same lines is named, newest first, and nothing has changed', async () => {
  const place = await begin()
  const first = await merge(place, 'T1', {'a.txt': 'ONE\ntwo\nthree\n'})
  const second = await merge(place, 'T2', {'a.txt': 'uno\ntwo\nthree\n'})
  await merge(place, 'T3', {'a.txt': 'eins\ntwo\nthree\n', '3.txt': '3\n'})
  await merge(place, 'T4', {'4.txt': '4\n'})
  const before = await tip(place.hub, RUN)
  const conflict = {type: 'conflicted', paths: ['a.txt']}
  expect(await revert(await decide(place, 'T1', [first]))).toEqual({...conflict, tasks: ['T3', 'T2']})
  expect(await revert(await decide(place, 'T2', [second]))).toEqual({...conflict, tasks: ['T3']})
  expect(await tip(place.hub, RUN)).toBe(before)
})

test('what was rolled back already need not be rolled back first', async () => {
  const place = await begin()
  const first = await merge(place, 'T1', {'a.txt': 'ONE\ntwo\nthree\n'})
  const second = await merge(place, 'T2', {'a.txt': 'uno\ntwo\nthree\n'})
  expect((await revert(await decide(place, 'T2', [second]))).type).toBe('reverted')
  await merge(place, 'T3', {'a.txt': 'un\ntwo\nthree\n'})
  expect(await revert(await decide(place, 'T1', [first]))).toMatchObject({tasks: ['T3']})
})

test('recovery: done is found and not done again, and what another hand put there is not taken for it', async () => {
  const place = await begin()
  const first = await merge(place, 'T1', {'x.txt': 'x\n'})
  const order = await decide(place, 'T1', [first])
  const done = await revert(order)
  gitIn(place.root, 'branch', '-D', `agent-spawn/${RUN}`)
  // Another date would make another commit, if one were made.
  expect(await revert({...order, at: 0})).toEqual(done)
  expect(gitIn(place.root, 'rev-parse', `agent-spawn/${RUN}`)).toBe(await tip(place.hub, RUN))
  await merge(place, 'T2', {'2.txt': '2\n'})
  expect(await revert(order)).toMatchObject({
    type: 'refused',
    reason: expect.stringContaining(`expected ${order.tip}. Only this dispatcher may move it`),
  })
})
