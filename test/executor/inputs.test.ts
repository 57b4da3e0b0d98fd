import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {missingInputs} from '../../src/executor/inputs.ts'
import {rig, task} from './rig.ts'

test('S003-27: an input is found from the top of the tree or from the plan; one that is nowhere is missing', async () => {
  const {tree, write} = rig()
  write('docs/plans/tides.md', '# Tides\n')
  write('src/harbour.ts', '')
  mkdirSync(join(tree, 'charts'))
  const inputs = [
    {path: 'src/harbour.ts', text: 'the interface'},
    {path: 'charts/'},
    {path: 'tides.md', section: 'Spring'},
    {path: 'lost.md'},
    {path: 'docs/lost.md', section: 'Ebb'},
    {path: 'lost.md', section: 'Neap'},
    {text: 'what the pilot said of lost.md'},
  ]
  const source = {file: 'docs/plans/plan.md', line: 1, endLine: 2}
  const ground = {directory: tree, plans: ['docs/plans/plan.md']}
  expect(await missingInputs(task({inputs, source}), ground)).toEqual(['lost.md', 'docs/lost.md'])
})

test('the plan itself need not be committed; what lies elsewhere and what names many files is not judged', async () => {
  const {tree} = rig()
  const inputs = [
    {path: 'plan.md'},
    {path: 'docs/plan.md', section: 'T1'},
    {path: '/etc/none'},
    {path: '../none'},
    {path: 'src/*.ts'},
  ]
  expect(await missingInputs(task({inputs}), {directory: tree, plans: ['plan.md']})).toEqual([])
})
