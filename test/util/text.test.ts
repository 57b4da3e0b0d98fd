import {expect, test} from 'vitest'
import {blankBrackets, splitLines, trailingBrackets} from '../../src/util/text.ts'

test('lines end in any of three ways, and a byte order mark is no text', () => {
  expect(splitLines('\uFEFFa\r\nb\nc\rd')).toEqual(['a', 'b', 'c', 'd'])
})

test('brackets at the end, the innermost pairs respected', () => {
  expect(trailingBrackets('Retry (fast) (6 hours (at most))')).toEqual({
    before: 'Retry (fast)',
    inside: '6 hours (at most)',
    at: 14,
  })
  expect(trailingBrackets('Retry [done] ')).toEqual({before: 'Retry', inside: 'done', at: 7})
  expect(trailingBrackets('Retry :)')).toBeUndefined()
  expect(trailingBrackets('Retry')).toBeUndefined()
})

test('brackets are blanked in place', () => {
  expect(blankBrackets('T1 (a (b)), T2 (c')).toBe('T1        , T2 (c')
})
