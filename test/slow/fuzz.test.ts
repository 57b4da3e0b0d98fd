// Reads documents put together at random, and broken ones of the corpus. Small in `npm test`, large in `npm run test:slow`; a failure
// names its seed and path, which `fc.assert` takes back.

import fc from 'fast-check'
import {afterAll, expect, test} from 'vitest'
import {FORMATS} from '../../src/plan/read.ts'
import {documents, fencedDocuments} from './documents.ts'
import {check, Figures, type Further, readDocument} from './invariants.ts'
import {isSlow} from './size.ts'

const RUNS = isSlow ? 5_000 : 500 // of each seed
const SEEDS = isSlow ? 20 : 2
const FENCED_RUNS = isSlow ? 20_000 : 500
const seeds = Array.from({length: SEEDS}, (_, index) => index + 1)

const figures = new Figures()
afterAll(() => console.log(`fuzzing: ${figures}`))

/** Mostly as the content says. */
const formats = fc.oneof(
  {weight: 3, arbitrary: fc.constant(undefined)},
  {weight: 1, arbitrary: fc.constantFrom(...FORMATS.map(({name}) => name))},
)

const further = fc.constantFrom<Further[]>('nothing', 'nothing', 'read again', 'compile from YAML')

test.for(seeds)('whatever a document is, reading it ends soon and tells the truth (seed %i)', seed => {
  fc.assert(
    fc.property(documents, formats, further, (text, format, more) =>
      check({text, format, further: more}, figures),
    ),
    {seed, numRuns: RUNS},
  )
})

test('no task comes out of a fence of another language', () => {
  fc.assert(
    fc.property(fencedDocuments, formats, ({text, opaque}, format) => {
      const tasks = readDocument(text, format).draft?.tasks ?? []
      expect(tasks.filter(({id}) => opaque.has(id.location.line))).toEqual([])
    }),
    {seed: 1, numRuns: FENCED_RUNS},
  )
})
