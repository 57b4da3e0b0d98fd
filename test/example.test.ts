// The example plan that ships with the program: sound, complete, and true at every point of its graph.

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {runGates} from '../src/executor/gates/table.ts'
import {compile} from '../src/graph/compile.ts'
import type {Task, TaskId} from '../src/graph/task.ts'
import {readPlan} from '../src/plan/read.ts'
import {readConfig} from '../src/service/config.ts'
import {CONFIG} from '../src/service/config-shape.ts'
import {rig} from './executor/rig.ts'

const file = 'docs/04-planning/pocket-ledger.md'

const read = () => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  const draft = readPlan([{file, text}])
  if (!draft.ok) throw new Error(JSON.stringify(draft.error))
  return compile(draft.value)
}

const {graph, diagnostics} = read()
const byId = new Map(graph.tasks.map(task => [task.id, task]))

/** The task itself last. */
const lineage = (id: TaskId, seen = new Set<TaskId>()): ReadonlySet<TaskId> => {
  for (const dependency of byId.get(id)?.dependencies ?? []) lineage(dependency, seen)
  return seen.add(id)
}

test('check has nothing to say but that the server is a server', () => {
  const said = diagnostics.map(({severity, rule, message}) => [
    severity,
    rule,
    message.split(' never ends')[0],
  ])
  expect(said).toEqual([['info', 'step-never-ends', 'step "Start the server on any free port" of T11']])
})

test('no two tasks write one file, and the plan gives the text of every file', () => {
  const outputs = graph.tasks.flatMap(task => task.outputs)
  expect(new Set(outputs.map(({path}) => path)).size).toBe(outputs.length)
  expect(outputs.filter(({text}) => text === undefined)).toEqual([])
})

test('nothing in it waits for a person', () => {
  const kinds = graph.tasks.flatMap(({gates}) => gates.flatMap(({steps}) => steps.map(({kind}) => kind)))
  expect(new Set(kinds)).toEqual(new Set(['check', 'background']))
  expect(graph.tasks.filter(({gates}) => gates.length === 0)).toEqual([])
})

const judge = async (task: Task, without: TaskId | undefined) => {
  const {root, tree, processes, write} = rig()
  for (const id of lineage(task.id)) {
    if (id === without) continue
    for (const {path, text = ''} of byId.get(id)?.outputs ?? []) write(path, text)
  }
  const context = {
    directory: tree,
    env: {},
    logDirectory: join(root, 'logs'),
    limitMs: 60_000,
    signal: new AbortController().signal,
    processes,
    onStart: () => undefined,
  }
  return runGates(task.gates, context, () => undefined)
}

test.each(graph.tasks)(
  '$id passes on what it depends on alone, and fails without its own work',
  async task => {
    const passed = await judge(task, undefined)
    expect(passed.map(({verdict, steps}) => [verdict, verdict === 'passed' ? [] : steps])).toEqual([
      ['passed', []],
    ])
    const empty = await judge(task, task.id)
    expect(empty.map(({verdict}) => verdict)).toEqual(['failed'])
  },
  120_000,
)

const configuration = readFileSync(new URL('../.conductor/config.yaml', import.meta.url), 'utf8')

test('its configuration is read, and would be with every option in its comments', () => {
  expect(readConfig(configuration)).toMatchObject({
    ok: true,
    value: {config: {agent: 'tangle', concurrency: 4}},
  })
  const all = configuration.replace(/^# (?=[a-z]\w*:(?: |$)| )/gm, '')
  const read = readConfig(all)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(Object.keys(read.value.config).sort()).toEqual(Object.keys(CONFIG.shape).sort())
})
