// One line of a journal: checksum, sequence number, JSON. Without a checksum, half of all flipped bits are accepted as data.
//
//   9f3c01aa 17 {"type":"attempt-started","at":…}\n
//
// The checksum is the CRC-32, in eight hexadecimal digits, of everything behind it up to the newline.

import {crc32} from 'node:zlib'
import type {RunEvent} from '../../run/event.ts'
import {err, ok, type Result} from '../../util/result.ts'

const NEWLINE = 0x0a
const BLANK = 0x20
export const CHECKSUM_CHARS = 8
/** Checksum and blank. */
const HEAD_LENGTH = CHECKSUM_CHARS + 1

export const encodeFrame = (sequence: number, event: RunEvent): string => {
  const body = `${sequence} ${JSON.stringify(event)}`
  return `${checksum(body)} ${body}\n`
}

export interface Frames {
  readonly events: readonly RunEvent[]
  /** Where each line begins. */
  readonly starts: readonly number[]
  /** Bytes that hold whole, good lines; what lies behind was torn by a crash and never acknowledged. */
  readonly goodBytes: number
}

/** What no crash does: a good line follows a bad one, or lines are missing. */
export interface FrameDamage {
  /** From 1. */
  readonly line: number
  readonly message: string
  /** What stands before the damage. */
  readonly before: Frames
}

/** Reads a journal, whole or what follows its first lines. Only its end may be torn. */
export const decodeFrames = (data: Uint8Array, linesBefore = 0): Result<Frames, FrameDamage> => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const events: RunEvent[] = []
  const starts: number[] = []
  let goodBytes = 0
  let bad: string | undefined
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline
    const body = bodyOf(bytes.subarray(start, end))
    const line = linesBefore + events.length + 1
    const decoded = body === undefined ? err(TORN) : decodeBody(body, line)
    if (body !== undefined && (bad !== undefined || !decoded.ok))
      return err({line, message: bad ?? messageOf(decoded), before: {events, starts, goodBytes}})
    if (decoded.ok && newline !== -1) {
      events.push(decoded.value)
      starts.push(start)
      goodBytes = end + 1
    } else bad ??= messageOf(decoded)
    start = end + 1
  }
  return ok({events, starts, goodBytes})
}

/** The event of a single line, whatever its number; undefined where it is damaged. */
export const decodeFrame = (line: Uint8Array): RunEvent | undefined => {
  const body = bodyOf(Buffer.from(line.buffer, line.byteOffset, line.byteLength - 1))
  const decoded = body === undefined ? undefined : decodeEvent(body.toString('utf8', body.indexOf(BLANK) + 1))
  return decoded?.ok === true ? decoded.value : undefined
}

/** Of the line that starts there. */
export const checksumAt = (bytes: Uint8Array, start: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, CHECKSUM_CHARS).toString('latin1')

const TORN = 'the checksum does not match'

const messageOf = (decoded: Result<unknown, string>): string => (decoded.ok ? TORN : decoded.error)

/** Good by its own checksum, whatever its number; undefined for any other line. */
const bodyOf = (line: Buffer): Buffer | undefined => {
  if (line[HEAD_LENGTH - 1] !== BLANK) return undefined
  const body = line.subarray(HEAD_LENGTH)
  return line.toString('latin1', 0, CHECKSUM_CHARS) === checksum(body) ? body : undefined
}

const decodeBody = (body: Buffer, sequence: number): Result<RunEvent, string> => {
  const blank = body.indexOf(BLANK)
  const number = body.toString('utf8', 0, blank)
  if (number !== String(sequence)) return err(`sequence number ${number}, expected ${sequence}`)
  return decodeEvent(body.toString('utf8', blank + 1))
}

const decodeEvent = (text: string): Result<RunEvent, string> => {
  try {
    return ok(JSON.parse(text) as RunEvent)
  } catch {
    return err('it holds no JSON')
  }
}

export const checksum = (body: string | Uint8Array): string =>
  crc32(body).toString(16).padStart(CHECKSUM_CHARS, '0')
