// Benchmark of compiling alone, without the start of the program: this program beside parsers that only read the Markdown.

import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fullPlan} from './documents.ts'
import {makeGraph} from './graphs.ts'
import type {Scratch} from './scratch.ts'
import type {Suite} from './suite.ts'

const READERS = ['agent-spawn', 'markdown-it', 'remark-parse'] as const

/** The time of a parser that is quadratic: nobody waits for the rest. */
const LIMIT_MS = 60_000

const SMALL_TASKS = 110 // 48 KB
const LARGE_TASKS = 10_000

/** A real plan of 48 KB, where it lies beside the repository. */
const REAL = join(import.meta.dirname, '../../../shared/plans/k1-phase-5.3-breakdown.md')

export const compilingSuites = (scratch: Scratch): Suite[] => {
  const made = [SMALL_TASKS, LARGE_TASKS].map(tasks => ({
    name: `${tasks.toLocaleString('en')} tasks`,
    text: fullPlan(makeGraph('layered', tasks)),
  }))
  const real = existsSync(REAL) ? [{name: 'a plan of a real project', text: readFileSync(REAL, 'utf8')}] : []
  return [...real, ...made].map(({name, text}) => ({
    title: `Compiling ${name}, ${Math.round(Buffer.byteLength(text) / 1000).toLocaleString('en')} KB, for the first time in a process`,
    baseline: 'agent-spawn',
    variants: READERS.map(reader => ({
      name: reader,
      program: process.execPath,
      args: [join(import.meta.dirname, 'once.ts'), reader, 'plan.md'],
      directory: scratch({'plan.md': text}),
      timesItself: true,
      limitMs: LIMIT_MS,
    })),
    skipped: [],
  }))
}
