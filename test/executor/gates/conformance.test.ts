// One suite over every type of gate in the table: what any of them must do with good, bad, malformed and hostile plans and trees.

import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {GATES} from '../../../src/executor/gates/table.ts'
import {GATE_TYPES} from '../../../src/graph/task.ts'
import {gate} from '../rig.ts'
import {CASES, type Case} from './cases.ts'
import {judge} from './judge.ts'

const tree = ({files, hasPackages = false}: Case) => {
  const made = judge()
  for (const [path, text] of Object.entries(files)) made.write(path, text)
  if (hasPackages)
    symlinkSync(new URL('../../../node_modules', import.meta.url).pathname, join(made.tree, 'node_modules'))
  return made
}

test('S003-26: every type that a plan may name is in the table, once', () => {
  expect(GATES.map(({type}) => type).sort()).toEqual([...GATE_TYPES].sort())
})

test.each(Object.entries(CASES))('S003-26: %s passes, fails, and fails when malformed', async (type, one) => {
  const {only} = tree(one)
  const [good, said, verdict = 'passed'] = one.pass
  const passed = await only(gate(type, {parameters: good}))
  expect(passed.steps.map(({output}) => output).join('\n')).toMatch(said)
  expect([passed.verdict, passed.steps.length > 0]).toEqual([verdict, true])

  const [bad, why] = one.fail
  const failed = await only(gate(type, {parameters: bad}))
  expect(failed.steps.find(step => step.verdict === 'failed')?.output).toMatch(why)
  expect(failed.verdict).toBe('failed')

  const [wrong, problem] = one.malformed
  const malformed = await only(gate(type, {parameters: wrong}))
  expect(malformed.steps).toMatchObject([
    {verdict: 'failed', output: `The parameters of this gate are malformed: ${problem}.`},
  ])
})

const PATHS = Object.entries(CASES).flatMap(([type, one]) =>
  one.path === undefined ? [] : [[type, one, one.path] as const],
)

test.each(PATHS)('S003-26: %s never reads what lies outside of the tree', async (type, one, parameters) => {
  const {only, root, tree: directory} = tree(one)
  const names = ['secret.sql', 'secret.tsx', 'secret.json', 'secret.test.js']
  for (const name of names) writeFileSync(join(root, name), 'select 1')
  mkdirSync(join(directory, 'in'))
  symlinkSync('../..', join(directory, 'in/out'))
  for (const name of names) symlinkSync(join(root, name), join(directory, `leak-${name}`))
  const hostile = names.flatMap(name => [`../${name}`, join(root, name), `in/out/${name}`, `leak-${name}`])
  for (const path of ['/', '..', ...hostile, 'a\0b']) {
    const {verdict, steps} = await only(gate(type, {parameters: parameters(path)}))
    expect([path, verdict, steps[0]?.output]).toEqual([
      path,
      'failed',
      expect.stringContaining(
        `${JSON.stringify(path)} leads out of the directory; expected a path inside it.`,
      ),
    ])
  }
})

test.each(PATHS)('%s fails where the file is missing or empty', async (type, one, parameters) => {
  const {only, write} = tree(one)
  for (const path of ['none.ts', 'none/', 'none/*.ts']) {
    const {verdict, steps} = await only(gate(type, {parameters: parameters(path)}))
    expect([path, verdict, steps.length > 0]).toEqual([path, 'failed', true])
  }
  write('empty.test.js', '')
  const {verdict} = await only(gate(type, {parameters: parameters('empty.test.js')}))
  expect(verdict).toBe(type === 'file_exists' ? 'passed' : 'failed')
})
