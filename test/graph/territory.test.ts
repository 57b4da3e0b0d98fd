import {expect, test} from 'vitest'
import {territories} from '../../src/graph/territory.ts'

/** By path: who else is in it. */
const inside = (...paths: readonly string[]) =>
  Object.fromEntries(territories(paths, path => path).map(({path, owners, inner}) => [path, [owners, inner]]))

test('a directory holds what is below it, with or without its slash', () => {
  expect(inside('docs', 'docs/a.md', 'docs/b/c.md', 'docsify.md')).toEqual({
    docs: [['docs'], ['docs/a.md', 'docs/b/c.md']],
    'docs/a.md': [['docs/a.md'], []],
    'docs/b/c.md': [['docs/b/c.md'], []],
    'docsify.md': [['docsify.md'], []],
  })
})

test('a glob holds what it matches, and directories that may hold such files', () => {
  expect(inside('src/*.ts', 'src/a.ts', 'src/a.md', 'lib/a.ts', 'src/*.test.ts')['src/*.ts']).toEqual([
    ['src/*.ts'],
    ['src/*.test.ts', 'src/a.ts'],
  ])
  expect(inside('**/c.md', 'docs/', 'docs/b/c.md')['**/c.md']).toEqual([
    ['**/c.md'],
    ['docs/', 'docs/b/c.md'],
  ])
})

test('a directory that one writes with a slash and another without is a directory', () => {
  expect(inside('**/c.md', 'docs', 'docs/')['**/c.md']).toEqual([['**/c.md'], ['docs', 'docs/']])
})
