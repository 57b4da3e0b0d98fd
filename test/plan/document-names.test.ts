import {expect, test} from 'vitest'
import {documentNames} from '../../src/plan/document-names.ts'

test('documents are called by the last part of their paths in which no two agree', () => {
  expect(documentNames(['a/hull.md', 'a/sails.md'])).toEqual(['hull', 'sails'])
  expect(documentNames(['specs/001-Hull/tasks.md', 'specs/002-Sails/tasks.md'])).toEqual([
    '001-hull',
    '002-sails',
  ])
  expect(documentNames(['a/x/tasks.md', 'b/x/tasks.md'])).toEqual(['a', 'b'])
})

test('a long name is cut at a word, and names that still agree are counted', () => {
  const long = 'the-whole-hull-from-keel-to-deck'
  expect(documentNames([`${long}-1.md`, 'x.md'])).toEqual(['the-whole-hull-from-keel', 'x'])
  expect(documentNames([`${long}-1.md`, `${long}-2.md`])).toEqual([
    'the-whole-hull-from-keel-1',
    'the-whole-hull-from-keel-2',
  ])
})
