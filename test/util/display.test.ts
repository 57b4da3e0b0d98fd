import fc from 'fast-check'
import {expect, test} from 'vitest'
import {display, displayLine, reveal} from '../../src/util/display.ts'

const isUnsafe = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  const control = (code < 0x20 && character !== '\n' && character !== '\t') || (code >= 0x7f && code < 0xa0)
  const bidi = code === 0x61c || code === 0x200e || code === 0x200f
  return control || bidi || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
}

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1bP',
        '\x9b',
        '\x9d',
        '\x07',
        '\x1b\\',
        '\u202e',
        '\r',
        ';',
        '31m',
        '\x7f',
      ),
      fc.string({unit: 'binary', maxLength: 4}),
    ),
  )
  .map(parts => parts.join(''))

test('nothing that a terminal obeys survives', () => {
  fc.assert(
    fc.property(hostile, text => {
      expect([...display(text)].filter(isUnsafe)).toEqual([])
      expect([...reveal(text)].filter(isUnsafe)).toEqual([])
    }),
  )
})

test('text without controls stays as it is', () => {
  const text = 'T1 → T2:\n\t"naïve" 日本語 👩‍👩‍👧 a\u00a0b'
  expect(display(text)).toBe(text)
  expect(reveal(text)).toBe(text)
})

test('sequences go whole, the text around them stays', () => {
  expect(
    display('\x1b[1;31mred\x1b[0m \x1b]8;;https://a.example\x07link\x1b]8;;\x1b\\ \x1bPq#0\x1b\\end\r\n'),
  ).toBe('red link end\n')
})

test('a sequence that never ends hides nothing', () => {
  expect(display('echo \x1b]0;title && rm -rf x\nnext')).toBe('echo 0;title && rm -rf x\nnext')
})

test('what is to be approved shows its controls instead of losing them', () => {
  expect(reveal('echo ok \x1b]0;x\x07\u202e')).toBe('echo ok \\x1b]0;x\\x07\\u202e')
})

test('one line stays one line', () => {
  expect(displayLine('a\n\tb\x1b[0m')).toBe('a  b')
})
