// What single types of gates say where the tree or the plan leaves something out.

import {mkdirSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {gateCommands} from '../../../src/graph/gate-shapes.ts'
import {gateEvidence} from '../../../src/report/evidence.ts'
import type {StepRecord} from '../../../src/run/outcome.ts'
import {gate, step} from '../rig.ts'
import {judge} from './judge.ts'

const said = (steps: readonly StepRecord[]) => steps.map(({verdict, output}) => `${verdict}: ${output}`)

const PACKAGES = new URL('../../../node_modules', import.meta.url).pathname

test('typescript_compile: no compiler, a file that no project includes, files without a project', async () => {
  const {only, write, tree} = judge()
  write('src/a.ts', 'export const a: number = 1\n')
  const compile = async () =>
    said((await only(gate('typescript_compile', {parameters: {files: 'src/a.ts'}}))).steps)
  expect(await compile()).toEqual([
    "failed: No node_modules/.bin/tsc in the directory of src/a.ts or above it; expected the repository's own compiler. Install it in a set-up hook (workspace.setup).",
  ])
  symlinkSync(PACKAGES, join(tree, 'node_modules'))
  expect(await compile()).toEqual(['passed: No error in 1 file.'])
  write('tsconfig.json', '{"files": ["b.ts"], "compilerOptions": {"types": []}}')
  write('b.ts', 'export {}\n')
  expect(await compile()).toEqual([
    'failed: src/a.ts is no part of tsconfig.json; include it there, or name its project with "project".',
  ])
})

test('typescript_compile: errors in a directory whose name has brackets count', async () => {
  const {only, write, tree} = judge()
  symlinkSync(PACKAGES, join(tree, 'node_modules'))
  write('tsconfig.json', '{"include": ["app"], "compilerOptions": {"types": []}}')
  write('app/(harbour)/a.ts', 'export const a: number = "1"\n')
  write('app/b.ts', 'export const b: number = "1"\n')
  const [found] = (await only(gate('typescript_compile', {parameters: {files: 'app/(harbour)/a.ts'}}))).steps
  expect(found?.output).toMatch(/^app\/\(harbour\)\/a\.ts:1:14: error TS2322: .*\.$/)
  expect(found?.verdict).toBe('failed')
})

test('performance_benchmarks: without a file or a limit a person must look, and old numbers are none', async () => {
  const {only, write} = judge()
  write('bench.json', '{"p99": 4, "rate": "fast"}')
  const look = async (parameters: object) =>
    said((await only(gate('performance_benchmarks', {parameters: {metrics: ['p99'], ...parameters}}))).steps)
  expect(await look({})).toEqual(['manual: No "file" says where it is written; a person must look.'])
  expect(await look({file: 'bench.json'})).toEqual([
    'manual: p99 is 4; no limit is given, so a person must look.',
  ])
  expect(await look({file: 'bench.json', command: 'true'})).toEqual([
    'failed: agent-spawn: It has not written bench.json.',
  ])
  expect(await look({file: 'bench.json', metrics: {rate: {min: 1}, none: {min: 1}}})).toEqual([
    'failed: bench.json holds "fast" for rate; expected a number.',
    'failed: bench.json holds no none; expected a number.',
  ])
})

test('sql_syntax: a NUL hides nothing, and an empty file is no SQL', async () => {
  const {only, write} = judge()
  write('a.sql', 'select 1;\n\0slect')
  write('b.sql', '-- later\n')
  expect(said((await only(gate('sql_syntax', {parameters: {files: '*.sql'}}))).steps)).toEqual([
    'failed: a.sql:2:1: holds a NUL byte; expected SQL text.',
    'failed: b.sql holds no statement; expected SQL.',
  ])
})

test('zod_schema_validation: a name that is missing, a value that is no schema, a file that cannot be imported', async () => {
  const {only, write, tree} = judge()
  mkdirSync(join(tree, 'src'))
  write('src/a.ts', `export const boatSchema = 7\n`)
  write('src/b.ts', `import './none.ts'\nexport const HarbourSchema = 1\n`)
  const {steps} = await only(
    gate('zod_schema_validation', {parameters: {schemas: ['Boat', 'Harbour', 'Pier']}}),
  )
  expect(steps.map(({verdict}) => verdict)).toEqual(['failed', 'failed', 'failed'])
  expect(steps[0]?.output).toMatch(/boatSchema of src\/a\.ts is no Zod schema: found number\.$/)
  expect(steps[1]?.output).toMatch(/agent-spawn: Exit code 1\. src\/b\.ts could not be imported\.$/)
  expect(steps[2]?.output).toBe('No file exports PierSchema, pierSchema, Pier and pier; looked in 2.')
})

test('a gate over its limit says so', async () => {
  const {only} = judge(300)
  const {steps, verdict} = await only(gate('test_execution', {parameters: {command: 'sleep 60'}}))
  expect(verdict).toBe('failed')
  expect(steps[0]?.output).toMatch(/^agent-spawn: Stopped: the gate's limit of 300 ms is over\. /)
})

test('whoever approves a plan reads of every gate that executes something', () => {
  const parameters = {command: 'npm test', testFile: 'a.test.js'}
  expect(gateCommands(gate('unit_tests', {parameters}))).toEqual(['npm test'])
  expect(gateCommands(gate('unit_tests', {parameters: {testFile: 'a.test.js'}}))).toEqual([
    'unit_tests {"testFile":"a.test.js"}',
  ])
  expect(gateCommands(gate('command', {steps: [step('true'), step('look', {kind: 'manual'})]}))).toEqual([
    'true',
  ])
  for (const type of ['sql_syntax', 'route_definitions', 'seaworthiness'])
    expect(gateCommands(gate(type, {parameters: {files: 'a'}}))).toEqual([])
})

test('the report says which try of a flaky gate passed', async () => {
  const {only} = judge()
  const steps = [step('[ -e again ] || { touch again; exit 1; }')]
  const record = await only(gate('command', {name: 'flaky', steps, parameters: {retries: 1}}))
  expect(gateEvidence({record, stage: 'workspace'}, 'failures').join('\n')).toMatch(
    /^- Gate `flaky` \(command\): \*\*passed\*\* on try 2 in /,
  )
})
