import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Diagnostic} from '../../src/graph/diagnostic.ts'
import {diagnosticsJson, printDiagnostics} from '../../src/report/diagnostics.ts'
import {PLAIN, type Style} from '../../src/report/style.ts'

const cycle: Diagnostic = {
  severity: 'error',
  rule: 'cycle',
  message: 'tasks depend on each other: T1 → T2 → T1',
  location: {file: 'plan.md', line: 12, column: 5, endColumn: 7},
  related: [
    {message: 'T1 depends on T2', location: {file: 'plan.md', line: 3, column: 3, endColumn: 5}},
    {message: 'T2 is listed here', location: {file: 'other.yaml', line: 1, column: 1}},
  ],
}

const sources = new Map([
  ['plan.md', ['', '', '- T2 first', ...Array.from({length: 8}, () => ''), '\tno T1 here'].join('\n')],
  ['other.yaml', '  tasks: [T2]\r\nend'],
])

const print = (...diagnostics: readonly Diagnostic[]): string => printDiagnostics(diagnostics, sources, PLAIN)

test('a diagnostic shows its line and those of the other places, underlined', () => {
  expect(print(cycle)).toBe(`plan.md:12:5 error cycle: tasks depend on each other: T1 → T2 → T1
12 |   no T1 here
   |      ^^
 3 | - T2 first
   |   ^^ T1 depends on T2
   > other.yaml:1:1
 1 |   tasks: [T2]
   |   ^^^^^^^^^^^ T2 is listed here

1 error
`)
})

test('a place in a document that is not at hand is named alone', () => {
  const absent = {file: 'gone.md', line: 7, column: 2}
  expect(print({...cycle, location: absent, related: [{message: 'and there', location: absent}]})).toBe(
    `gone.md:7:2 error cycle: tasks depend on each other: T1 → T2 → T1
  = gone.md:7:2 and there

1 error
`,
  )
})

test('the last line counts what was found', () => {
  const warning: Diagnostic = {...cycle, severity: 'warning', related: []}
  const lines = (text: string): string | undefined => text.trimEnd().split('\n').at(-1)
  expect(lines(print(warning, {...warning, severity: 'info'}, warning))).toBe('2 warnings, 1 note')
  expect(print()).toBe('no problems found\n')
})

test('a long line is cut around the place', () => {
  const text = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`
  const location = {file: 'long.md', line: 1, column: 501, endColumn: 505}
  const [, line, underline] = printDiagnostics(
    [{...cycle, location, related: []}],
    new Map([['long.md', text]]),
    PLAIN,
  ).split('\n')
  expect(line).toBe(`1 | …${'a'.repeat(30)}HERE${'b'.repeat(66)}…`)
  expect(underline).toBe(`  | ${' '.repeat(31)}^^^^`)
})

test('the underline stands below wide characters', () => {
  const location = {file: 'wide.md', line: 1, column: 4, endColumn: 6}
  const printed = printDiagnostics(
    [{...cycle, location, related: []}],
    new Map([['wide.md', '日本 T1']]),
    PLAIN,
  )
  expect(printed.split('\n').slice(1, 3)).toEqual(['1 | 日本 T1', '  |      ^^'])
})

test('severities have their colours', () => {
  const marked: Style = {...PLAIN, red: text => `<${text}>`, bold: text => `*${text}*`}
  expect(printDiagnostics([{...cycle, related: []}], new Map(), marked).split('\n')[0]).toBe(
    '*plan.md:12:5* <error cycle>: tasks depend on each other: T1 → T2 → T1',
  )
})

test('nothing in a document, a name or a message reaches the terminal as a control', () => {
  const hostile = fc
    .array(fc.constantFrom('a', '\x1b[31m', '\x1b]0;x\x07', '\x9b2J', '\r', '\u202e', '\t', '日'))
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(hostile, hostile, fc.integer({min: 1, max: 30}), (line, message, column) => {
      const location = {file: line, line: 1, column}
      const printed = printDiagnostics(
        [{...cycle, message, location, related: [{message, location}]}],
        new Map([[line, line]]),
        PLAIN,
      )
      expect(printed).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
    }),
  )
})

test('programs get the same as plain records', () => {
  expect(diagnosticsJson([cycle])).toEqual([
    {
      severity: 'error',
      rule: 'cycle',
      message: 'tasks depend on each other: T1 → T2 → T1',
      file: 'plan.md',
      line: 12,
      column: 5,
      endColumn: 7,
      related: [
        {message: 'T1 depends on T2', file: 'plan.md', line: 3, column: 3, endColumn: 5},
        {message: 'T2 is listed here', file: 'other.yaml', line: 1, column: 1},
      ],
    },
  ])
})

test('a fix is told behind the places, and a guess as one', () => {
  const edits = [{span: {file: 'plan.md', line: 12, column: 5, endLine: 12, endColumn: 7}, newText: 'T3'}]
  const fix = {description: 'write "T3"', edits}
  const lines = (...diagnostics: readonly Diagnostic[]): readonly string[] =>
    print(...diagnostics).split('\n')
  expect(lines({...cycle, related: [], fix})[3]).toBe('   = fix: write "T3"')
  expect(lines({...cycle, related: [], fix: {...fix, isGuess: true}})[3]).toBe('   = perhaps: write "T3"')
  expect(diagnosticsJson([{...cycle, fix}])[0]?.fix).toEqual({
    description: 'write "T3"',
    isGuess: false,
    edits: [{file: 'plan.md', line: 12, column: 5, endLine: 12, endColumn: 7, newText: 'T3'}],
  })
})

test('of a thousand alike the first are shown, and how many there are; errors are all shown', () => {
  const alike = (severity: Diagnostic['severity']): Diagnostic[] =>
    Array.from({length: 30}, (_, index) => ({
      severity,
      rule: `some-${severity}`,
      message: 'again',
      location: {file: 'plan.md', line: index + 1, column: 1},
      related: [],
    }))
  const text = printDiagnostics([...alike('error'), ...alike('warning')], new Map(), PLAIN)
  expect(text.match(/some-error: again/g)).toHaveLength(30)
  expect(text.match(/some-warning: again/g)).toHaveLength(20)
  expect(text).toContain('… and 10 more of some-warning; --json lists all.\n\n30 errors, 30 warnings\n')
})
