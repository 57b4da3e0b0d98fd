import {rmSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {markedPaths, mergeTree} from '../../src/executor/workspace/merge-tree.ts'
import {commitAll, gitIn, makeRepository, must, write} from './repositories.ts'

const PATH = 'my own/größe\n2.txt'

/** Two commits on the same one, each made by changing its files. */
const fork = (ours: (root: string) => void, theirs: (root: string) => void) => {
  const root = makeRepository({[PATH]: 'one\n\ntwo\n\nthree\n', gone: 'g\n', link: 'l\n'})
  const base = gitIn(root, 'rev-parse', 'HEAD')
  ours(root)
  const left = commitAll(root, 'ours')
  gitIn(root, 'checkout', '--quiet', base)
  theirs(root)
  return {root, gitDir: join(root, '.git'), ours: left, theirs: commitAll(root, 'theirs')}
}

test('hunks that are apart make one tree, without a conflict', async () => {
  const sides = fork(
    root => write(root, {[PATH]: 'ONE\n\ntwo\n\nthree\n'}),
    root => write(root, {[PATH]: 'one\n\ntwo\n\nTHREE\n'}),
  )
  const {tree, conflicts} = must(await mergeTree(sides))
  expect([conflicts, gitIn(sides.root, 'show', `${tree}:${PATH}`)]).toEqual([[], 'ONE\n\ntwo\n\nTHREE'])
})

test("every conflict is told once, by its path as it is and in git's words", async () => {
  const sides = fork(
    root => {
      write(root, {[PATH]: 'ONE\n\ntwo\n\nthree\n'})
      rmSync(join(root, 'gone'))
      rmSync(join(root, 'link'))
      symlinkSync('a', join(root, 'link'))
    },
    root => {
      write(root, {[PATH]: '1\n\ntwo\n\nthree\n', gone: 'G\n'})
      rmSync(join(root, 'link'))
      symlinkSync('b', join(root, 'link'))
    },
  )
  const {tree, conflicts} = must(await mergeTree(sides))
  expect(conflicts.map(({path}) => path)).toEqual(['gone', 'link', PATH])
  expect(conflicts.map(({notes}) => notes[0])).toEqual([
    expect.stringMatching(/^CONFLICT \(modify\/delete\): gone deleted in .* and modified in/),
    expect.stringMatching(/^CONFLICT \(content\): Merge conflict in link/),
    expect.stringMatching(/^CONFLICT \(content\): Merge conflict in my own/),
  ])
  const paths = conflicts.map(({path}) => path)
  expect(await markedPaths({...sides, tree, paths})).toEqual([PATH])
})

test('lines that a side had before are no marks; each of the three is one otherwise', async () => {
  const sides = fork(
    root => write(root, {'a.md': 'Title\n=======\n>>>>>>> quoted\n'}),
    root => write(root, {gone: 'G\n'}),
  )
  const marked = async (text: string): Promise<readonly string[]> => {
    write(sides.root, {'a.md': text})
    const tree = commitAll(sides.root, 'try')
    return markedPaths({...sides, tree, paths: ['a.md', 'gone', 'nowhere']})
  }
  expect(await marked('Title\n=======\n>>>>>>> quoted\nmore\n')).toEqual([])
  expect(await marked('<<<<<<<\n======== \n>>>>>>>>\n')).toEqual([])
  for (const line of ['<<<<<<< ours', '>>>>>>> theirs'])
    expect(await marked(`a\r\n${line}\r\n`)).toEqual(['a.md'])
})

test('what git cannot merge at all is an error', async () => {
  const sides = fork(
    () => undefined,
    () => undefined,
  )
  expect(await mergeTree({...sides, theirs: '0'.repeat(40)})).toMatchObject({ok: false})
})
