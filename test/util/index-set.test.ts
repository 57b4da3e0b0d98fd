import fc from 'fast-check'
import {expect, test} from 'vitest'
import {addIndex, deleteIndex, indexSet, nextIndex} from '../../src/util/index-set.ts'

test('an index set behaves as a sorted array of its members', () => {
  const step = fc.record({kind: fc.constantFrom('add', 'delete', 'next'), at: fc.nat(2099)})
  fc.assert(
    fc.property(fc.array(step, {maxLength: 300}), steps => {
      const set = indexSet(2100)
      const oracle = new Set<number>()
      for (const {kind, at} of steps) {
        if (kind === 'add') {
          addIndex(set, at)
          oracle.add(at)
        } else if (kind === 'delete') {
          deleteIndex(set, at)
          oracle.delete(at)
        } else {
          const found = [...oracle].sort((a, b) => a - b).find(member => member >= at)
          expect(nextIndex(set, at)).toBe(found ?? -1)
        }
      }
    }),
  )
})

test('an empty set, and one of a single word, have no next member beyond their last', () => {
  expect(nextIndex(indexSet(0), 0)).toBe(-1)
  const set = indexSet(32)
  addIndex(set, 31)
  expect([nextIndex(set, 31), nextIndex(set, 32), nextIndex(set, 5000)]).toEqual([31, -1, -1])
})
