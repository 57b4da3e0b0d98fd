// Rules compare much with much, and must not look at each pair.

import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import type {Draft} from '../../../src/graph/draft.ts'
import {readPlan} from '../../../src/plan/read.ts'

const id = (index: number): string => `T${String(index + 1).padStart(5, '0')}`

/** Phases of marked tasks that depend on earlier ones, write common files, and are partly done; sentences that say what runs in parallel. */
const phases = (count: number): string => {
  const tasks = Array.from({length: count}, (_, index) => {
    const heading = index % 50 === 0 ? `\n## Phase ${index / 50 + 1}: Part\n\n` : ''
    const needs = index > 10 ? ` (depends on ${id(index - 4)}, ${id(index - 10)})` : ''
    return `${heading}- [${index % 3 === 0 ? ' ' : 'x'}] ${id(index)} [P] Write src/m${index % 700}/file.ts${needs}`
  })
  const said = Array.from(
    {length: count / 10},
    (_, index) => `- ${id(index)} and ${id(index + 4)} can run in parallel`,
  )
  return ['# Tasks', '', '- 3 tasks marked [P]', ...tasks, '', '## Notes', '', ...said].join('\n')
}

/** A chain in which all depend on the first too, each with a glob of its own that begins like the others. */
const globs = (count: number): string => {
  const rows = Array.from({length: count}, (_, index) => {
    const needs = index === 0 ? 'none' : `${id(index - 1)}, ${id(0)}`
    return `| ${id(index)} | ${index}.1 Task | ${needs} | \`src/**/x${index}.ts\` |`
  })
  return ['| ID | Task | Depends on | Files |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

const draftOf = (text: string): Draft => {
  const read = readPlan([{file: 'tasks.md', text}])
  if (!read.ok) throw new Error(read.error.map(({message}) => message).join('\n'))
  return read.value
}

/** The least of some runs: what else the machine does can only add to it. */
const processorTime = (draft: Draft): number =>
  Math.min(
    ...Array.from({length: 3}, () => {
      const start = process.cpuUsage()
      compile(draft)
      const {user, system} = process.cpuUsage(start)
      return (user + system) / 1000
    }),
  )

test.each([
  ['marked tasks in phases', phases],
  ['a chain with globs', globs],
])('%s: four times the tasks take about four times the time', (_, make) => {
  const [part, whole] = [draftOf(make(500)), draftOf(make(2_000))]
  processorTime(part) // the first time compiles this program
  // Linear is 4, looking at all pairs 16.
  expect(processorTime(whole) / processorTime(part)).toBeLessThan(8)
})

test('a file that many tasks write is told once, whatever the number of pairs', () => {
  const {diagnostics} = compile(draftOf(phases(2_000)))
  const shared = diagnostics.filter(({rule}) => rule === 'shared-output')
  expect(shared).toHaveLength(700)
  expect(Math.max(...shared.map(({related}) => related.length))).toBeLessThan(10)
})
