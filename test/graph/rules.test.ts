// Every rule is documented by a document in which it finds something and one in which nothing is found. Both are true, and the
// whole message is held against a golden file: `UPDATE_GOLDENS=1 npx vitest run test/graph/rules.test.ts` writes those anew.

import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import {RULES} from '../../src/graph/lint.ts'
import type {Rule} from '../../src/graph/rule.ts'
import {printDiagnostics} from '../../src/report/diagnostics.ts'
import {PLAIN} from '../../src/report/style.ts'
import {checkExample} from './examples.ts'

const GOLDENS = join(import.meta.dirname, '../goldens/rules')
const isUpdate = process.env.UPDATE_GOLDENS === '1'

test('the documentation of every rule is in sentences', () => {
  expect(RULES.filter(({why}) => !/^[A-Z].*\.$/.test(why)).map(({id}) => id)).toEqual([])
})

test('every golden message is that of a rule', () => {
  const known = RULES.map(({id}) => `${id}.txt`)
  expect(readdirSync(GOLDENS).filter(name => !known.includes(name))).toEqual([])
})

test('every id that the sources give to a diagnostic is that of a rule', () => {
  const source = join(import.meta.dirname, '../../src')
  const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'))
  const given = files.flatMap(name =>
    [
      ...readFileSync(join(source, name), 'utf8').matchAll(
        /(?:\brule: |\bnote\(\s*|problem\(\s*\w+,\s*)'([\w-]+)'/g,
      ),
    ].map(([, id]) => id),
  )
  const known = RULES.map(({id}) => id)
  expect(given.filter(id => id === undefined || !known.includes(id))).toEqual([])
  expect(given).toContain('too-large')
})

for (const rule of RULES) {
  const {id, severity} = rule

  test(`${id}: the wrong example has that fault and no other, the right one has none`, () => {
    const found = checkExample(rule, 'wrong').diagnostics.map(found => `${found.severity} ${found.rule}`)
    expect([...new Set(found)]).toEqual([`${severity} ${id}`])
    expect(checkExample(rule, 'right').diagnostics).toEqual([])
  })

  test(`${id}: the message is the golden one`, () => {
    const golden = join(GOLDENS, `${id}.txt`)
    const printed = messageOf(rule)
    if (isUpdate) {
      mkdirSync(GOLDENS, {recursive: true})
      writeFileSync(golden, printed)
    }
    expect(
      existsSync(golden),
      `${golden} is missing: look at the message, then run with UPDATE_GOLDENS=1`,
    ).toBe(true)
    expect(printed).toBe(readFileSync(golden, 'utf8'))
  })
}

const messageOf = (rule: Rule): string => {
  const {files, diagnostics} = checkExample(rule, 'wrong')
  return printDiagnostics(diagnostics, new Map(Object.entries(files)), PLAIN)
}
