// Benchmark of the merge queue: work that waits to be merged, judged one after the other and ahead of its turn.

import {join} from 'node:path'
import type {Scratch} from './scratch.ts'
import type {Suite} from './suite.ts'

const WAITING = 8
const GATE_SECONDS = 0.5
const WINDOWS = {'one after the other': 1, 'up to 4 at once': 4, 'up to 8 at once': 8}

export const queueSuites = (scratch: Scratch): readonly Suite[] =>
  [0, 1].map(culprits => ({
    title: `${WAITING} merges whose gates sleep for ${GATE_SECONDS} s, ${culprits === 0 ? 'all good' : 'one fails with the work of another'}`,
    baseline: 'one after the other',
    unit: {name: 'merge', count: WAITING},
    variants: Object.entries(WINDOWS).map(([name, window]) => ({
      name,
      program: process.execPath,
      args: [
        join(import.meta.dirname, 'drain-queue.ts'),
        ...[window, WAITING, culprits, GATE_SECONDS].map(String),
      ],
      directory: scratch({'README.md': 'hello\n'}),
      timesItself: true,
    })),
    skipped: [],
  }))
