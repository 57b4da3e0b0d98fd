import {expect, test} from 'vitest'
import type {Diagnostic} from '../../src/graph/diagnostic.ts'
import {printAnnotations} from '../../src/report/annotations.ts'

const cycle: Diagnostic = {
  severity: 'error',
  rule: 'cycle',
  message: '100% wrong: a,\r\nb',
  location: {file: 'plan.md', line: 12, column: 5, endColumn: 7},
  related: [{message: 'T1: here', location: {file: 'other.md', line: 3, column: 1}}],
}

const nameOf = (file: string): string => `docs: 1,2/${file}`

test('each place is a command, with what has a meaning there escaped', () => {
  expect(printAnnotations([cycle], nameOf)).toBe(
    '::error file=docs%3A 1%2C2/plan.md,line=12,col=5,endColumn=7,title=cycle::100%25 wrong: a,%0D%0Ab\n' +
      '::notice file=docs%3A 1%2C2/other.md,line=3,col=1,title=cycle::T1: here\n',
  )
})

test('severities have the names of annotations', () => {
  const severities = ['error', 'warning', 'info'] as const
  const printed = severities.map(severity =>
    printAnnotations([{...cycle, severity, related: []}], file => file),
  )
  expect(printed.map(line => line.split(' ')[0])).toEqual(['::error', '::warning', '::notice'])
  expect(printAnnotations([], nameOf)).toBe('')
})
