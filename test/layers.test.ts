// Holds the architecture of docs/design.md to its word, by reading every import with a real parser.

import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, sep} from 'node:path'
import {alg, Graph} from '@dagrejs/graphlib'
import {parseSync} from 'oxc-parser'
import {expect, test} from 'vitest'

/** Lowest first: a folder imports only itself and the folders before it. */
const LAYERS = [
  'util',
  'graph',
  'plan',
  'run',
  'report',
  'system',
  'executor',
  'dispatcher',
  'service',
  'cli',
] as const
type Layer = (typeof LAYERS)[number]

/** Pure folders, and the packages each may use. */
const ALLOWED: {readonly [layer in Layer]?: readonly string[]} = {
  util: [],
  graph: ['@dagrejs/graphlib', 'yaml', 'zod', 'picomatch'],
  plan: ['unified', 'remark-parse', 'remark-gfm', 'remark-frontmatter', 'yaml', 'zod', 'mdast'],
  run: [],
  report: [],
}

/** Reached through `system/` alone. */
const WORLD = ['node:fs', 'node:fs/promises', 'node:child_process', 'node:os', 'execa']

/** What a pure folder must not touch although it needs no import. */
const IMPURE =
  /\b(?:Date\.now|Math\.random|performance\.now|process\.(?!\w*:)|new Date\(\)|setTimeout|setInterval|globalThis)/

const SRC = join(import.meta.dirname, '..', 'src')

interface Import {
  readonly from: string
  readonly to: string
}

const sourceFiles = readdirSync(SRC, {recursive: true, encoding: 'utf8'})
  .filter(file => file.endsWith('.ts'))
  .map(file => file.split(sep).join('/'))
  .sort()

const specifiersOf = (file: string): string[] => {
  const text = readFileSync(join(SRC, file), 'utf8')
  const {module, errors} = parseSync(file, text)
  expect(errors, file).toEqual([])
  const dynamic = module.dynamicImports.map(found => {
    const literal = /^['"](.+)['"]$/.exec(
      text.slice(found.moduleRequest.start, found.moduleRequest.end).trim(),
    )
    return literal?.[1] ?? `computed import in ${file}`
  })
  const exported = module.staticExports.flatMap(found =>
    found.entries.flatMap(entry => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
  )
  return [...module.staticImports.map(found => found.moduleRequest.value), ...exported, ...dynamic]
}

const imports: readonly Import[] = sourceFiles.flatMap(from => specifiersOf(from).map(to => ({from, to})))

const isOwn = (specifier: string): boolean => specifier.startsWith('.')
const target = ({from, to}: Import): string =>
  relative(SRC, join(SRC, dirname(from), to))
    .split(sep)
    .join('/')
const layerOf = (file: string): Layer | undefined => LAYERS.find(layer => file.startsWith(`${layer}/`))
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const show = ({from, to}: Import): string => `${from} imports ${to}`

test('every source file lies in a folder of the table', () => {
  expect(sourceFiles.filter(file => layerOf(file) === undefined)).toEqual([])
})

test('imports point upwards in the table only', () => {
  const rank = (file: string): number => LAYERS.indexOf(layerOf(file) as Layer)
  const wrong = imports.filter(found => isOwn(found.to) && rank(target(found)) > rank(found.from))
  expect(wrong.map(show)).toEqual([])
})

test('imports name existing files with their extension', () => {
  const wrong = imports.filter(found => isOwn(found.to) && !sourceFiles.includes(target(found)))
  expect(wrong.map(show)).toEqual([])
})

test('the pure folders import only their packages', () => {
  const wrong = imports.filter(found => {
    const allowed = ALLOWED[layerOf(found.from) as Layer]
    return allowed !== undefined && !isOwn(found.to) && !allowed.includes(packageOf(found.to))
  })
  expect(wrong.map(show)).toEqual([])
})

test('the pure folders read no clock, no randomness and no environment', () => {
  const wrong = sourceFiles
    .filter(file => ALLOWED[layerOf(file) as Layer] !== undefined)
    .flatMap(file =>
      readFileSync(join(SRC, file), 'utf8')
        .split('\n')
        .filter(line => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && IMPURE.test(line))
        .map(line => `${file}: ${line.trim()}`),
    )
  expect(wrong).toEqual([])
})

test('only system/ touches files, processes and the machine', () => {
  const wrong = imports.filter(found => WORLD.includes(found.to) && layerOf(found.from) !== 'system')
  expect(wrong.map(show)).toEqual([])
})

test('no two files form a cycle', () => {
  const graph = new Graph()
  for (const found of imports) if (isOwn(found.to)) graph.setEdge(found.from, target(found))
  expect(alg.findCycles(graph)).toEqual([])
})
