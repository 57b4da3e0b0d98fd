// What the bytes of a journal tell: its events and the state they make, or why they are not to be trusted. Changes nothing.

import {JOURNAL_VERSION, type RunEvent} from '../../run/event.ts'
import {evolve} from '../../run/evolve.ts'
import type {RunState} from '../../run/state.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {checksumAt, decodeFrames, type Frames} from './frame.ts'
import {after, BEGINNING, type Position, type Recorded} from './position.ts'

export interface JournalContent {
  readonly events: readonly RunEvent[]
  /** Undefined where there is no event yet. */
  readonly state: RunState | undefined
  readonly position: Position
}

export interface JournalDamage {
  /** `newer`: by a program that is younger than this one; all the others can be repaired. */
  readonly type: 'damaged' | 'impossible' | 'newer'
  /** The first line that cannot be used, from 1. */
  readonly line: number
  readonly message: string
  /** Bytes before that line. */
  readonly goodBytes: number
}

/**
 * Only the end may be torn: it is left out. Reads journals of this version and of all before it. What is `known` of it already is
 * given away, and the bytes and events are those that follow.
 */
export const readJournal = (bytes: Uint8Array, known?: Recorded): Result<JournalContent, JournalDamage> => {
  const from = known?.position ?? BEGINNING
  const frames = decodeFrames(bytes, from.sequence)
  const good = frames.ok ? frames.value : frames.error.before
  const newer = newerVersion(good.events[0])
  if (newer !== undefined) return err({type: 'newer', line: 1, message: newer, goodBytes: 0})
  const folded = fold(good.events, known?.state)
  if ('message' in folded) return err(impossible(good, folded, from))
  if (!frames.ok) return err({type: 'damaged', ...frames.error, goodBytes: from.bytes + good.goodBytes})
  return ok({...folded, position: positionAfter(good, from, bytes)})
}

const positionAfter = ({events, starts, goodBytes}: Frames, from: Position, bytes: Uint8Array): Position =>
  events.reduce((position, event, index) => {
    const start = starts[index] ?? goodBytes
    const length = (starts[index + 1] ?? goodBytes) - start
    return after(position, {event, length, checksum: checksumAt(bytes, start)})
  }, from)

/** Whole sentences for people, with the remedy. */
export const describeDamage = (path: string, {type, line, message}: JournalDamage): string => {
  if (type === 'newer')
    return `${path} was written by a newer agent-spawn: ${message}. Use that one to go on, or start a new run.`
  const what = type === 'damaged' ? 'is damaged' : 'cannot have happened'
  return (
    `${path}:${line} ${what} (${message}): this is no torn end of a crash. Nothing was changed. ` +
    'Restore the file from a copy, or let `agent-spawn doctor --repair` cut it before that line, which keeps the original beside it.'
  )
}

/** The version, and not the events, decides what a reader understands. */
const newerVersion = (first: RunEvent | undefined): string | undefined => {
  const version: unknown = first?.type === 'run-started' ? first.version : undefined
  return version === undefined || (typeof version === 'number' && version <= JOURNAL_VERSION)
    ? undefined
    : `it has version ${JSON.stringify(version)}, and this program reads up to version ${JOURNAL_VERSION}`
}

interface Folded {
  readonly events: readonly RunEvent[]
  readonly state: RunState | undefined
}

interface Impossible {
  readonly index: number
  readonly message: string
}

/** A line may be whole and yet wrong, e.g. written by a program with a mistake: the fold refuses it. */
const fold = (events: readonly RunEvent[], known: RunState | undefined): Folded | Impossible => {
  let state = known
  for (const [index, event] of events.entries())
    try {
      state = evolve(state, event)
    } catch (error) {
      const message = error instanceof Error ? error.message.replace(/^bug: /, '') : String(error)
      return {index, message}
    }
  return {events, state}
}

const impossible = ({starts}: Frames, {index, message}: Impossible, from: Position): JournalDamage => ({
  type: 'impossible',
  line: from.sequence + index + 1,
  message,
  goodBytes: from.bytes + (starts[index] ?? 0),
})
