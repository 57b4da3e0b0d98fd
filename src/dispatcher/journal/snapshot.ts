// The state of a long run beside its journal, so that opening the run need not read all of that. Made from the journal alone, and
// never needed: one that is damaged, of another version or of another journal is left aside.
//
//   9f3c01aa {"version":1,"position":…}\n     and behind it, without anything between them: the run, its tasks, the bytes of
//                                             each task's attempts (JSON all three), and these attempts
//
// The head begins with its own checksum and carries that of the rest.

import {crc32} from 'node:zlib'
import type {Graph} from '../../graph/task.ts'
import type {RunState} from '../../run/state.ts'
import {restoreState, STATE_VERSION, storeState} from '../../run/stored-state.ts'
import {readPart, replaceByParts} from '../../system/file-part.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {CHECKSUM_CHARS, checksum, decodeFrame} from './frame.ts'
import type {Position, Recorded} from './position.ts'

export const snapshotPath = (journal: string): string => `${journal}.snapshot`

interface Head {
  readonly version: number
  readonly position: Position
  /** In bytes. */
  readonly sizes: {
    readonly run: number
    readonly tasks: number
    readonly attempts: number
    readonly all: number
  }
  readonly checksum: number
}

/** Longer than any head. */
const HEAD_BYTES = 4_096
const PART_CHARS = 1 << 20

/** Takes the state at once, and resolves with its size in bytes when it is in place. */
export const writeSnapshot = async (
  journal: string,
  {state, position}: Omit<Recorded, 'kept'>,
): Promise<number> => {
  const {run, tasks, attempts} = storeState(state)
  const parts = [run, tasks, JSON.stringify(attempts.map(each => Buffer.byteLength(each)))].map(each =>
    Buffer.from(each),
  )
  const [runPart, tasksPart, attemptsPart] = parts
  const all = [...parts, ...joined(attempts)]
  const head: Head = {
    version: STATE_VERSION,
    position,
    sizes: {
      run: runPart?.length ?? 0,
      tasks: tasksPart?.length ?? 0,
      attempts: attemptsPart?.length ?? 0,
      all: all.reduce((sum, {length}) => sum + length, 0),
    },
    checksum: all.reduce((sum, part) => crc32(part, sum), 0),
  }
  const first = encodeHead(head)
  await replaceByParts(snapshotPath(journal), [first, ...all])
  return first.length + head.sizes.all
}

/** Short texts as few parts to write. */
function* joined(texts: readonly string[]): Generator<Buffer> {
  let part: string[] = []
  let chars = 0
  for (const text of texts) {
    part.push(text)
    chars += text.length
    if (chars < PART_CHARS) continue
    yield Buffer.from(part.join(''))
    part = []
    chars = 0
  }
  yield Buffer.from(part.join(''))
}

const encodeHead = (head: Head): Buffer => {
  const text = JSON.stringify(head)
  return Buffer.from(`${checksum(text)} ${text}\n`)
}

const OTHER_VERSION = 'another version of agent-spawn wrote it'

/** What is recorded up to the snapshot; undefined where there is none. The error says why it is left aside, for people. */
export const readSnapshot = async (journal: string): Promise<Result<Recorded | undefined, string>> => {
  const path = snapshotPath(journal)
  const start = await readPart(path, 0, HEAD_BYTES)
  if (start.length === 0) return ok(undefined)
  const headBytes = start.indexOf('\n') + 1
  const head = decodeHead(start.toString('utf8', 0, headBytes - 1))
  if (head === undefined) return err('its head is damaged')
  if (head.version !== STATE_VERSION) return err(OTHER_VERSION)
  const rest = readPart(path, headBytes, headBytes + head.sizes.all)
  // Both at the same time: the one waits for the disk, the other is parsed meanwhile.
  const [graph, bytes] = await Promise.all([graphOf(journal, head), rest])
  if (graph === undefined) return err('the journal beside it is another one')
  if (crc32(bytes) !== head.checksum) return err('it is damaged')
  const state = stateOf(head, graph, bytes)
  if (state === undefined) return err(OTHER_VERSION)
  const {position} = head
  return ok({state, position, kept: position.bytes})
}

const decodeHead = (line: string): Head | undefined => {
  const text = line.slice(CHECKSUM_CHARS + 1)
  return line.slice(0, CHECKSUM_CHARS) === checksum(text) ? (JSON.parse(text) as Head) : undefined
}

/** Whether the journal has the very line there at which the position is. */
export const isOf = async (journal: string, position: Position): Promise<boolean> => {
  const line = await readPart(journal, position.last, position.bytes)
  return line.toString('latin1', 0, CHECKSUM_CHARS) === position.checksum && decodeFrame(line) !== undefined
}

/** As the journal has it; undefined if that is not the one of which the snapshot was made. */
const graphOf = async (journal: string, {position}: Head): Promise<Graph | undefined> => {
  if (!(await isOf(journal, position))) return undefined
  const event = decodeFrame(await readPart(journal, position.plan.start, position.plan.end))
  return event !== undefined && 'graph' in event ? event.graph : undefined
}

const stateOf = ({sizes}: Head, graph: Graph, bytes: Buffer): RunState | undefined => {
  const tasks = sizes.run + sizes.tasks
  const attempts = tasks + sizes.attempts
  const ends: number[] = []
  for (const size of JSON.parse(bytes.toString('utf8', tasks, attempts)) as readonly number[])
    ends.push((ends.at(-1) ?? attempts) + size)
  return restoreState({
    graph,
    run: bytes.toString('utf8', 0, sizes.run),
    tasks: bytes.toString('utf8', sizes.run, tasks),
    attemptsAt: place => bytes.toString('utf8', ends[place - 1] ?? attempts, ends[place]),
  })
}
