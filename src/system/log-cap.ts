// Keeps a file that somebody else appends to from growing without end: its beginning and its end stay, the middle goes. Whoever writes
// to it is not asked, is not slowed down, and notices nothing, as its descriptor is in append mode.

import {type FileHandle, open} from 'node:fs/promises'
import {sizeOf} from './silence.ts'

/** Of the bytes that a file may have. What stays is half of it, so that each byte is moved once at most on average. */
const HEAD_SHARE = 1 / 4
const TAIL_SHARE = 1 / 4

/** What is written while the end is being moved is moved, too, if it comes slower than this many times in a row. */
const ROUNDS = 3

const NOTE = /\n\[agent-spawn: {1,15}(\d{1,15}) bytes left out here\]\n/

/** The note that stands in for the middle; of equal length whatever the number, so that the next one fits in its place. */
const noteOf = (bytes: number): string =>
  `\n[agent-spawn: ${String(bytes).padStart(15)} bytes left out here]\n`

/** The number of bytes that went now; 0 if it is no longer than `mostBytes`, or not there. */
export const capLog = async (path: string, mostBytes: number): Promise<number> => {
  if ((await sizeOf(path)) <= mostBytes) return 0
  const file = await open(path, 'r+')
  try {
    return await leaveOutMiddle(file, mostBytes)
  } finally {
    await file.close()
  }
}

const leaveOutMiddle = async (file: FileHandle, mostBytes: number): Promise<number> => {
  const head = Math.floor(mostBytes * HEAD_SHARE)
  const note = noteOf(0).length
  const before = await leftOutAt(file, head)
  let from = (await file.stat()).size - Math.floor(mostBytes * TAIL_SHARE)
  let to = head + note
  const cut = from - (before === undefined ? head : to)
  for (let round = 0; round < ROUNDS; round += 1) {
    const end = await copy(file, {from, to})
    to += end - from
    from = end
    if ((await file.stat()).size === end) break
  }
  await file.write(noteOf((before ?? 0) + cut), head)
  await file.truncate(to)
  return cut
}

/** How many bytes went earlier; undefined: none yet. */
const leftOutAt = async (file: FileHandle, position: number): Promise<number | undefined> => {
  const {buffer, bytesRead} = await file.read(Buffer.alloc(noteOf(0).length), 0, noteOf(0).length, position)
  const [, bytes] = NOTE.exec(buffer.toString('latin1', 0, bytesRead)) ?? []
  return bytes === undefined ? undefined : Number(bytes)
}

const CHUNK_BYTES = 1024 * 1024

/** Up to the end of the file, forwards: the answer is where that was. */
const copy = async (
  file: FileHandle,
  {from, to}: {readonly from: number; readonly to: number},
): Promise<number> => {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  const {size} = await file.stat()
  for (let position = from; position < size; ) {
    const {bytesRead} = await file.read(chunk, 0, Math.min(CHUNK_BYTES, size - position), position)
    if (bytesRead === 0) return position
    await file.write(chunk, 0, bytesRead, to + position - from)
    position += bytesRead
  }
  return size
}
