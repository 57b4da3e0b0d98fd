// Holds docs/requirements.md to the tests: what it calls done is proved somewhere, and what is proved is not called open.

import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

const ROOT = join(import.meta.dirname, '..')

interface Row {
  readonly id: string
  readonly state: string
  readonly files: readonly string[]
}

const rows: readonly Row[] = readFileSync(join(ROOT, 'docs/requirements.md'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const [, id, state, proof = ''] = /^\| (S00\d-\d\d) \| (\w+) \|(.*)\|$/.exec(line) ?? []
    if (id === undefined || state === undefined) return []
    return [{id, state, files: [...proof.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)}]
  })

/** By id: the files that name it. */
const cited = new Map<string, Set<string>>()
for (const name of readdirSync(join(ROOT, 'test'), {recursive: true, encoding: 'utf8'})) {
  if (!name.endsWith('.test.ts') || name === 'requirements.test.ts') continue
  for (const [id] of readFileSync(join(ROOT, 'test', name), 'utf8').matchAll(/\bS00\d-\d\d\b/g)) {
    cited.set(id, (cited.get(id) ?? new Set()).add(`test/${name}`))
  }
}

test('every requirement has one row and a state', () => {
  expect(rows.length).toBe(233)
  expect(new Set(rows.map(({id}) => id)).size).toBe(rows.length)
  expect(rows.filter(({state}) => !['done', 'partly', 'open'].includes(state))).toEqual([])
})

test('what a test proves is not called open', () => {
  const settled = new Set(rows.filter(({state}) => state !== 'open').map(({id}) => id))
  expect([...cited].filter(([id]) => !settled.has(id)).map(([id, files]) => [id, ...files])).toEqual([])
})

test('what is called done names files that exist, one of them a test that cites it', () => {
  const isProved = ({id, files}: Row): boolean =>
    files.every(file => existsSync(join(ROOT, file))) && files.some(file => cited.get(id)?.has(file))
  expect(rows.filter(row => row.state === 'done' && !isProved(row))).toEqual([])
})
