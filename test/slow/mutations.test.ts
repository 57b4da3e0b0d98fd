// Breaks real documents, and look-alikes of them: lines lost, doubled and swapped, bytes flipped, the end cut off. Reading what is left
// ends soon and tells the truth.

import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import fc from 'fast-check'
import {afterAll, test} from 'vitest'
import {check, Figures, type Further} from './invariants.ts'
import {isSlow} from './size.ts'

const FIXTURES = new URL('../plan/fixtures/', import.meta.url)
const CORPUS = new URL('../../../shared/corpus/', import.meta.url)
const isCorpusThere = existsSync(CORPUS)

const MAX_BYTES = 60_000 // larger documents say nothing more when they are broken

const documentsIn = (directory: URL): Buffer[] =>
  readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .filter(file => /\.(?:md|json|jsonl|ya?ml)$/.test(file) && !/\.draft\.json$|^truth\./.test(file))
    .map(file => new URL(file, directory))
    .filter(file => statSync(file).isFile() && statSync(file).size < MAX_BYTES)
    .map(file => readFileSync(file))

type Mutation = (document: Buffer) => Buffer

const inLines =
  (change: (lines: string[], at: number, other: number) => void, at: number, other: number): Mutation =>
  document => {
    const lines = document.toString().split('\n')
    change(lines, at % lines.length, other % lines.length)
    return Buffer.from(lines.join('\n'))
  }

const position = fc.nat(1_000_000)
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc
    .tuple(position, fc.integer({min: 1, max: 5}))
    .map(([at, count]) => inLines((lines, from) => lines.splice(from, count), at, 0)),
  fc
    .tuple(position, position)
    .map(([at, other]) => inLines((lines, from, to) => lines.splice(to, 0, lines[from] ?? ''), at, other)),
  fc.tuple(position, position).map(([at, other]) =>
    inLines(
      (lines, a, b) => {
        const [first = '', second = ''] = [lines[a], lines[b]]
        lines[a] = second
        lines[b] = first
      },
      at,
      other,
    ),
  ),
  fc.tuple(position, fc.integer({min: 1, max: 255})).map(
    ([at, bits]): Mutation =>
      document => {
        const copy = Buffer.from(document)
        if (copy.length > 0) copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ bits
        return copy
      },
  ),
  position.map(
    (at): Mutation =>
      document =>
        document.subarray(0, at % (document.length + 1)),
  ),
)

const further = fc.constantFrom<Further[]>('nothing', 'read again', 'compile from YAML')

const figures = new Figures()
afterAll(() => console.log(`mutations: ${figures}`))

const checkBroken = (documents: readonly Buffer[], runs: number): void =>
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.array(mutation, {minLength: 1, maxLength: 8}),
      further,
      (document, all, more) => {
        const broken = all.reduce((result, mutate) => mutate(result), document)
        check({text: broken.toString(), further: more}, figures)
      },
    ),
    {seed: 1, numRuns: runs},
  )

test('look-alikes, broken', () => checkBroken(documentsIn(FIXTURES), isSlow ? 3_000 : 100))

test.skipIf(!isCorpusThere)(
  `the corpus, broken${isCorpusThere ? '' : ' (skipped: the corpus is not beside the repository)'}`,
  () => checkBroken(documentsIn(CORPUS), isSlow ? 3_000 : 60),
)
