// The schema is the one that Microsoft's SARIF SDK carries (package @microsoft/sarif-multitool): the OASIS schema in a newer draft.

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type {Log} from 'sarif'
import {expect, test} from 'vitest'
import type {Diagnostic} from '../../src/graph/diagnostic.ts'
import {RULES} from '../../src/graph/lint.ts'
import {type SarifOrder, sarifLog} from '../../src/report/sarif.ts'
import {checkExample} from '../graph/examples.ts'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/sarif-2.1.0.schema.json'), 'utf8'))
const ajv = new Ajv2020({strict: false, allErrors: true})
addFormats.default(ajv)
const validate = ajv.compile(schema)

/** As programs get it; the type is that of the standard. */
const logOf = (order: Partial<SarifOrder>): Log => {
  const log = {
    ...sarifLog({
      diagnostics: [],
      rules: RULES,
      sources: new Map(),
      nameOf: file => file,
      version: '1.2.3',
      ...order,
    }),
  } satisfies Log
  return JSON.parse(JSON.stringify(log))
}

const resultsOf = (order: Partial<SarifOrder>) => logOf(order).runs[0]?.results ?? []

const drift: Diagnostic = {
  severity: 'info',
  rule: 'priority-drift',
  message: 'priority of T1 is LOW here, but HIGH there',
  location: {file: 'a b/plän.md', line: 3, column: 5, endColumn: 8},
  related: [{message: 'HIGH here', location: {file: '/elsewhere/x:y.md', line: 1, column: 1}}],
  fix: {
    description: 'write "high"',
    edits: [{span: {file: 'a b/plän.md', line: 3, column: 5, endLine: 3, endColumn: 8}, newText: 'high'}],
  },
}

test('a finding has its rule, its places and its fix', () => {
  const log = logOf({diagnostics: [drift], sources: new Map([['a b/plän.md', '\n\n    low  \n']])})
  const [run] = log.runs
  expect(run?.tool.driver).toMatchObject({name: 'agent-spawn', version: '1.2.3'})
  expect(
    run?.tool.driver.rules?.map(({id, name, defaultConfiguration}) => [id, name, defaultConfiguration]),
  ).toEqual([['priority-drift', 'PriorityDrift', {level: 'note'}]])
  expect(run?.columnKind).toBe('utf16CodeUnits')
  const place = {uri: 'a%20b/pl%C3%A4n.md', uriBaseId: '%SRCROOT%'}
  expect(run?.results).toEqual([
    {
      ruleId: 'priority-drift',
      ruleIndex: 0,
      level: 'note',
      message: {text: 'priority of T1 is LOW here, but HIGH there'},
      locations: [
        {physicalLocation: {artifactLocation: place, region: {startLine: 3, startColumn: 5, endColumn: 8}}},
      ],
      relatedLocations: [
        {
          id: 0,
          message: {text: 'HIGH here'},
          physicalLocation: {
            artifactLocation: {uri: 'file:///elsewhere/x%3Ay.md'},
            region: {startLine: 1, startColumn: 1},
          },
        },
      ],
      fixes: [
        {
          description: {text: 'write "high"'},
          artifactChanges: [
            {
              artifactLocation: place,
              replacements: [
                {
                  deletedRegion: {startLine: 3, startColumn: 5, endLine: 3, endColumn: 8},
                  insertedContent: {text: 'high'},
                },
              ],
            },
          ],
        },
      ],
      partialFingerprints: {'ruleAndLine/v1': 'priority-drift:low:1'},
    },
  ])
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true)
})

test('a fingerprint goes with its line, and tells lines that are alike apart', () => {
  const at = (line: number): Diagnostic => ({...drift, location: {...drift.location, line}})
  const prints = (lines: readonly number[], text: string): readonly unknown[] =>
    resultsOf({diagnostics: lines.map(at), sources: new Map([['a b/plän.md', text]])}).map(
      ({partialFingerprints}) => partialFingerprints?.['ruleAndLine/v1'],
    )
  expect(prints([1, 2, 3], 'low\nlow\nhigh')).toEqual([
    'priority-drift:low:1',
    'priority-drift:low:2',
    'priority-drift:high:1',
  ])
  expect(prints([3, 4, 5], '\n\nlow\n  low\nhigh')).toEqual(prints([1, 2, 3], 'low\nlow\nhigh'))
})

test('what every rule finds is a log that the schema of the standard accepts', () => {
  for (const rule of RULES) {
    const {files, diagnostics} = checkExample(rule, 'wrong')
    const log = logOf({diagnostics, sources: new Map(Object.entries(files))})
    expect(validate(log), `${rule.id}: ${JSON.stringify(validate.errors)}`).toBe(true)
    expect(log.runs[0]?.results?.map(({ruleIndex}) => ruleIndex)).toEqual(diagnostics.map(() => 0))
  }
  expect(validate(logOf({}))).toBe(true)
})

test('the schema refuses what is no such log', () => {
  const log = logOf({diagnostics: [drift]})
  expect(validate({...log, version: '2.0.0'})).toBe(false)
  const [run] = log.runs
  const [result] = run?.results ?? []
  expect(validate({...log, runs: [{...run, results: [{...result, level: 'info'}]}]})).toBe(false)
})
