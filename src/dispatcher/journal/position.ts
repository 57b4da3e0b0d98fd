// How far a journal has been read or written, and by what its line there is known again. Knows no files.

import type {RunEvent} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'

export interface Position {
  /** Of whole lines, the last one included. */
  readonly bytes: number
  /** Of the last line. */
  readonly sequence: number
  /** Where the last line begins, and the checksum that it begins with. */
  readonly last: number
  readonly checksum: string
  /** Where the line stands that holds the run's graph. */
  readonly plan: {readonly start: number; readonly end: number}
}

/** A state, and the journal of which it is the fold. */
export interface Recorded {
  readonly state: RunState
  readonly position: Position
  /** How many of its bytes a snapshot holds. */
  readonly kept: number
}

export const BEGINNING: Position = {bytes: 0, sequence: 0, last: 0, checksum: '', plan: {start: 0, end: 0}}

export interface Line {
  readonly event: RunEvent
  /** In bytes. */
  readonly length: number
  readonly checksum: string
}

/** One line further. */
export const after = ({bytes: last, sequence, plan}: Position, {event, length, checksum}: Line): Position => {
  const bytes = last + length
  const planAfter = holdsPlan(event) ? {start: last, end: bytes} : plan
  return {bytes, sequence: sequence + 1, last, checksum, plan: planAfter}
}

const holdsPlan = ({type}: RunEvent): boolean => type === 'run-started' || type === 'plan-changed'
