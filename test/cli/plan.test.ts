// The commands that only look: plan, check, list, simulate, the preview of a run, and why a task would wait.

import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {HARBOUR, lastJson, PLAN, rig} from './rig.ts'

const COMPILED = '.conductor/task-dispatcher.yaml'

test('plan writes the compiled plan once, and it can be read in place of the document', async () => {
  const {run, read} = rig()
  const first = await run(['plan', PLAN])
  expect(first).toMatchObject({code: 0, err: ''})
  expect(first.out.endsWith(`\n${COMPILED} written.\n`)).toBe(true)
  const text = read(COMPILED)
  expect((await run(['plan', PLAN])).out.endsWith(`\n${COMPILED} is up to date.\n`)).toBe(true)
  expect(read(COMPILED)).toBe(text)
  const compiled = lastJson(await run(['plan', '--json']))
  const original = lastJson(await run(['plan', PLAN, '--json']))
  expect(compiled).toEqual(original)
  expect(read(COMPILED)).toBe(text)
})

test('plan writes nothing with --no-write, and elsewhere with --output', async () => {
  const {run, directory, read} = rig()
  expect((await run(['plan', PLAN, '--no-write'])).code).toBe(0)
  expect(existsSync(join(directory, COMPILED))).toBe(false)
  expect((await run(['plan', PLAN, '--output', 'graphs/harbour.yaml', '--json'])).code).toBe(0)
  expect(existsSync(join(directory, COMPILED))).toBe(false)
  expect(read('graphs/harbour.yaml')).toContain('taskId: T4')
})

test('check tells what is wrong with the documents, and --strict takes warnings seriously', async () => {
  const {run, write} = rig()
  expect(await run(['check', PLAN])).toEqual({code: 0, out: 'no problems found\n', err: ''})
  write(PLAN, HARBOUR.replace('(2 tasks, 0 dependencies)', '(3 tasks, 0 dependencies)'))
  const warned = await run(['check', PLAN])
  expect(warned).toMatchObject({code: 0, err: ''})
  expect(warned.out).toMatch(/^plan\.md:3:\d+ warning group-count: /)
  expect((await run(['check', PLAN, '--strict'])).code).toBe(2)
  write('.conductor/config.yaml', 'rules: {group-count: error}')
  const json = await run(['check', PLAN, '--json'])
  expect(json.code).toBe(2)
  expect(lastJson(json)).toMatchObject({
    kind: 'check',
    diagnostics: [{severity: 'error', rule: 'group-count', line: 3}],
  })
})

test('several documents are one graph', async () => {
  const {run, write} = rig()
  write(
    'more.md',
    '# More\n\n#### T5: Open the Lock\n\n**Estimated Effort:** 1 hour\n\n**Dependencies:** T4\n',
  )
  const planned = lastJson(await run(['plan', PLAN, 'more.md', '--json', '--no-write']))
  expect(planned).toMatchObject({waves: [['T1', 'T2'], ['T3'], ['T4'], ['T5']], criticalPath: {hours: 7}})
})

test('S003-37: the list of tasks is that of the plan as it is now', async () => {
  const {run, write} = rig()
  await run(['plan', PLAN])
  const lines = [
    'T1  Survey the Quay (GROUP A)',
    'T2  Chart the Channel (GROUP A)',
    'T3  Dredge the Basin (GROUP B)',
    'T4  Light the Buoys (GROUP C)',
  ]
  expect(await run(['--list'])).toEqual({code: 0, out: `${lines.join('\n')}\n`, err: ''})
  write(PLAN, HARBOUR.replaceAll('Survey the Quay', 'Inspect the Quay'))
  expect((await run(['--list', '--from-doc', PLAN])).out).toBe(
    `${['T1  Inspect the Quay (GROUP A)', ...lines.slice(1)].join('\n')}\n`,
  )
})

test('S003-38: --validate-only finds nothing wrong with a sound plan', async () => {
  const {run} = rig()
  expect(await run(['--validate-only', '--from-doc', PLAN])).toEqual({
    ...{code: 0, out: 'no problems found\n', err: ''},
  })
})

test('S003-45: simulate tells makespan, bounds, days', async () => {
  const {run} = rig()
  expect(lastJson(await run(['simulate', PLAN, '--slots', '2', '--json']))).toMatchObject({
    kind: 'simulation',
    ...{slots: 2, makespanHours: 6, gateGroupMakespanHours: 6, lowerBoundHours: 6, etaDays: 1},
  })
  expect(lastJson(await run(['simulate', PLAN, '--slots', '1', '--json']))).toMatchObject({makespanHours: 8})
})

test('a dry run shows every start and its reason, and leaves no trace', async () => {
  const {run, directory, git} = rig()
  const ran = await run(['run', '--from-doc', PLAN, '--concurrency', '1', '--dry-run'])
  expect(ran).toEqual({
    code: 0,
    out: [
      '     0 h  T1  Survey the Quay (claude, 2 h): needs nothing',
      '     2 h  T2  Chart the Channel (claude, 2 h): needs nothing; waits for a slot, group or file until the end of T1',
      '     4 h  T3  Dredge the Basin (claude, 2 h): needs T1; waits for a slot, group or file until the end of T2',
      '     6 h  T4  Light the Buoys (claude, 2 h): needs T2 and T3; starts after T3',
      '',
      '4 tasks on 1 slot; 5 commands would run, agents included. Nothing was started.',
      '',
    ].join('\n'),
    err: '',
  })
  expect(existsSync(join(directory, '.conductor'))).toBe(false)
  expect(git('status', '--porcelain')).toBe('')
})

test('a task says what it waits for, before a run and after', async () => {
  const {run} = rig()
  expect((await run(['run', '--from-doc', PLAN, '--explain', 'T4'])).out).toBe(
    'T4 (Light the Buoys) is waiting:\n  waits for T2, which is waiting\n  waits for T3, which is waiting\n',
  )
  expect((await run(['run', '--from-doc', PLAN, '--explain', 'T1'])).out).toBe(
    'T1 (Survey the Quay) is ready: nothing keeps it from starting.\n',
  )
  await run(['run', 'A', '--from-doc', PLAN, '--agent', 'simulate'])
  expect((await run(['explain', 'T1'])).out).toBe('T1 (Survey the Quay) is done.\n')
  expect(lastJson(await run(['explain', 'T4', '--json']))).toMatchObject({
    kind: 'explanation',
    phase: 'skipped',
  })
})

test('S003-39: --debug tells times on standard error; the help of a command has its options', async () => {
  const {run} = rig()
  const help = await run(['run', '--help'])
  expect(help).toMatchObject({code: 0, err: ''})
  for (const option of ['--from-doc', '--agent', '--trust', '--continue', '--dry-run'])
    expect(help.out).toContain(option)
  expect(help.out).not.toContain('--parallelism')
})

test('status before any run', async () => {
  const {run, directory} = rig()
  expect(await run(['status', '--json'])).toEqual({
    ...{code: 2, out: ''},
    err: `agent-spawn: There is no run in ${directory} yet. Start one with \`agent-spawn run\`.\n`,
  })
  expect(await run(['runs'])).toEqual({code: 0, out: 'no runs yet\n', err: ''})
})
