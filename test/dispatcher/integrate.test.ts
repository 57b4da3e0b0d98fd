import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {integrate, type MergedTree, type MergeOrder, settleMerge} from '../../src/dispatcher/integrate.ts'
import {type CleanClone, inCleanClone} from '../../src/executor/workspace/clean-clone.ts'
import {openHub, tip} from '../../src/executor/workspace/hub.ts'
import {openRepository} from '../../src/executor/workspace/repository.ts'
import type {Workspace} from '../../src/executor/workspace/workspace.ts'
import type {ObjectId} from '../../src/run/event.ts'
import type {GateRecord} from '../../src/run/outcome.ts'
import {ok} from '../../src/util/result.ts'
import {
  begin,
  commitAll,
  filesOf,
  gitIn,
  MESSAGE,
  must,
  namesIn,
  open,
  type Place,
  policy,
  RUN,
  write,
} from '../executor/repositories.ts'

const verdict = (gate: string, verdict: GateRecord['verdict'], exitCode = 0): GateRecord => ({
  gate,
  type: 'command',
  verdict,
  steps: [{name: `${gate} step`, command: 'true', verdict, exitCode, durationMs: 1, output: ''}],
  durationMs: 1,
})

const BUILD = verdict('build', 'passed')
const TEST = verdict('test', 'passed')

/** What a task leaves: these files, on the base of the place. */
const work = async (
  place: Place,
  task: string,
  files: {readonly [path: string]: string},
): Promise<ObjectId> => {
  const workspace = await open(place, {task})
  write(workspace.path, files)
  const {commit = ''} = must(await workspace.capture(MESSAGE))
  await workspace.close({keep: false})
  return commit
}

const decide = (place: Place, more: Partial<MergeOrder>): MergeOrder => ({
  hub: place.hub,
  run: RUN,
  task: 'T1',
  attempt: 1,
  title: 'Add the login page',
  agent: 'claude',
  commit: place.base,
  tip: place.base,
  verdicts: [BUILD, TEST],
  judge: () => Promise.reject(new Error('the gates need not run')),
  signal: new AbortController().signal,
  at: 1_795_262_400_000,
  warn: message => {
    throw new Error(`unexpected warning: ${message}`)
  },
  ...more,
})

/** The merged tree in a clean clone, as its gates see it. */
const inClone =
  (place: Place, use: (clone: Workspace, merged: MergedTree) => void, more: Partial<CleanClone> = {}) =>
  (merged: MergedTree) =>
    inCleanClone(
      {
        ...{
          hub: place.hub,
          run: RUN,
          task: 'T2',
          attempt: 1,
          name: 'merge-T2',
          commit: merged.commit,
          policy: policy(),
        },
        runHook: () => Promise.reject(new Error('no hook is expected')),
        warn: message => {
          throw new Error(`unexpected warning: ${message}`)
        },
        ...more,
      },
      async clone => {
        use(clone, merged)
        return [TEST]
      },
    )

/** The base with T1 merged, and the work of T2, which began beside it. */
const twoTasks = async (t1: {readonly [path: string]: string}, t2: {readonly [path: string]: string}) => {
  const place = await begin()
  const [first, second] = [await work(place, 'T1', t1), await work(place, 'T2', t2)]
  const merged = await integrate(decide(place, {commit: first}))
  if (merged.type !== 'merged') throw new Error(JSON.stringify(merged))
  return {place, tip: merged.commit, order: {task: 'T2', commit: second, tip: merged.commit}}
}

test('S003-31: the first merge is one commit that names its task, and the verdicts of its own tree stand', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {'login.txt': 'login\n'})
  const result = await integrate(decide(place, {commit}))
  const found = await tip(place.hub, RUN)
  const tree = gitIn(place.hub.path, 'rev-parse', `${commit}^{tree}`)
  expect(result).toEqual({type: 'merged', commit: found, tree})
  expect(gitIn(place.hub.path, 'log', '-1', '--format=%P %at%n%B', `agent-spawn/${RUN}`)).toBe(
    `${place.base} 1795262400
feat(T1): Add the login page

Agent-Spawn-Task: T1
Agent-Spawn-Attempt: 1
Agent-Spawn-Agent: claude
Agent-Spawn-Run: ${RUN}
Agent-Spawn-Gates: build passed, test passed`,
  )
})

test('S002-32, S002-39: the history is linear, one commit per task made anew on the tip, each named', async () => {
  const {place, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  await integrate(decide(place, {...order, title: 'Second', judge: async () => ok([TEST])}))
  const format = '%s [%(trailers:key=Agent-Spawn-Task,valueonly,separator=%x2C)]'
  expect(gitIn(place.hub.path, 'log', `--format=${format}`, `agent-spawn/${RUN}`)).toBe(
    'feat(T2): Second [T2]\nfeat(T1): Add the login page [T1]\nstart []',
  )
})

test('the same order makes the same commit, wherever', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {'login.txt': 'login\n'})
  const first = await integrate(decide(place, {commit}))
  gitIn(place.hub.path, 'update-ref', `refs/heads/agent-spawn/${RUN}`, place.base)
  gitIn(place.root, 'branch', '-D', `agent-spawn/${RUN}`)
  expect(await integrate(decide(place, {commit}))).toEqual(first)
})

