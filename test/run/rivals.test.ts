// Who contends with whom: found at once for all tasks, and compared with asking each pair.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {type Claim, claimsOf, contend, trespassesOf} from '../../src/run/claim.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {findRivals, rivalsOf} from '../../src/run/rivals.ts'
import {graphOf} from './graphs.ts'

const HERE = {file: 'plan.md', line: 1, column: 1}
const [writer] = graphOf({T1: {writes: ['./src//a.ts']}}).tasks
const [silent] = graphOf({T2: {writes: []}}).tasks
if (writer === undefined || silent === undefined) throw new Error('no tasks')

const NAMES = ['a', 'b', 'A', 'ab', '*', '**', '*.ts', 'a*', '{a,b}', 'a.ts', 'é', 'e\u0301', '[a]']

const anyPath = fc
  .tuple(fc.array(fc.constantFrom(...NAMES), {minLength: 1, maxLength: 4}), fc.constantFrom('', '/'))
  .map(([names, end]) => names.join('/') + end)

const anyClaim: fc.Arbitrary<Claim> = fc.record({
  path: anyPath,
  access: fc.constantFrom('exclusive', 'shared'),
})

const anyClaims = fc.array(fc.array(anyClaim, {maxLength: 3}), {maxLength: 8})

test('S002-04, S002-05, S002-06: the rivals of a task are those whose claims overlap its own, unless both only read', () => {
  fc.assert(
    fc.property(anyClaims, fc.constantFrom('exclusive' as const, 'any' as const), (claims, held) => {
      const rivalry = findRivals(claims)
      claims.forEach((own, rank) => {
        const taken = held === 'any' ? own : own.filter(({access}) => access === held)
        const expected = claims.flatMap((other, index) =>
          index !== rank && contend(taken, other) ? [index] : [],
        )
        expect([...rivalsOf(rivalry, rank, held)].toSorted((a, b) => a - b)).toEqual(expected)
      })
    }),
    {numRuns: 3000},
  )
})

test.each([
  ['a/b.ts', 'a/b.ts', true],
  ['a/', 'a/b.py', true],
  ['a', 'ab', false],
  ['Docs/Plan.md', './docs//plan.md', true],
  ['caf\u00e9/', 'cafe\u0301/menu.md', true],
  ['src/*.ts', 'SRC/a.ts', true],
])('S002-06: %s and %s contend: %s', (a, b, expected) => {
  const claims = [a, b].map(path =>
    claimsOf({...silent, outputs: [{path, intent: 'create', location: HERE}]}, DEFAULT_POLICY),
  )
  expect(contend(claims[0] ?? [], claims[1] ?? [])).toBe(expected)
  expect(rivalsOf(findRivals(claims), 0, 'any')).toEqual(expected ? [1] : [])
})

test('the top of the repository contends with everything', () => {
  const claims = [['.'], ['src/a.ts'], ['*.md'], []].map(paths =>
    paths.map(path => ({path: path === '.' ? '' : path, access: 'exclusive' as const})),
  )
  const rivalry = findRivals(claims)
  expect(claims.map((_, rank) => rivalsOf(rivalry, rank, 'any')).map(ranks => [...ranks].toSorted())).toEqual(
    [[1, 2], [0], [0], []],
  )
})

test('more globs than are worth comparing contend where the directories before their wildcards do', () => {
  const globs = Array.from({length: 500}, (_, index) => [
    {path: `src/*.${1000 + index}.ts`, access: 'exclusive'} as const,
  ])
  const elsewhere = [{path: 'docs/*.md', access: 'exclusive'} as const]
  const rivalry = findRivals([elsewhere, ...globs])
  expect(rivalsOf(rivalry, 0, 'any')).toEqual([])
  expect(rivalsOf(rivalry, 1, 'any')).toEqual([])
  expect(rivalsOf(rivalry, 499, 'any').includes(500)).toBe(true)
})

const policyWith = (ownership: Partial<Policy['ownership']>, mode: 'clone' | 'shared' = 'clone'): Policy => ({
  ...DEFAULT_POLICY,
  ownership: {owners: {}, claims: {}, ...ownership},
  workspace: {...DEFAULT_POLICY.workspace, mode},
})

const architect = {...silent, agent: {type: 'database-architect'}}
const owners = {'agents/database/': 'database-architect', 'agents/api/': 'api-engineer'}

test('S004-15: a task claims its outputs and what the configuration adds; without any, what its type of agent owns', () => {
  const claims = {T1: {exclusive: ['src/b.ts'], shared: ['schema/']}}
  expect(claimsOf(writer, policyWith({owners, claims}))).toEqual([
    {path: 'src/a.ts', access: 'exclusive'},
    {path: 'src/b.ts', access: 'exclusive'},
    {path: 'schema/', access: 'shared'},
  ])
  expect(claimsOf(architect, policyWith({owners}))).toEqual([{path: 'agents/database/', access: 'exclusive'}])
  expect(claimsOf(silent, policyWith({owners}))).toEqual([])
})

test('where all work in one tree, nobody writes what another one reads', () => {
  const reader = {...silent, inputs: [{path: 'src/a.ts'}, {text: 'the strategy'}]}
  expect(claimsOf(reader, policyWith({}))).toEqual([])
  expect(claimsOf(reader, policyWith({}, 'shared'))).toEqual([{path: 'src/a.ts', access: 'shared'}])
})

test('S002-07: a trespass is a write outside of what the task claims to write, or without claims in what others own', () => {
  const changed = ['src/a.ts', 'schema/x.ts', 'agents/database/x', 'agents/api/y']
  const shared = {T1: {shared: ['schema/']}}
  expect(trespassesOf(writer, policyWith({claims: shared}), changed)).toEqual(changed.slice(1))
  expect(trespassesOf(architect, policyWith({owners}), changed)).toEqual([
    'src/a.ts',
    'schema/x.ts',
    'agents/api/y',
  ])
  expect(trespassesOf(silent, policyWith({owners}), changed)).toEqual(['agents/database/x', 'agents/api/y'])
  expect(trespassesOf(silent, policyWith({}), changed)).toEqual([])
})
