// Formats in which every task is a record: Task Master's JSON, beads' lines of JSON, Backlog.md's front matter.

import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import type {Draft} from '../../../src/graph/draft.ts'
import {FORMATS, readPlan} from '../../../src/plan/read.ts'
import {isCorpusThere, SKIPPED, scoresOf} from '../corpus.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
const documents = (...names: string[]) => names.map(file => ({file, text: fixture(file)}))

const draftOf = (...given: {file: string; text: string}[]): Draft => {
  const read = readPlan(given)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}
const fromText = (text: string): Draft => draftOf({file: 'plan', text})

/** `task <- dependency`, as the graph has them. */
const edgesOf = (draft: Draft): string[] =>
  compile(draft).graph.edges.map(({task, dependency}) => `${task} <- ${dependency}`)

/** The text at each place that a draft speaks of. */
const marked = (text: string, draft: Draft): string[] => {
  const lines = text.split('\n')
  return draft.tasks.map(({id, status, dependencies}) =>
    [id, status, ...dependencies.flatMap(({value}) => value)]
      .flatMap(fact => (fact && 'location' in fact && fact.location ? [fact.location] : []))
      .map(({line, column, endColumn}) => lines[line - 1]?.slice(column - 1, (endColumn ?? 0) - 1))
      .join(' '),
  )
}

for (const [format, names, golden] of [
  ['task-master', ['ovens.tasks.json'], 'ovens.draft.json'],
  ['beads', ['ferry.issues.jsonl'], 'ferry.draft.json'],
  ['backlog', ['task-0018.md', 'task-0020.1.md'], 'lighthouse.draft.json'],
] as const) {
  test(`${format}: the whole draft of ${names.join(' and ')}`, () => {
    const given = documents(...names)
    for (const document of given) expect(FORMATS.find(known => known.matches(document))?.name).toBe(format)
    expect(draftOf(...given)).toEqual(JSON.parse(fixture(golden)))
  })
}

test('task-master: the dependency of a subtask is a sibling, a whole id, or else a task; ids of a second tag bear its name', () => {
  const text = fixture('ovens.tasks.json')
  const draft = draftOf({file: 'tasks.json', text})
  expect(compile(draft).diagnostics.filter(({severity}) => severity === 'error')).toEqual([])
  expect(edgesOf(draft)).toEqual([
    '1.2 <- 1.1',
    '1.3 <- 1.2',
    '2 <- 1',
    '2.1 <- 1.3',
    '2.1 <- 1',
    '2.1 <- 3',
    '3 <- 1',
    '3 <- 2',
    'night-shift/2 <- night-shift/1',
  ])
  expect(marked(text, draft)).toEqual([
    '1 done',
    '1 done',
    '2 pending 1',
    '1.3 deferred 1.2 2',
    '2 in-progress 1',
    '1 review 1.3 1 3',
    '3 pending 1 2',
    '1 pending',
    '2 pending 1',
  ])
})

test('task-master: the old shape, on one line, with numbers as they are written', () => {
  const draft = fromText(
    '{"tasks":[{"id":1.10,"title":"a"},{"title":"b"},{"id":2,"title":"c","dependencies":[1.10]}],"meta":{"projectName":"Old"}}',
  )
  expect(draft.title).toBe('Old')
  expect(edgesOf(draft)).toEqual(['2 <- 1.10'])
  expect(draft.diagnostics.map(({rule, location}) => [rule, location.column])).toEqual([['bad-value', 35]])
})

test('task-master: JSON that is none is told with its place', () => {
  const read = readPlan([
    {file: 'tasks.json', text: '{\n  "tasks": [\n    {"id": 1, "title": "a",}\n  ]\n}\n'},
  ])
  expect(read.ok || read.error).toEqual([
    {
      severity: 'error',
      rule: 'json-syntax',
      message:
        'not well-formed JSON: expected double-quoted property name; correct it here, or write the file again with its own tool',
      location: {file: 'tasks.json', line: 3, column: 28, endColumn: 29},
      related: [],
    },
  ])
})

test('beads: only what blocks is an edge, and a child does not wait for its epic', () => {
  const text = fixture('ferry.issues.jsonl')
  const draft = draftOf({file: 'issues.jsonl', text})
  expect(edgesOf(draft)).toEqual(['ferry-7ab.2 <- ferry-7ab.1', 'ferry-x2 <- ferry-x1'])
  expect(draft.tasks.map(({id, parent}) => [id.value, parent?.value])).toEqual([
    ['ferry-7ab.2', 'ferry-7ab'],
    ['ferry-7ab.1', 'ferry-7ab'],
    ['ferry-7ab', undefined],
    ['ferry-x1', undefined],
    ['ferry-x2', undefined],
  ])
  expect(marked(text, draft)).toEqual([
    'ferry-7ab.2 open ferry-7ab.1',
    'ferry-7ab.1 in_progress',
    'ferry-7ab open',
    'ferry-x1 closed',
    'ferry-x2 tombstone ferry-x1',
  ])
})

test('beads: what another project must do is an input', () => {
  const {graph} = compile(
    fromText(
      '{"id":"a-1","title":"One","status":"open","dependencies":[{"depends_on_id":"external:quay:crane","type":"blocks"}]}',
    ),
  )
  expect(graph.edges).toEqual([])
  expect(graph.tasks[0]?.inputs).toEqual([{text: 'external:quay:crane'}])
})

