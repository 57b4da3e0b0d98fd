// One line of a journal: checksum, sequence number, JSON. Without a checksum, half of all flipped bits are accepted as data.
//
//   9f3c01aa 17 {"type":"attempt-started","at":…}\n
//
// The checksum is the CRC-32, in eight hexadecimal digits, of everything behind it up to the newline.

import {crc32} from 'node:zlib'
import type {RunEvent} from '../../run/event.ts'
import {err, ok, type Result} from '../../util/result.ts'

const NEWLINE = 0x0a
const CHECKSUM_LENGTH = 8

export const encodeFrame = (sequence: number, event: RunEvent): string => {
  const body = `${sequence} ${JSON.stringify(event)}`
  return `${checksum(body)} ${body}\n`
}

export interface Frames {
  readonly events: readonly RunEvent[]
  /** Bytes that hold whole, good lines; what lies behind was torn by a crash and never acknowledged. */
  readonly goodBytes: number
}

/** A good line follows a bad one: no crash does that. */
export interface JournalDamage {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** Reads a whole journal. Only its end may be torn. */
export const decodeFrames = (bytes: Uint8Array): Result<Frames, JournalDamage> => {
  const events: RunEvent[] = []
  let goodBytes = 0
  let bad: JournalDamage | undefined
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start)
    line++
    const decoded =
      end === -1 ? err('the line has no end') : decodeLine(bytes.subarray(start, end), events.length + 1)
    if (decoded.ok && bad !== undefined) return err(bad)
    if (decoded.ok) {
      events.push(decoded.value)
      goodBytes = end + 1
    } else if (bad === undefined) bad = {line, message: decoded.error}
    else if (isWhole(bytes.subarray(start, end === -1 ? bytes.length : end))) return err(bad)
    start = end === -1 ? bytes.length : end + 1
  }
  return ok({events, goodBytes})
}

const decodeLine = (bytes: Uint8Array, sequence: number): Result<RunEvent, string> => {
  const found = splitLine(bytes)
  if (found === undefined) return err('the checksum does not match')
  const space = found.indexOf(' ')
  if (Number(found.slice(0, space)) !== sequence)
    return err(`sequence number ${found.slice(0, space)}, expected ${sequence}`)
  return ok(JSON.parse(found.slice(space + 1)) as RunEvent)
}

/** Good by its own checksum, whatever its number. */
const isWhole = (bytes: Uint8Array): boolean => splitLine(bytes) !== undefined

/** The checked part of the line, or undefined. */
const splitLine = (bytes: Uint8Array): string | undefined => {
  const text = new TextDecoder().decode(bytes)
  const body = text.slice(CHECKSUM_LENGTH + 1)
  return text.slice(0, CHECKSUM_LENGTH) === checksum(body) && text[CHECKSUM_LENGTH] === ' ' ? body : undefined
}

const checksum = (body: string): string => crc32(body).toString(16).padStart(CHECKSUM_LENGTH, '0')
