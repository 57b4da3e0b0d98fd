// Benchmark: graphs of tasks that do nothing, through this program and through build tools. What is left is their own work.

import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {makefile, ninjaFile, shortPlan, wireitFile} from './documents.ts'
import {type BenchGraph, makeGraph, SHAPES} from './graphs.ts'
import type {Variant} from './measure.ts'
import {BIN, ROOT, type Scratch} from './scratch.ts'
import type {Suite} from './suite.ts'

const SLOTS = 8

interface Tool {
  readonly name: string
  /** Why it cannot be measured here. */
  readonly missing: () => string | undefined
  /** The file it reads, and its text. */
  readonly file: string
  readonly write: (graph: BenchGraph) => string
  readonly command: (directory: string) => Omit<Variant, 'name' | 'directory'>
}

const isMissing = (program: string): boolean => spawnSync(program, ['--version']).error !== undefined

/** Debian's packages have the names of the programs. */
const notInstalled = (program: string) => (): string | undefined =>
  isMissing(program)
    ? `not installed (apt-get install ${program}${program === 'ninja' ? '-build' : ''})`
    : undefined

const WIREIT = join(ROOT, 'node_modules/.bin/wireit')
const MINUTE_MS = 60_000 // wireit takes about that long for 10,000 scripts; nobody waits longer

const TOOLS: readonly Tool[] = [
  {
    name: 'ninja',
    missing: notInstalled('ninja'),
    file: 'build.ninja',
    write: ninjaFile,
    command: () => ({program: 'ninja', args: ['-j', String(SLOTS)]}),
  },
  {
    name: 'make',
    missing: notInstalled('make'),
    file: 'Makefile',
    write: makefile,
    command: () => ({program: 'make', args: ['-j', String(SLOTS), 'all']}),
  },
  {
    name: 'wireit',
    missing: () => (existsSync(WIREIT) ? undefined : 'not installed (npm install)'),
    file: 'package.json',
    write: wireitFile,
    command: () => ({
      program: process.execPath,
      args: ['--run', 'all'],
      env: {
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
        WIREIT_PARALLEL: String(SLOTS),
        WIREIT_CACHE: 'none',
        WIREIT_LOGGER: 'quiet',
      },
      limitMs: MINUTE_MS,
    }),
  },
  {
    name: 'agent-spawn',
    missing: () => (existsSync(BIN) ? undefined : 'not built (npm run build)'),
    file: 'plan.md',
    write: shortPlan,
    command: directory => ({
      program: process.execPath,
      args: [BIN, 'run', '--from-doc', 'plan.md', '--agent', 'shell:true', '--workspace', 'shared'].concat(
        '--concurrency',
        String(SLOTS),
        '--trust',
        '--no-report',
      ),
      env: {XDG_CONFIG_HOME: join(directory, '.home')},
    }),
  },
]

/** The tasks have no gates, and need none here. */
const CONFIG = 'review: {unverified: accept}\nrules: {task-without-gate: off}\n'

export const dagSuites = (sizes: readonly number[], scratch: Scratch): Suite[] =>
  sizes.flatMap(size =>
    SHAPES.map(shape => ({
      title: `${size.toLocaleString('en')} tasks that do nothing, ${shape}, ${SLOTS} slots`,
      baseline: 'ninja',
      unit: {name: 'task', count: size},
      ...prepare(makeGraph(shape, size), scratch),
    })),
  )

const prepare = (graph: BenchGraph, scratch: Scratch): Pick<Suite, 'variants' | 'skipped'> => {
  const skipped = TOOLS.flatMap(({name, missing}) => {
    const trouble = missing()
    return trouble === undefined ? [] : [{name, samples: [], trouble}]
  })
  const variants = TOOLS.filter(({name}) => skipped.every(other => other.name !== name)).map(tool => {
    const directory = scratch({[tool.file]: tool.write(graph), '.conductor/config.yaml': CONFIG})
    return {name: tool.name, directory, ...tool.command(directory)}
  })
  return {variants, skipped}
}
