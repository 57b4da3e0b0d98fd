import fc from 'fast-check'
import type {Nodes} from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import {unified} from 'unified'
import {expect, test} from 'vitest'
import {plainText, readItems} from '../../src/plan/inline.ts'
import {readPlainItems} from '../../src/plan/plain-items.ts'
import {readSheet} from '../../src/plan/sheet.ts'

const sheetOf = (lines: readonly string[]) => readSheet({file: 'plan.md', text: lines.join('\n')})
const read = (...lines: string[]) => readItems(sheetOf(lines), 0, lines.length)

test('points and paragraphs, with their source lines and code spans', () => {
  expect(read('- [x] **a** `b.ts`', '  more', '  1. [c](d)', '', 'e')).toEqual([
    {
      lines: [
        {text: '**a** `b.ts`', row: 0, column: 6},
        {text: 'more', row: 1, column: 2},
      ],
      text: 'a b.ts more',
      codes: ['b.ts'],
      beginsWithCode: false,
    },
    {lines: [{text: '[c](d)', row: 2, column: 5}], text: 'c', codes: [], beginsWithCode: false},
    {lines: [{text: 'e', row: 4, column: 0}], text: 'e', codes: [], beginsWithCode: false},
  ])
})

test('what is too long for a parser is read line by line', () => {
  const long = '*'.repeat(20_000)
  expect(read(`- ${long}`, '- b').map(({text}) => text)).toEqual([long, 'b'])
})

test('a text without its Markdown', () => {
  expect(plainText(' **a** `b_c` [d](e) f_g & h ')).toBe('a b_c d f_g & h')
  expect(plainText('plain')).toBe('plain')
  expect(plainText('<br>')).toBe('<br>')
})

const markdown = unified().use(remarkParse).use(remarkGfm).freeze()
const texts = (node: Nodes): string[] => {
  if (node.type === 'paragraph')
    return [
      inner(node)
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    ]
  return 'children' in node ? node.children.flatMap(texts) : []
}
const inner = (node: Nodes): string => {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(inner).join('') : ''
}

test('where the short cut reads a list, it reads what remark reads', () => {
  const word = fc.constantFrom(
    'a',
    'T1',
    '`b_c`',
    'd (e)',
    '-',
    '+',
    '1.',
    '12)',
    '#',
    '=',
    '---',
    'x:',
    'ü',
    '`',
    '*f*',
    '**g**',
    '**h i:**',
    '**j',
    'k**',
    '**`l`**',
    '**m**,',
    'n**o**',
  )
  const start = fc.constantFrom(
    '- ',
    '* ',
    '1. ',
    '2) ',
    '  - ',
    '    ',
    '    - ',
    '\t- ',
    '  ',
    '',
    '',
    '- [ ] ',
  )
  const line = fc.oneof(
    fc.constant(''),
    fc
      .tuple(start, fc.array(word, {minLength: 1, maxLength: 3}))
      .map(([mark, words]) => mark + words.join(' ')),
  )
  let taken = 0
  fc.assert(
    fc.property(fc.array(line, {maxLength: 6}), lines => {
      const items = readPlainItems(sheetOf(lines), 0, lines.length)
      if (!items) return
      taken++
      expect(items.map(({text}) => text)).toEqual(texts(markdown.parse(lines.join('\n'))))
    }),
    {numRuns: 3_000},
  )
  expect(taken).toBeGreaterThan(200)
})
