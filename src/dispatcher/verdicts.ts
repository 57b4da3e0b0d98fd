// What gates have said of merged trees, by the key of the judgement, so that none is made twice.

import type {GateRecord} from '../run/outcome.ts'
import type {Phase} from '../run/phase.ts'
import {lastAttempt, type RunState} from '../run/state.ts'

export type Verdict = readonly GateRecord[]

export const hasFailed = (records: Verdict): boolean => records.some(({verdict}) => verdict === 'failed')

export interface Verdicts {
  get(key: string): Verdict | undefined
  set(key: string, verdict: Verdict): void
  /** The next judgement of that tree is made anew. */
  forget(key: string): void
}

/** More than wait at once, and few enough to keep the ends of their outputs in memory. */
const KEPT = 100

/** Begins with those that an earlier dispatcher made and has written down. */
export const createVerdicts = (found: RunState | undefined): Verdicts => {
  const known = new Map<string, Verdict>(found === undefined ? [] : recorded(found))
  return {
    get: key => known.get(key),
    set: (key, verdict) => {
      known.set(key, verdict)
      for (const oldest of known.keys()) if (known.size > KEPT) known.delete(oldest)
    },
    forget: key => void known.delete(key),
  }
}

/** Of tasks that are still to be merged: of others nobody will ask, and to look at the attempts of all would take long. */
const recorded = ({tasks}: RunState): readonly (readonly [string, Verdict])[] =>
  [...tasks.values()].flatMap(task => {
    const ahead = WAITING.has(task.phase) ? lastAttempt(task)?.ahead : undefined
    return ahead === undefined ? [] : [[ahead.key, ahead.records] as const]
  })

const WAITING: ReadonlySet<Phase> = new Set(['validated', 'merging'])