test('beads: what a merge left behind is told, and the other lines are read', () => {
  const line = '{"id":"a-1","title":"One","status":"open"}'
  const {tasks, diagnostics} = fromText(`${line}\n<<<<<<< HEAD\n{"id":"a-2","title":"Two","status":"open"}\n`)
  expect(tasks.map(({id}) => id.value)).toEqual(['a-1', 'a-2'])
  expect(diagnostics.map(({rule, location}) => [rule, location.line, location.column])).toEqual([
    ['json-syntax', 2, 1],
  ])
})

test('backlog: files are one graph; ids are found in any case, with or without prefix; what is missing lies outside', () => {
  const draft = draftOf(...documents('task-0018.md', 'task-0020.1.md'))
  expect(edgesOf(draft)).toEqual(['0018 <- TASK-0020.1'])
  expect(compile(draft).graph.tasks[0]?.inputs).toEqual([{text: 'TASK-0017'}])
  expect(draft.diagnostics.map(({rule, location}) => [rule, location.line, location.column])).toEqual([
    ['outside-dependency', 9, 5],
  ])
})

test('backlog: the text begins behind the front matter, whatever that looks like', () => {
  const {tasks} = fromText(
    '\uFEFF---\r\n# a remark\r\nid: task-1\r\nstatus: Done\r\n---\r\n\r\nSail **out**.\r\n',
  )
  expect(
    tasks.map(({instruction, source, status}) => [instruction, source.endLine, status?.location]),
  ).toEqual([['Sail **out**.', 7, {file: 'plan', line: 4, column: 9, endColumn: 13}]])
})

test('backlog: another prefix is another task', () => {
  const task = (id: string, more = '') => ({file: `${id}.md`, text: `---\nid: ${id}\ntitle: x\n${more}---\n`})
  const needs = (word: string) => edgesOf(draftOf(task('PIPE-39'), task('GF-2', `dependencies: ${word}\n`)))
  expect(needs('TASK-39')).toEqual([])
  expect(needs('none')).toEqual([])
  expect(needs('[pipe-39]')).toEqual(['GF-2 <- PIPE-39'])
  expect(needs('39, nothing else')).toEqual(['GF-2 <- PIPE-39'])
})

test('backlog: a title without the quotes it needs', () => {
  const titled = (title: string) =>
    fromText(`---\nid: TASK-1\ntitle: ${title}\nstatus: Done\ndependencies: []\n---\nText.\n`)
  const facts = ({tasks, diagnostics}: Draft) => [
    ...tasks.flatMap(({titles, status}) => [titles[0]?.value, status?.value]),
    ...diagnostics.map(({severity, rule, location}) => `${severity} ${rule} ${location.line}`),
  ]
  expect(facts(titled('Fix: the lamp'))).toEqual(['Fix: the lamp', 'done'])
  expect(facts(titled('[UI] Lamp: on'))).toEqual(['[UI] Lamp: on', 'done'])
  expect(facts(titled('"open'))).toEqual([expect.any(String), undefined, 'warning yaml-syntax 6'])
})

test('backlog: what is no task: a plan with an id of its own, a page of documentation, a plan in front matter', () => {
  const isTask = (matter: string, text = '') =>
    FORMATS.find(known => known.matches({file: 'p.md', text: `---\n${matter}\n---\n\n${text}`}))?.name ===
    'backlog'
  const tasks = '## Task 1: Dig\n\n## Task 2: Fill\n'
  expect(isTask('id: plan-7\ntitle: Harbour\nstatus: draft', tasks)).toBe(false)
  expect(
    isTask('id: plan-7\ntitle: Harbour\ndependencies: [plan-6]', '- [ ] 1.1 Dig\n- [ ] 1.2 Fill\n'),
  ).toBe(false)
  expect(isTask('id: introduction\ntitle: Welcome')).toBe(false)
  expect(isTask('phase: 1\nplan: 02\ndepends_on: []')).toBe(false)
  expect(isTask('id: plan-7\ntitle: Harbour\nstatus: draft')).toBe(true)
  expect(isTask('taskId: quay-wall\nstatus: todo\ndepends_on: [plan-6]')).toBe(true)
  expect(isTask('id: task-7\ntitle: Harbour\nstatus: draft', tasks)).toBe(true)
})

test('whatever stands in a record, reading ends in a draft', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"tasks":[',
      '"id":1,',
      '"title":"a"',
      '"dependencies":[1]',
      ',',
      ':',
      '\\',
      '"',
      'null',
      '\n',
    ],
    ...[
      '---\n',
      'id: T-1\n',
      'title: "',
      'dependencies:',
      '  - T-2\n',
      '[[',
      '&a ',
      '*a',
      '? ',
      '|',
      '!!x ',
      '\t',
      '\uFEFF',
      '\uE000',
    ],
  )
  fc.assert(
    fc.property(
      fc.array(piece, {maxLength: 40}),
      fc.constantFrom('task-master', 'beads', 'backlog'),
      (pieces, format) => {
        const text = pieces.join('')
        for (const start of ['', '{"tasks":[{"id":1,"title":"a",', '---\nid: T-1\n'])
          expect(() => readPlan([{file: 'plan', text: start + text}], {format})).not.toThrow()
      },
    ),
    {numRuns: 500},
  )
})

test.skipIf(!isCorpusThere)(`real records are read without a mistake${SKIPPED}`, () => {
  const perfect = (kind: string) => scoresOf(kind).map(({file}) => ({file, ids: 1, edges: 1}))
  expect(scoresOf('task-master')).toEqual(perfect('task-master'))
  expect(scoresOf('backlog')).toEqual(perfect('backlog'))
  expect(scoresOf('beads')).toEqual(perfect('beads'))
})
