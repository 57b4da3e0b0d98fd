// What is printed without the library has the very bytes that the library would print.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {Document, parse} from 'yaml'
import {emit, oneLine} from '../../src/graph/yaml/emit.ts'

const OPTIONS = {lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: false} as const

const byLibrary = (value: unknown, flow = false): string => {
  const document = new Document(null)
  document.contents = document.createNode(value, {flow, aliasDuplicateObjects: false})
  return document.toString(OPTIONS)
}

const WORDS = [
  'word',
  'a: b',
  'a:b',
  'a #b',
  '12:5-9',
  '1.10',
  '0018',
  'true',
  'No',
  'null',
  '~',
  '- a',
  'a,b',
  '[a]',
  '{a}',
  'a\nb',
  'a\n',
  'a\n\n',
  'a\n\n  b\n',
  'a \nb',
  '|',
  '"',
  "it's",
  'ä 任务',
  '/a/b',
  '_a',
  'a ',
  'x'.repeat(1_200),
  'a:',
  '---',
  '...',
  '',
  `a\n${'y'.repeat(90)}: b\n`,
  '"a\nb',
  '# a\nb',
]
const text = fc
  .oneof(
    fc.constantFrom(...WORDS),
    fc.string({unit: 'grapheme-ascii'}),
    fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map(pair => pair.join('\n')),
  )
  .filter(made => !/^\s|\p{Cc}(?<!\n)/u.test(made)) // what is put in quotes here, and not by the library
const key = fc.oneof(fc.constantFrom('a', 'taskId', 'b-c', 'true', '1', 'a b', 'a: b', ''), fc.string())
const {value} = fc.letrec<{value: unknown}>(tie => ({
  value: fc.oneof(
    {maxDepth: 4},
    text,
    fc.integer(),
    fc.double({noNaN: true, noDefaultInfinity: true}),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(
      key.filter(name => !/^\s|\p{Cc}/u.test(name)),
      tie('value'),
      {maxKeys: 4, noNullPrototype: true},
    ),
  ),
}))

test('nested values are printed as by the library', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', 'c-d'), value, {minKeys: 1, noNullPrototype: true}),
      made => {
        expect(emit(made)).toBe(byLibrary(made))
      },
    ),
    {numRuns: 1_000},
  )
})

test('values on one line are printed as by the library', () => {
  const entry = fc.record({taskId: text.filter(made => !made.includes('\n')), at: fc.constant('12:5-9')})
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          text.filter(made => !made.includes('\n')),
          fc.integer(),
          entry,
        ),
      ),
      list => {
        expect(emit({a: oneLine(list)})).toBe(`a: ${byLibrary(list, true)}`)
      },
    ),
  )
})

test('control characters, lone surrogates and white space in front come back', () => {
  const made = {a: ' a', b: '\u0007', c: 'x\n\u2028y', d: '\n\na', e: [{'\tk': '\r\n'}], f: 'a\n\ud800'}
  expect(parse(emit(made))).toEqual(made)
})
