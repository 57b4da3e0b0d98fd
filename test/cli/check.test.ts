// `check` for people and for programs, `check --fix`, and `rules`.

import {chmodSync, statSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {HARBOUR, lastJson, type Ran, type Rig, rig, runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const WRONG = HARBOUR.replace('(2 tasks, 0', '(3 tasks, 0')
const DOC = 'docs/the plan.md'

interface DocumentRig extends Rig {
  /** In a directory of the repository. */
  runIn(directory: string, words: readonly string[]): Promise<Ran>
}

const rigWith = (text: string): DocumentRig => {
  const empty = rig({isEmpty: true})
  empty.write(DOC, text)
  return {...empty, runIn: (directory, words) => runMain(words, join(empty.directory, directory))}
}

test('--format sarif names documents from the top of the repository, wherever the user is', async () => {
  const {write, runIn} = rigWith(WRONG)
  write('docs/sub/empty.md', '')
  for (const [directory, name] of [
    ['.', DOC],
    ['docs', 'the plan.md'],
    ['docs/sub', '../the plan.md'],
  ] as const) {
    const ran = await runIn(directory, ['check', name, '--format', 'sarif'])
    expect(ran).toMatchObject({code: 0, err: ''})
    expect(lastJson(ran)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {driver: {name: 'agent-spawn', version: '1.2.3', rules: [{id: 'group-count'}]}},
          results: [
            {
              ruleId: 'group-count',
              locations: [
                {physicalLocation: {artifactLocation: {uri: 'docs/the%20plan.md', uriBaseId: '%SRCROOT%'}}},
              ],
            },
          ],
        },
      ],
    })
  }
})

test('--format github prints a workflow command for each place', async () => {
  const {runIn} = rigWith(WRONG)
  const ran = await runIn('docs', ['check', 'the plan.md', '--format', 'github'])
  expect(ran.code).toBe(0)
  expect(ran.out.split('\n')[0]).toBe(
    '::warning file=docs/the plan.md,line=3,col=26,endColumn=33,title=group-count::GROUP A is said to have 3 tasks, but lists 2',
  )
})

test('--format json is --json, and every format ends with the same exit code', async () => {
  const {run} = rigWith(HARBOUR.replace('**Dependencies:** T1', '**Dependencies:** T11'))
  const ran = await run(['check', DOC, '--json'])
  expect(ran.code).toBe(2)
  expect(await run(['check', DOC, '--format', 'json'])).toEqual(ran)
  const found = lastJson(ran).diagnostics as {fix?: unknown}[]
  expect(found[0]).toMatchObject({
    rule: 'unknown-dependency',
    endColumn: 22,
    fix: {isGuess: true, edits: [{newText: 'T1'}]},
  })
  for (const format of ['text', 'sarif', 'github'])
    expect(await run(['check', DOC, '--format', format])).toMatchObject({code: 2, err: ''})
})

test('a document that is no plan is a finding like others', async () => {
  const {run, write} = rigWith(HARBOUR)
  write('empty.md', '')
  const ran = await run(['check', 'empty.md', '--format', 'github'])
  expect(ran).toMatchObject({code: 2, err: ''})
  expect(ran.out).toMatch(/^::error file=empty\.md,line=1,col=1,title=empty-plan::empty\.md is empty/)
})

test('the format of the plan has an option of its own', async () => {
  const {run} = rigWith(HARBOUR)
  const ran = await run(['check', DOC, '--format', 'atomic'])
  expect(ran).toMatchObject({code: 2, out: ''})
  expect(ran.err).toContain('To read the document as "atomic", write --plan-format atomic.')
  expect(await run(['check', DOC, '--plan-format', 'atomic'])).toMatchObject({code: 0})
  const unknown = await run(['check', DOC, '--plan-format', 'papyrus'])
  expect(unknown.out).toContain('there is no format "papyrus"')
  expect(await run(['--validate-only', '--from-doc', DOC, '--format', 'atomic'])).toMatchObject({code: 0})
})

test('--fix mends what is sure, keeps every other byte, and tells the rest', async () => {
  const text = `\uFEFF${WRONG.replace('**Dependencies:** T1', '**Dependencies:** T11')}`.replaceAll(
    '\n',
    '\r\n',
  )
  const {run, read, write} = rigWith(WRONG)
  const ran = await run(['check', DOC, '--fix'])
  expect(ran).toEqual({code: 0, out: `${DOC}: mended 1 fault\n\nno problems found\n`, err: ''})
  expect(read(DOC)).toBe(HARBOUR)
  expect(await run(['check', DOC, '--fix'])).toEqual({code: 0, out: 'no problems found\n', err: ''})
  write(DOC, text)
  expect(await run(['check', DOC, '--fix', '--json'])).toMatchObject({code: 2})
  expect(read(DOC)).toBe(text)
})

test('--fix writes through links, and keeps the permissions of a file', async () => {
  const {run, read, directory} = rigWith(WRONG)
  chmodSync(join(directory, DOC), 0o640)
  symlinkSync(join(directory, DOC), join(directory, 'link.md'))
  expect(lastJson(await run(['check', 'link.md', '--fix', '--json']))).toMatchObject({mended: {'link.md': 1}})
  expect(read(DOC)).toBe(HARBOUR)
  expect(statSync(join(directory, DOC)).mode & 0o777).toBe(0o640)
})

test('--fix repairs an encoding, and leaves what is no UTF-8', async () => {
  const {run, read, write} = rigWith(HARBOUR.replace('Harbour Plan', 'Harbour Plan â€” all of it'))
  expect((await run(['check', DOC, '--fix'])).out).toBe(`${DOC}: mended 1 fault\n\nno problems found\n`)
  expect(read(DOC)).toBe(HARBOUR.replace('Harbour Plan', 'Harbour Plan — all of it'))
  write(DOC, Buffer.from(WRONG.replace('Harbour Plan', 'Harb\u00f6ur'), 'latin1'))
  const refused = await run(['check', DOC, '--fix'])
  expect(refused).toMatchObject({code: 2, out: ''})
  expect(refused.err).toContain('holds bytes that are no UTF-8')
})

test('rules are listed, and one is told with its examples', async () => {
  const {run} = rig()
  const all = await run(['rules'])
  expect(all).toMatchObject({code: 0, err: ''})
  expect(all.out).toMatch(/^cycle {2,}error {3,}Tasks or groups wait for each other$/m)
  const one = await run(['rules', 'cycle'])
  expect(one.out).toContain('wrong\n  ### T1: Lay the keel\n  **Dependencies:** T2\n')
  expect(lastJson(await run(['rules', 'cycle', '--json']))).toMatchObject({
    kind: 'rules',
    rules: [{id: 'cycle', severity: 'error', isFixed: true, wrong: {'plan.md': expect.any(String)}}],
  })
  expect((await run(['rules', '--markdown'])).out).toMatch(/^# Rules\n/)
  expect(await run(['rules', 'cicle'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: There is no rule "cicle" (did you mean "cycle"?). `agent-spawn rules` lists all.\n',
  })
})
