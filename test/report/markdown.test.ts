import fc from 'fast-check'
import {expect, test} from 'vitest'
import {code, fenced, inline, table} from '../../src/report/markdown.ts'
import {remark} from './parse-markdown.ts'

/** Text rich in what Markdown would take for structure. */
const nasty = fc
  .array(
    fc.constantFrom('a', ' ', '`', '``', '|', '\\', '*', '<b>', '[x](y)', '\n', '~~~', '#', '\u001b[1m', '&'),
    {maxLength: 12},
  )
  .map(parts => parts.join(''))

const shownAs = (text: string): string => text.replaceAll('\u001b[1m', '').replace(/\s+/g, ' ').trim()

test('a code span holds any text', () => {
  fc.assert(
    fc.property(nasty, text => {
      fc.pre(shownAs(text) !== '')
      expect(remark(`x ${code(text)} y`)).toEqual([{type: 'paragraph', texts: ['x ', shownAs(text), ' y']}])
    }),
  )
})

test('a fenced block holds any text', () => {
  fc.assert(
    fc.property(nasty, text => {
      const shown = text.replaceAll('\u001b[1m', '').replace(/\n+$/, '')
      expect(remark(fenced(text))).toEqual([{type: 'code', texts: [shown]}])
    }),
  )
})

test('inline text stays text', () => {
  fc.assert(
    fc.property(nasty, text => {
      expect(remark(`x ${inline(text)} y`).map(({type}) => type)).toEqual(['paragraph'])
      expect(remark(`x ${inline(text)} y`)[0]?.texts).toHaveLength(1)
    }),
  )
})

test('a table has the cells it was given, whatever they hold', () => {
  fc.assert(
    fc.property(nasty, nasty, (a, b) => {
      const cells = [`a ${inline(a)}`, `b ${inline(b)}`, 'end']
      const shown = [shownAs(`a ${a}`), shownAs(`b ${b}`), 'end']
      expect(remark(table(['One', 'Two', 'Three'], [cells]))).toEqual([
        {type: 'table', texts: ['One', 'Two', 'Three', ...shown]},
      ])
    }),
  )
})