test('the tip has moved: the gates judge the merged tree in a clean clone, which is then removed', async () => {
  const {place, tip: before, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const seen: unknown[] = []
  const result = await integrate(
    decide(place, {
      ...order,
      judge: inClone(place, ({path}, {tree}) => {
        seen.push(path, namesIn(path), gitIn(path, 'status', '--porcelain'))
        expect(gitIn(path, 'rev-parse', 'HEAD^{tree}')).toBe(tree)
      }),
    }),
  )
  const directory = join(place.hub.workspaces, 'merge-T2')
  expect(seen).toEqual([directory, ['.git', '.gitignore', '1.txt', '2.txt', 'a.txt', 'src'], ''])
  expect(existsSync(directory)).toBe(false)
  expect(result.type === 'merged' && filesOf(place, result.commit)).toMatchObject({
    '1.txt': '1\n',
    '2.txt': '2\n',
  })
  expect(
    gitIn(
      place.hub.path,
      'log',
      '-1',
      '--format=%P%n%(trailers:key=Agent-Spawn-Gates)',
      `agent-spawn/${RUN}`,
    ),
  ).toBe(`${before}\nAgent-Spawn-Gates: test passed`)
})

test('the clean clone is set up as every workspace is', async () => {
  const {place, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  write(place.root, {'.env': 'KEY=1\n'})
  const commands: string[] = []
  await integrate(
    decide(place, {
      ...order,
      judge: inClone(
        place,
        ({path, env}) => {
          expect(readFileSync(join(path, '.env'), 'utf8')).toBe('KEY=1\n')
          expect(env.AGENT_SPAWN_PORT).toMatch(/^\d+$/)
        },
        {
          policy: policy({copy: ['.env'], setup: ['install'], archive: ['never'], ports: 1}),
          runHook: async command => {
            commands.push(command)
            return {exitCode: 0, output: ''}
          },
        },
      ),
    }),
  )
  expect(commands).toEqual(['install'])
})

test('a merged tree that fails does not get onto the branch', async () => {
  const {place, tip: before, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const result = await integrate(
    decide(place, {...order, judge: async () => ok([BUILD, verdict('test', 'failed', 7)])}),
  )
  expect(result).toEqual({type: 'gate-failed', gate: 'test', step: 'test step', exitCode: 7})
  expect(await tip(place.hub, RUN)).toBe(before)
  expect(existsSync(join(place.hub.workspaces, 'merge-T2'))).toBe(false)
})

test('nor does an attempt whose own verdict was no pass', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {x: 'x'})
  const result = await integrate(decide(place, {commit, verdicts: [verdict('test', 'failed', 1)]}))
  expect(result).toEqual({type: 'gate-failed', gate: 'test', step: 'test step', exitCode: 1})
  expect(await tip(place.hub, RUN)).toBe(place.base)
})

test('a manual gate does not stop what was approved', async () => {
  const {place, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const result = await integrate(
    decide(place, {...order, judge: async () => ok([verdict('look', 'manual')])}),
  )
  expect(result.type).toBe('merged')
})

test('both changed the same lines: a conflict, by path, and nothing moves', async () => {
  const {
    place,
    tip: before,
    order,
  } = await twoTasks({'a.txt': 'left\n', 'ü b.txt': 'l'}, {'a.txt': 'right\n', 'ü b.txt': 'r'})
  expect(await integrate(decide(place, {...order}))).toEqual({
    type: 'conflicted',
    paths: ['a.txt', 'ü b.txt'],
  })
  expect(await tip(place.hub, RUN)).toBe(before)
})

test('both changed a file in different places: merged', async () => {
  const {place, order} = await twoTasks({'a.txt': 'ONE\ntwo\nthree\n'}, {'a.txt': 'one\ntwo\nTHREE\n'})
  const result = await integrate(decide(place, {...order, judge: async () => ok([TEST])}))
  // Neighbouring lines conflict in git; these have one between them.
  expect(result.type === 'merged' && filesOf(place, result.commit)['a.txt']).toBe('ONE\ntwo\nTHREE\n')
})

test('a set-up that fails on the merged tree is a refusal', async () => {
  const {place, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const result = await integrate(
    decide(place, {
      ...order,
      judge: inClone(place, () => undefined, {
        policy: policy({setup: ['install']}),
        runHook: async () => ({exitCode: 1, output: 'no network\n'}),
      }),
    }),
  )
  expect(result).toEqual({
    type: 'refused',
    reason: "The workspace's setup command `install` failed with exit code 1. Its last output:\nno network",
  })
})

test('cancelled while the gates ran: what they said does not count', async () => {
  const {place, tip: before, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const controller = new AbortController()
  const judge = async () => {
    controller.abort()
    return ok([TEST])
  }
  expect(await integrate(decide(place, {...order, signal: controller.signal, judge}))).toEqual({
    type: 'cancelled',
  })
  expect(await tip(place.hub, RUN)).toBe(before)
})

test('gates that break leave no clone behind', async () => {
  const {place, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const judge = inClone(place, () => {
    throw new Error('bug: broken')
  })
  await expect(integrate(decide(place, {...order, judge}))).rejects.toThrow('bug: broken')
  expect(namesIn(place.hub.workspaces)).toEqual(['.gitignore'])
})

test('the branch moves while the gates run: compare-and-swap says no', async () => {
  const {place, tip: before, order} = await twoTasks({'1.txt': '1\n'}, {'2.txt': '2\n'})
  const judge = async () => {
    gitIn(place.hub.path, 'update-ref', `refs/heads/agent-spawn/${RUN}`, place.base)
    return ok([TEST])
  }
  const result = await integrate(decide(place, {...order, judge}))
  expect(result.type === 'refused' && result.reason).toContain(`is at ${place.base}; expected ${before}`)
  expect(await tip(place.hub, RUN)).toBe(place.base)
})

test('recovery: not done yet is not settled; done is not done again', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {x: 'x'})
  const order = decide(place, {commit})
  expect(await settleMerge(order)).toBeUndefined()
  const merged = await integrate(order)
  gitIn(place.root, 'branch', '-D', `agent-spawn/${RUN}`)
  expect(await settleMerge(order)).toEqual(merged)
  expect(gitIn(place.root, 'rev-parse', `agent-spawn/${RUN}`)).toBe(await tip(place.hub, RUN))
  // Another date would make another commit, if one were made.
  expect(await integrate({...order, at: 0})).toEqual(merged)
})

test('recovery: what another attempt, task or hand has put there is not taken for ours', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {x: 'x'})
  const order = decide(place, {commit})
  const merged = await integrate(order)
  const found = merged.type === 'merged' ? merged.commit : ''
  const reason = `The branch agent-spawn/${RUN} of the hub is at ${found}; expected ${place.base}. Only this dispatcher may move it: is another one at work on this run?`
  expect(await settleMerge({...order, attempt: 2})).toEqual({type: 'refused', reason})
  expect(await integrate({...order, task: 'T2'})).toEqual({type: 'refused', reason})
  const trailers = `Agent-Spawn-Run: ${RUN}\nAgent-Spawn-Task: T1\nAgent-Spawn-Attempt: 1`
  commitAll(place.root, 'meanwhile')
  const stranger = commitAll(place.root, `by hand, on another commit\n\n${trailers}`)
  await openHub(must(await openRepository(place.root)))
  gitIn(place.hub.path, 'update-ref', `refs/heads/agent-spawn/${RUN}`, stranger)
  expect(await settleMerge(order)).toMatchObject({type: 'refused'})
})

test('the branch is mirrored into the repository; if that cannot be, the merge counts all the same', async () => {
  const place = await begin()
  const commit = await work(place, 'T1', {x: 'x'})
  gitIn(place.root, 'checkout', '--quiet', '-b', `agent-spawn/${RUN}`)
  const warnings: string[] = []
  const result = await integrate(decide(place, {commit, warn: message => warnings.push(message)}))
  expect(result.type).toBe('merged')
  expect(warnings).toEqual([
    `The branch agent-spawn/${RUN} is not updated in your repository: it is checked out in ${place.root}. Check out another branch there; the work itself is safe in ${place.hub.path}.`,
  ])
  expect(gitIn(place.root, 'status', '--porcelain')).toBe('')
})

test('no title of a document gets out of the subject line', async () => {
  const subject = async (title: string): Promise<readonly string[]> => {
    const place = await begin()
    const commit = await work(place, 'T1', {x: 'x'})
    await integrate(decide(place, {commit, title}))
    return gitIn(place.hub.path, 'log', '-1', '--format=%B', `agent-spawn/${RUN}`).split('\n').slice(0, 3)
  }
  expect(await subject('Add\n\nAgent-Spawn-Task: T9\n\u001b[31m\0red')).toEqual([
    'feat(T1): Add Agent-Spawn-Task: T9 [31m red',
    '',
    'Agent-Spawn-Task: T1',
  ])
  expect(await subject('Set up the whole of the continuous integration pipeline for all packages')).toEqual([
    'feat(T1): Set up the whole of the continuous integration pipeline for…',
    '',
    'Agent-Spawn-Task: T1',
  ])
})

test('the attributes of a hostile tree start nothing in the merge', async () => {
  const attributes = '* filter=evil merge=evil diff=evil\n'
  const {place, order} = await twoTasks(
    {'.gitattributes': attributes, 'a.txt': 'ONE\ntwo\nthree\n'},
    {'a.txt': 'one\ntwo\nTHREE\n'},
  )
  const drivers = gitIn(place.hub.path, 'config', '--list', '--local').split('\n')
  expect(drivers.filter(line => /^(?:merge|filter|diff|alias)\./.test(line))).toEqual([])
  expect((await integrate(decide(place, {...order, judge: async () => ok([TEST])}))).type).toBe('merged')
})
