import {expect, test} from 'vitest'
import {openingLine} from '../../src/graph/yaml/compiled.ts'
import {FORMATS, readPlan} from '../../src/plan/read.ts'

const TASK = '#### T1: Title\n'

/** The messages of what is wrong with one document. */
const problems = (text: string, format?: string): string[] => {
  const read = readPlan([{file: 'plan.md', text}], format === undefined ? {} : {format})
  if (read.ok) return []
  return read.error.map(
    ({rule, message, location, severity}) => `${severity} ${rule} ${location.line}: ${message}`,
  )
}

test('every format can be asked for by its own name', () => {
  expect(new Set(FORMATS.map(({name}) => name)).size).toBe(FORMATS.length)
  expect(FORMATS.map(({name}) => name)).toEqual(expect.arrayContaining(['atomic', 'yaml']))
})

test('the first format that matches is the right one', () => {
  const taking = (text: string): string[] =>
    FORMATS.filter(format => format.matches({file: 'plan', text})).map(({name}) => name)
  expect(taking('# Plan\n\n## T1: Title\n')[0]).toBe('atomic')
  expect(taking('# Task dispatcher for T1: all of it\n---\ndispatcher:\n  version: 1\n')[0]).toBe('yaml')
})

test('a document of no known format: the message lists what was looked for', () => {
  expect(problems('just prose')).toEqual([
    `error unknown-format 1: plan.md is no plan of a known format; looked for ${FORMATS.map(({name, looksFor}) => `${name} (${looksFor})`).join('; ')}`,
  ])
})

test('a format that does not exist', () => {
  expect(problems(TASK, 'atomik')).toEqual([
    `error unknown-format 1: there is no format "atomik"; known formats: ${FORMATS.map(({name}) => name).join(', ')}`,
  ])
})

test('a NUL byte is no text', () => {
  expect(problems(`${TASK}\n\0`)).toEqual([
    'error binary-file 3: plan.md holds a NUL byte, so it is no text in UTF-8: name a text file, or save it as UTF-8',
  ])
})

test('more than 8 MiB is no plan', () => {
  expect(problems(TASK + 'x'.repeat(8 * 1024 * 1024))).toEqual([
    'error too-large 1: plan.md is 8.0 MiB long; a plan may have 8 MiB: split it, or name the right file',
  ])
})

test('what a plan of the greatest length compiles to can be read', () => {
  const compiled = `${openingLine('plan.md')}# ${'x'.repeat(9 * 1024 * 1024)}\ntasks: [{taskId: T1, title: "â€” T1"}]\n`
  const read = readPlan([{file: 'task-dispatcher.yaml', text: compiled}])
  expect(read.ok && read.value.tasks.map(({titles}) => titles[0]?.value), 'and is not repaired').toEqual([
    'â€” T1',
  ])
})

test('nothing, and nothing but fences, is an empty plan', () => {
  const remedy = 'expected at least one task, e.g. under a heading "#### T1: Title"'
  expect(problems(' \n')).toEqual([`error empty-plan 1: plan.md is empty; ${remedy}`])
  expect(problems('```\n# T1: in a fence\n```')).toEqual([
    `error empty-plan 1: plan.md has no task outside of code fences and comments; ${remedy}`,
  ])
})

test('a fence that swallows the plan is named beside the empty plan', () => {
  expect(problems(`\`\`\`\n${TASK}`)).toEqual([
    'warning unclosed-fence 1: this code fence never ends, so all 2 lines below are taken for code; close it with the same marker',
    'error empty-plan 1: plan.md has no task outside of code fences and comments; expected at least one task, e.g. under a heading "#### T1: Title"',
  ])
})

test('where a format says why there is no task, nothing else is said', () => {
  expect(problems('dispatcher: [\n').some(line => line.includes('empty-plan'))).toBe(false)
})

test('several documents are one draft, in their order', () => {
  const read = readPlan([
    {file: 'a.md', text: '# A\n\n22 atomic tasks\n\n**Total Effort:** 3 hours\n\n## T1: One\n'},
    {file: 'b.md', text: '# B\n\n23 atomic tasks\n\n**Total Effort:** 4 hours\n\n## T2: Two\n'},
  ])
  if (!read.ok) throw new Error('expected a draft')
  const {title, sources, tasks, claims} = read.value
  expect({title, sources, tasks: tasks.map(({id}) => [id.value, id.location.file])}).toEqual({
    title: 'A',
    sources: ['a.md', 'b.md'],
    tasks: [
      ['T1', 'a.md'],
      ['T2', 'b.md'],
    ],
  })
  expect(claims.taskCounts.map(({value}) => value)).toEqual([22, 23])
  expect(claims.totalHours?.value).toBe(3)
})

test('one unreadable document spoils the plan, and each is told', () => {
  const read = readPlan([
    {file: 'a.md', text: TASK},
    {file: 'b.md', text: ''},
    {file: 'c.md', text: '\0'},
  ])
  expect(read.ok || read.error.map(({rule, location}) => [rule, location.file])).toEqual([
    ['empty-plan', 'b.md'],
    ['binary-file', 'c.md'],
  ])
})
