// Plans as people keep them: one document, several, or a directory with other files beside them.

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, expect, test} from 'vitest'
import {loadPlan} from '../../src/service/plan-source.ts'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, {recursive: true, force: true})
})

const directoryOf = (files: {readonly [path: string]: string}): string => {
  const root = mkdtempSync(join(tmpdir(), 'plan-source-'))
  directories.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Tasks with what they depend on, and the diagnostics of some rules; or what is wrong. */
const read = async (files: {readonly [path: string]: string}, ...documents: readonly string[]) => {
  const root = directoryOf(files)
  const plan = await loadPlan({directory: root, root, documents}, {config: {}, overrides: [], text: ''})
  if (!plan.ok) {
    const {message, diagnostics = []} = plan.error
    return [
      message,
      ...diagnostics.map(({rule, location, message}) => `${rule} ${location.file}: ${message}`),
    ]
  }
  const {graph, diagnostics} = plan.value
  return {
    tasks: graph.tasks.map(({id, dependencies}) => [id, ...dependencies].join(' ')),
    notes: diagnostics
      .filter(({rule}) => ['not-a-plan', 'qualified-ids', 'json-syntax'].includes(rule))
      .map(({severity, message}) => `${severity}: ${message}`),
  }
}

const KEEL = '### T1: Lay the keel\n\n### T2: Raise the mast\n**Dependencies:** T1\n'

test('S003-08: of a directory all plans are read, in order, and what is none is left out', async () => {
  const files = {
    'plans/part-10.md': '### T4: Paint\n**Dependencies:** T3\n',
    'plans/part-9.md': '### T3: Caulk\n**Dependencies:** T2\n',
    'plans/hull/keel.markdown': KEEL,
    'plans/notes.md': 'We met on Monday.\n',
    'plans/data.json': '{"wind": 5}',
    'plans/.drafts/old.md': '### T9: Old\n',
    'plans/node_modules/x/plan.md': '### T8: Not ours\n',
    'plans/picture.txt': '### T7: No document\n',
  }
  expect(await read(files, 'plans')).toEqual({
    tasks: ['T1', 'T2 T1', 'T3 T2', 'T4 T3'],
    notes: ['info: plans/data.json and plans/notes.md of plans/ are no plans and are left out'],
  })
})

test('our own reports are no plans', async () => {
  const files = {
    'docs/plan.md': KEEL,
    'docs/09-reports/T1_execution_log.md': '# T1: Lay the keel\n### T5: No\n',
  }
  expect(await read(files, './docs/')).toEqual({tasks: ['T1', 'T2 T1'], notes: []})
})

test('a spec directory is its tasks.md, for what stands beside that says what to build', async () => {
  const files = {
    'specs/boat/tasks.md': '- [ ] 1. Lay the keel\n  - _Requirements: 1_\n',
    'specs/boat/requirements.md': '### T1: A table\n',
    'specs/boat/specs/hull/spec.md': '### T2: A table\n',
    'specs/plan.md': '### T3: Sail\n',
  }
  expect(await read(files, 'specs')).toEqual({tasks: ['1', 'T3'], notes: []})
})

test('a document that is named must be a plan, beside others too', async () => {
  const files = {'plan.md': KEEL, 'notes.md': '# Notes\n## 1. Monday\nWe met.\n'}
  const [message, ...problems] = (await read(files, 'plan.md', 'notes.md')) as string[]
  expect(message).toContain('1 error')
  expect(problems).toEqual([expect.stringMatching(/^(?:unknown-format|empty-plan) notes\.md: /)])
})

test('a directory without a plan says what was looked at', async () => {
  expect(await read({'notes/a.md': 'Monday.\n'}, 'notes/')).toEqual([
    'notes/ has 1 error; nothing was done.',
    'not-a-plan notes/a.md: notes/ holds no plan; looked at 1 file: notes/a.md. Name a document to learn why it is none',
  ])
  expect(await read({'pictures/a.png': ''}, 'pictures')).toEqual([
    'pictures/ holds no document that could be a plan: no Markdown, YAML or JSON file. Hidden directories and node_modules are not entered; name them to read them.',
  ])
})

test('a plan with a mistake is no notes: it is told, wherever it was found', async () => {
  const files = {'p/tasks.json': '{"tasks": [{"id": 1, "title": "Caulk"]}', 'p/plan.md': KEEL}
  expect(await read(files, 'p')).toEqual({
    tasks: ['T1', 'T2 T1'],
    notes: [expect.stringContaining('error: not well-formed JSON')],
  })
})

test('the tools keep their plans in directories of their own', async () => {
  const task = (id: string, needs: string): string =>
    `---\nid: ${id}\ntitle: Task ${id}\nstatus: To Do\ndependencies: [${needs}]\n---\n`
  const backlog = {
    'backlog/tasks/task-2 - B.md': task('task-2', 'task-1'),
    'backlog/tasks/task-1 - A.md': task('task-1', ''),
  }
  expect(await read(backlog, 'backlog')).toEqual({tasks: ['task-1', 'task-2 task-1'], notes: []})
  const issue = '{"id":"bd-1","title":"Keel","status":"open","priority":1,"issue_type":"task"}\n'
  expect(await read({'.beads/issues.jsonl': issue, '.beads/metadata.json': '{}'}, '.beads')).toEqual({
    tasks: ['bd-1'],
    notes: ['info: .beads/metadata.json of .beads/ is no plan and is left out'],
  })
  const json = '{"master":{"tasks":[{"id":1,"title":"Keel","status":"pending","dependencies":[]}]}}'
  expect(await read({'.taskmaster/tasks/tasks.json': json}, '.taskmaster')).toEqual({tasks: ['1'], notes: []})
})

test('S003-08: documents that count for themselves are told apart, each with its own edges and groups', async () => {
  const spec = (first: string, second: string): string =>
    `# ${first}\n\n## Phase 1: Now\n\n- [ ] 1.1 ${first}\n\n## Phase 2: Then\n\n- [ ] 2.1 ${second}\n  - depends on: all Phase 1 tasks\n`
  const files = {
    'specs/hull/tasks.md': spec('Lay the keel', 'Plank it'),
    'specs/sails/tasks.md': spec('Cut the cloth', 'Sew a jib'),
    'specs/paint.md': '### T1: Paint it\n**Dependencies:** T2\n\n### T2: Buy paint\n',
  }
  expect(await read(files, 'specs')).toEqual({
    tasks: ['hull/1.1', 'hull/2.1 hull/1.1', 'T1 T2', 'T2', 'sails/1.1', 'sails/2.1 sails/1.1'],
    notes: [
      "info: specs/hull/tasks.md and specs/sails/tasks.md give the same ids to different tasks, so their tasks and groups have the document's name in front: hull/… and sails/…",
    ],
  })
})
