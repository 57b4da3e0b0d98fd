import fc from 'fast-check'
import picomatch from 'picomatch'
import {expect, test} from 'vitest'
import {conflicting, covers, normalisePath, overlaps} from '../../src/graph/claims.ts'

test.each([
  ['a/b.ts', 'a/b.ts', true],
  ['a/b.ts', './a//b.ts', true],
  ['a/', 'a/b.py', true],
  ['a', 'a/b.py', true],
  ['a/', 'a', true],
  ['a', 'ab', false],
  ['a/', 'ab/', false],
  ['a/b', 'a/c', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/*.ts', 'src/', true],
  ['src/*.ts', 'src', false],
  ['src/**', 'src', true],
  ['src/*.ts', 'src/a/', false],
  ['src/**', 'src/a/b.ts', true],
  ['src/**/*.ts', 'src/a/', true],
  ['**/*.sql', 'db/001.sql', true],
  ['**/*.sql', 'db/001.ts', false],
  ['src/*.ts', 'src/*.tsx', false],
  ['src/a*.ts', 'src/*b.ts', true],
  ['src/a*.ts', 'src/b*.ts', false],
  ['src/**/x.ts', '**/y/*.ts', true],
  ['src/{a,b}.ts', 'src/b.ts', true],
  ['src/{a,b}.ts', 'src/c.ts', false],
  ['src/{a,b/c}/x.ts', 'src/b/c/x.ts', true],
  ['db/001_*.sql', 'db/001_start.sql', true],
  ['app/[slug]/page.tsx', 'app/[slug]/page.tsx', true],
  ['app/[slug]/page.tsx', 'app/s/page.tsx', false],
  ['app/[slug]/*.tsx', 'app/[slug]/page.tsx', true],
  ['app/(shop)/*.tsx', 'app/(shop)/page.tsx', true],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(overlaps(a, b)).toBe(expected)
  expect(overlaps(b, a)).toBe(expected)
})

test('claims conflict where any two of their paths overlap', () => {
  expect(conflicting(['a.ts', 'src/'], ['b.ts', 'src/x.ts'])).toBe(true)
  expect(conflicting(['a.ts'], ['b.ts'])).toBe(false)
  expect(conflicting([], ['b.ts'])).toBe(false)
})

test('a claim covers what lies in it, not what it lies in', () => {
  expect(covers(['src/'], 'src/a/b.ts')).toBe(true)
  expect(covers(['src/a'], 'src/a/b.ts')).toBe(true)
  expect(covers(['src/a/b.ts'], 'src/a')).toBe(false)
  expect(covers(['src/*.ts'], 'src/a.ts')).toBe(true)
  expect(covers(['src/*.ts'], 'src/a/b.ts')).toBe(false)
  expect(covers(['a.ts'], '*.ts')).toBe(false)
})

test('a path is written in one way', () => {
  expect(['./a//b/./c', 'a/', 'a//', './', 'a'].map(normalisePath)).toEqual(['a/b/c', 'a/', 'a/', '', 'a'])
})

const path = fc
  .array(fc.constantFrom('a', 'b', 'ab'), {minLength: 1, maxLength: 3})
  .map(parts => parts.join('/'))
const glob = fc
  .array(fc.constantFrom('a', 'ab', '*', 'a*', '*b', '?', '**', '{a,b}'), {minLength: 1, maxLength: 3})
  .map(parts => parts.join('/'))
const matches = (pattern: string, file: string): boolean => picomatch(pattern)(file)

test('two globs that match the same file overlap, and a glob covers what it matches', () => {
  fc.assert(
    fc.property(glob, glob, path, (left, right, file) => {
      if (matches(left, file)) expect(covers([left], file)).toBe(true)
      if (matches(left, file) && matches(right, file)) expect(overlaps(left, right)).toBe(true)
    }),
    {numRuns: 2000},
  )
})
