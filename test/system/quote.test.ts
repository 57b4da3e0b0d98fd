import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {enter, quote} from '../../src/system/quote.ts'

/** What shells and their readers stumble over, mixed with everything else. A lone half of a character has no UTF-8. */
const nasty = fc
  .oneof(
    fc.string({unit: 'binary'}),
    fc
      .array(
        fc.constantFrom(
          "'",
          '"',
          '\\',
          '$',
          '`',
          '\n',
          '\r',
          ' ',
          '!',
          '#',
          '~',
          '*',
          '$(',
          ';',
          '→',
          '\u0081',
        ),
      )
      .map(parts => parts.join('')),
  )
  .map(text => text.replaceAll('\0', '').toWellFormed())

/** The shell reads its program from standard input, as the slots do. */
const printed = (shell: string, values: readonly string[]): string[] =>
  execFileSync(shell, ['-s'], {
    input: `${values.map(value => `printf '%s\\0' ${quote(value)}`).join('\n')}\n`,
    encoding: 'utf8',
  }).split('\0')

test.each(['sh', 'bash'])('a quoted value is one word of exactly this text for %s', shell => {
  fc.assert(
    fc.property(fc.array(nasty, {minLength: 20, maxLength: 60}), values => {
      expect(printed(shell, values)).toEqual([...values, ''])
    }),
    {numRuns: 40},
  )
})

test('what cannot be in a word, or name a variable, is our mistake', () => {
  expect(() => quote('a\0b')).toThrow('bug: NUL in shell text')
  expect(() => enter('/', {'A;B': ''})).toThrow('bug: "A;B" names no variable')
  expect(enter("/it's", {A: '1'})).toBe("cd '/it'\\''s' && export A='1'")
})
