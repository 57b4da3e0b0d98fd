import {mkdirSync, mkdtempSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {relatedDocuments} from '../../src/executor/related-documents.ts'
import {taskInstruction} from '../../src/report/instruction.ts'
import {evolve} from '../../src/run/evolve.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {graphOf} from '../run/graphs.ts'

const tree = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'related-'))
  mkdirSync(join(directory, 'docs/plans'), {recursive: true})
  writeFileSync(join(directory, 'docs/units.md'), '# Units\n')
  writeFileSync(join(directory, 'docs/plans/tides.md'), '# Tides\n')
  symlinkSync('/etc', join(directory, 'docs/out'))
  return directory
}

const [first] = graphOf({T1: {}}).tasks
if (first === undefined) throw new Error('no task')
const task = {
  ...first,
  source: {file: 'docs/plans/plan.md', line: 3, endLine: 9},
  relatedDocs: [
    'docs/units.md#metres',
    'tides.md',
    '../units.md',
    'https://example.org/a',
    'lost.md',
    'docs/out/hosts',
  ],
}

test('S003-46: documents are found from the top of the tree and from the plan; one that is nowhere, or outside, has no place', async () => {
  expect(await relatedDocuments(task, tree())).toEqual([
    {name: 'docs/units.md#metres', path: 'docs/units.md'},
    {name: 'tides.md', path: 'docs/plans/tides.md'},
    {name: '../units.md', path: 'docs/units.md'},
    {name: 'https://example.org/a', path: 'https://example.org/a'},
    {name: 'lost.md'},
    {name: 'docs/out/hosts'},
  ])
})

test('S003-46: the agent is told where each lies, and which are missing', async () => {
  const graph = {...graphOf({T1: {}}), tasks: [task]}
  const state = evolve(undefined, {
    ...{type: 'run-started', at: 0, version: 2, run: 'r', graph, policy: DEFAULT_POLICY, selection: ['T1']},
  })
  const documents = await relatedDocuments(task, tree())
  const [, told = ''] = taskInstruction(state, 'T1', {workspace: '/w', documents}).split(
    '## Related documents\n',
  )
  expect(told.trim().split('\n').slice(0, 6)).toEqual([
    '- `docs/units.md` (the plan says `docs/units.md#metres`)',
    '- `docs/plans/tides.md` (the plan says `tides.md`)',
    '- `docs/units.md` (the plan says `../units.md`)',
    '- `https://example.org/a`',
    '- `lost.md` (is not in the workspace: go on without it)',
    '- `docs/out/hosts` (is not in the workspace: go on without it)',
  ])
})
