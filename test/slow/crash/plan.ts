// What the killed dispatchers work on: a graph in layers, agents that note each start and end outside of the repository, gates.

import type {Location} from '../../../src/graph/diagnostic.ts'
import type {Gate, Graph} from '../../../src/graph/task.ts'
import {DEFAULT_POLICY, type Policy} from '../../../src/run/policy.ts'
import {graphOf, type TaskSketch} from '../../run/graphs.ts'

export const TASKS = 20

/** Each needs one or two of the layer before. */
const LAYER = 5

const HERE: Location = {file: 'plan.md', line: 1, column: 1}

const sketchOf = (number: number): TaskSketch => {
  const before = [number - LAYER, number - LAYER + 1 - (number % LAYER === 0 ? LAYER : 0)]
  const needs = number <= LAYER ? [] : before.filter(other => other > 0).map(other => `T${other}`)
  return {needs: [...new Set(needs)], writes: [`out/T${number}.txt`]}
}

const gateFor = (task: string): Gate => ({
  name: 'content',
  type: 'command',
  shell: 'sh',
  steps: [
    {
      name: 'has its line',
      command: `grep -q ${task} out/${task}.txt`,
      kind: 'check',
      expect: 'success',
      location: HERE,
    },
  ],
  parameters: {},
  location: HERE,
})

const sketch = graphOf(
  Object.fromEntries(Array.from({length: TASKS}, (_, index) => [`T${index + 1}`, sketchOf(index + 1)])),
)

/** Every fourth task has a gate: it costs a shell in the workspace, and another one where its work meets that of others. */
export const GRAPH: Graph = {
  ...sketch,
  tasks: sketch.tasks.map((task, index) => (index % 4 === 0 ? {...task, gates: [gateFor(task.id)]} : task)),
}

/**
 * Writes what its dependencies wrote and a line of its own, so that the order shows in the result. Starting twice shows in `effects`.
 * What it leaves in the middle of its work is not what it delivers.
 */
const agentCommand = (effects: string): string =>
  [
    `printf 'started\\n' >>${effects}/$AGENT_SPAWN_TASK`,
    'mkdir -p out',
    'echo half >out/$AGENT_SPAWN_TASK.txt',
    'case $AGENT_SPAWN_TASK in *[369]) sleep 0.5 ;; esac',
    `{ ls out | grep -v "^$AGENT_SPAWN_TASK.txt$" | wc -l >/dev/null; echo $AGENT_SPAWN_TASK; } >out/$AGENT_SPAWN_TASK.txt`,
    `printf 'done\\n' >>${effects}/$AGENT_SPAWN_TASK`,
  ].join('; ')

export const policyFor = (effects: string): Policy => ({
  ...DEFAULT_POLICY,
  slots: 4,
  agents: {
    default: {name: 'worker', kind: 'shell', command: agentCommand(effects), args: []},
    byType: {},
    byTask: {},
  },
})
