// Six agents whose files overlap, conducted in an order that a seed decides, against a real repository: and what must hold in the end.

import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import type {RunEvent} from '../../src/run/event.ts'
import type {RunState} from '../../src/run/state.ts'
import {type ConductedAttempt, createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {seededLuck} from '../run/world.ts'

/** Every task is validated by this one command. */
export const withGate = (graph: Graph, command: string): Graph => {
  const location = {file: 'plan.md', line: 1, column: 1}
  const step = {name: 'check', command, kind: 'check', expect: 'success', location} as const
  const gate = {name: 'validation', type: 'command', steps: [step], parameters: {}, location}
  return {...graph, tasks: graph.tasks.map(task => ({...task, gates: [gate]}))}
}

const FILES = ['shared/a.txt', 'shared/b.txt', 'shared/c.txt', 'shared/d.txt']
/** No line of a shared file is there twice. */
const GREEN = '! cat shared/*.txt | sort | uniq -d | grep .'

type Claims = ReadonlyMap<string, readonly string[]>

/** Zero lost updates, zero trespasses merged, every commit green, and each file's last writer as the journal says. */
export const playInterleaving = async (seed: number): Promise<void> => {
  const luck = seededLuck(seed)
  const rig = await createRig(Object.fromEntries(FILES.map(file => [file, 'start\n'.replace('start', file)])))
  const claims = new Map(
    ['T1', 'T2', 'T3', 'T4', 'T5', 'T6'].map(task => [task, FILES.filter(() => luck(2) === 0)] as const),
  )
  for (const files of claims.values()) if (files.length === 0) files.push(FILES[luck(4)] ?? '')
  const sketch = Object.fromEntries([...claims].map(([task, writes]) => [task, {writes}]))
  const run = await rig.start(withGate(graphOf(sketch), GREEN), {claims: 'fail', slots: 6})
  const state = await conduct(rig, run.finished, claims, luck)
  expect([state.result, unfinished(state)]).toEqual(['done', []])
  const branch = `agent-spawn/${run.run}`
  for (const file of FILES) {
    const writers = [...claims].filter(([, files]) => files.includes(file)).map(([task]) => task)
    const [, ...lines] = rig.git('show', `${branch}:${file}`).split('\n')
    expect(lines.map(line => line.replace(/ of .*/, '')).toSorted()).toEqual(writers.toSorted())
    const merged = rig.events.filter(isMerged).map(({task}) => task)
    expect(
      rig.git('log', '-1', '--format=%(trailers:key=Agent-Spawn-Task,valueonly)', branch, '--', file),
    ).toBe(merged.findLast(task => writers.includes(task)) ?? '')
  }
  expectGreen(rig, branch)
  expectWithinClaims(rig, branch, claims)
}

const unfinished = ({tasks}: RunState): readonly object[] =>
  [...tasks.values()].flatMap(({task, phase, attempts}) =>
    phase === 'done' ? [] : [{task: task.id, phase, outcomes: attempts.map(({outcome}) => outcome)}],
  )

const isMerged = (event: RunEvent): event is Extract<RunEvent, {type: 'merge-finished'}> =>
  event.type === 'merge-finished' && event.result.type === 'merged'

/** One step of a random agent at a time; each adds a line to each of its files, and some begin by writing where they may not. */
const conduct = async (
  rig: Rig,
  finished: Promise<RunState>,
  claims: Claims,
  luck: (below: number) => number,
): Promise<RunState> => {
  const live: {attempt: ConductedAttempt; todo: string[]}[] = []
  let wake = Promise.withResolvers<void>()
  const greet = async (task: string): Promise<void> => {
    for (;;) {
      const attempt = await rig.attempt(task)
      const foreign = FILES.filter(file => claims.get(task)?.includes(file) === false)
      const strays = attempt.attempt === 1 && foreign.length > 0 && luck(3) === 0
      live.push({attempt, todo: [...(claims.get(task) ?? []), ...(strays ? foreign.slice(0, 1) : [])]})
      wake.resolve()
    }
  }
  for (const task of claims.keys()) void greet(task)
  const rested = finished.then(state => {
    wake.resolve()
    return state
  })
  for (let isOver = false; !isOver; ) {
    const chosen = live[luck(live.length)]
    if (chosen === undefined) {
      wake = Promise.withResolvers()
      isOver = await Promise.race([wake.promise.then(() => live.length === 0), rested.then(() => true)])
      continue
    }
    const {attempt, todo} = chosen
    const [file] = todo.splice(luck(todo.length), 1)
    if (file !== undefined) await attempt.write(nextText(rig, attempt, file, claims))
    else {
      live.splice(live.indexOf(chosen), 1)
      attempt.exit(0)
    }
  }
  return rested
}

/** With its line at the end; a second try also takes back what the first wrote elsewhere. */
const nextText = (
  rig: Rig,
  {task, attempt, workspace}: ConductedAttempt,
  file: string,
  claims: Claims,
): {readonly [path: string]: string} => {
  const start = rig.events.findLast(event => event.type === 'attempt-started' && event.task === task)
  const base = start?.type === 'attempt-started' ? (start.base ?? '') : ''
  const before = (path: string): string =>
    execFileSync('git', ['-C', rig.root, `--git-dir=.conductor/hub.git`, 'show', `${base}:${path}`], {
      encoding: 'utf8',
    })
  const foreign = attempt === 1 ? [] : FILES.filter(path => claims.get(task)?.includes(path) === false)
  const text = bothSides(readFileSync(join(workspace, file), 'utf8'))
  return {
    ...Object.fromEntries(foreign.map(path => [path, before(path)])),
    [file]: text.includes(`${task} of ${file}\n`) ? text : `${text}${task} of ${file}\n`,
  }
}

/** Of a file that conflicts: the lines of both. */
const bothSides = (text: string): string => text.replace(/^(?:<<<<<<< .*|=======|>>>>>>> .*)\n/gm, '')

const expectGreen = (rig: Rig, branch: string): void => {
  for (const commit of rig.git('rev-list', branch).split('\n')) {
    const lines = rig.git('show', ...FILES.map(file => `${commit}:${file}`)).split('\n')
    expect(lines.length).toBe(new Set(lines).size)
  }
}

/** Each commit changes what its task claims, and nothing else. */
const expectWithinClaims = (rig: Rig, branch: string, claims: Claims): void => {
  const format = '--format=%x00%(trailers:key=Agent-Spawn-Task,valueonly)'
  const [, ...commits] = rig.git('log', '--name-only', format, `main..${branch}`).split('\0')
  for (const commit of commits) {
    const [task = '', ...paths] = commit.split('\n').filter(line => line !== '')
    expect([task, paths.filter(path => claims.get(task)?.includes(path) !== true)]).toEqual([task, []])
  }
  expect(commits.length).toBe(claims.size)
}
