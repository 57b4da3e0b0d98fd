// Writes one graph as what each tool reads. Every task runs `true`.

import type {BenchGraph} from './graphs.ts'

const name = (task: number): string => `T${task + 1}`
const names = (tasks: readonly number[]): string[] => tasks.map(name)
const lines = (graph: BenchGraph, lineOf: (task: string, needs: readonly string[]) => string): string =>
  graph.map((needs, task) => lineOf(name(task), names(needs))).join('')

export const ninjaFile = (graph: BenchGraph): string =>
  `rule task\n  command = true\n${lines(graph, (task, needs) => `build ${task}: task ${needs.join(' ')}\n`)}`

export const makefile = (graph: BenchGraph): string => {
  const all = graph.map((_, task) => name(task)).join(' ')
  return `.PHONY: all ${all}\nall: ${all}\n${lines(graph, (task, needs) => `${task}: ${needs.join(' ')}\n\t@true\n`)}`
}

/** A package.json whose script `all` depends on every task. */
export const wireitFile = (graph: BenchGraph): string => {
  const tasks = graph.map((needs, task) => [name(task), {command: 'true', dependencies: names(needs)}])
  const wireit = {...Object.fromEntries(tasks), all: {dependencies: graph.map((_, task) => name(task))}}
  const scripts = Object.fromEntries(Object.keys(wireit).map(script => [script, 'wireit']))
  return JSON.stringify({name: 'bench', private: true, type: 'module', scripts, wireit})
}

/** A planning document that says no more than what depends on what. */
export const shortPlan = (graph: BenchGraph): string =>
  `# Benchmark\n\n${lines(graph, (task, needs) => `### ${task}: Do nothing (1 hour)\n- Depends on: ${needs.join(', ') || 'none'}\n\n`)}`

/** A planning document as people write them: about 500 bytes a task. */
export const fullPlan = (graph: BenchGraph): string => `# Benchmark\n\n${lines(graph, fullTask)}`

const fullTask = (
  task: string,
  needs: readonly string[],
): string => `#### ${task}: Part ${task} of the program

**Task ID:** ${task}
**Priority:** High
**Estimated Effort:** 3 hours

**Description:**
Write the module and its tests; keep to the interfaces that other parts rely on.

**Files to Create/Modify:**
\`\`\`
src/
└── part-${task}.js
\`\`\`

**Success Criteria:**
1. The module does what its tests say

**Dependencies:** ${needs.join(', ') || 'None'}

**Validation Steps:**
\`\`\`bash
# Unit tests
node --test src/part-${task}.js
\`\`\`

---

`
