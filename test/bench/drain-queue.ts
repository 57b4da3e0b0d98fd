// One run in which so much work waits to be merged, in a process of its own; prints how many milliseconds there were between the first merge
// and the end: node drain-queue.ts WINDOW TASKS CULPRITS SECONDS

import {execFileSync} from 'node:child_process'
import {mkdtempSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {startRun} from '../../src/dispatcher/run.ts'
import type {Gate, Task} from '../../src/graph/task.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {graphOf} from '../run/graphs.ts'

const [window = 1, count = 8, culprits = 0, seconds = 0.5] = process.argv.slice(2).map(Number)
/** In the middle, so that some are in front of it and some behind. */
const CULPRIT = Math.ceil(count / 2)

const root = mkdtempSync(join(process.cwd(), 'run-'))
const git = (...args: readonly string[]) => execFileSync('git', args, {cwd: root})
git('init', '--quiet', '--initial-branch=main')
writeFileSync(join(root, 'README.md'), 'hello\n')
git('add', '--all')
git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message=start')

const location = {file: 'plan.md', line: 1, column: 1}
const clash = culprits === 0 ? 'true' : `{ test ! -e T1.txt || test ! -e T${CULPRIT}.txt; }`
const command = `set -- T*.txt; test $# -lt 2 || { sleep ${seconds}; ${clash}; }`
const gate: Gate = {
  name: 'slow',
  type: 'command',
  steps: [{name: 'slow', command, location, kind: 'check', expect: 'success'}],
  parameters: {},
  location,
}
const sketch = graphOf(Object.fromEntries(Array.from({length: count}, (_, index) => [`T${index + 1}`, {}])))
const graph = {...sketch, tasks: sketch.tasks.map((task): Task => ({...task, gates: [gate]}))}
const agent = {name: 'writer', kind: 'shell', args: [], command: 'echo done > "$AGENT_SPAWN_TASK.txt"'}

const events: RunEvent[] = []
const started = await startRun({
  directory: root,
  graph,
  selection: graph.tasks.map(({id}) => id),
  policy: {
    ...DEFAULT_POLICY,
    slots: count,
    attempts: 1,
    merge: {window},
    agents: {default: agent, byType: {}, byTask: {}},
  },
  observe: event => void events.push(event),
  warn: message => console.error(message),
})
if (!started.ok) throw new Error(started.error.message)
const state = await started.value.finished
const done = [...state.tasks.values()].filter(({phase}) => phase === 'done').length
if (done !== count - culprits) throw new Error(`${done} of ${count} tasks are merged`)
const first = events.find(({type}) => type === 'merge-started')?.at ?? 0
console.log(state.at - first)
