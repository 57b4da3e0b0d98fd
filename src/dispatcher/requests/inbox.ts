// A dispatcher's end of the requests to its run: takes each file once, asks it of the run, and answers when that is durable.
// Knows nothing of what a request means. Whatever lies there, the dispatcher goes on.

import {join} from 'node:path'
import type {Request} from '../../run/request.ts'
import {wallClock} from '../../system/clock.ts'
import {makePrivateDirectory, readDropped, takeFile} from '../../system/dropped-file.ts'
import {listDirectory, moveAside, removeFile, replaceTextSync, writtenAt} from '../../system/files.ts'
import {watchDirectory} from '../../system/watch.ts'
import {
  type Answer,
  type FoundName,
  isRequestId,
  MAX_REQUEST_BYTES,
  parseRequest,
  type RequestFile,
  readName,
  requestPath,
  requestsDirectory,
} from './request-file.ts'

export interface InboxOrder {
  /** Of the run. */
  readonly directory: string
  /** The name of the dispatcher's lock. */
  readonly dispatcher: string
  /** Undefined: it is recorded, durably. Else a whole sentence on why it is not. Rejects where nothing can be recorded. */
  readonly ask: (request: Request) => Promise<string | undefined>
  /** Told whole sentences of what is no request. */
  readonly warn: (message: string) => void
}

export interface Inbox {
  /** After a last look. What could not be recorded any more lies there as it came. */
  close(): Promise<void>
}

/** Where the system tells of no changes, a person waits no longer than this. */
const LOOK_EVERY_MS = 1000

export const openInbox = (order: InboxOrder): Inbox => {
  const directory = requestsDirectory(order.directory)
  const told = new Set<string>()
  let isDue = false
  let isClosed = false
  let stopWatching = (): void => undefined

  const warn = (message: string): void => {
    if (!told.has(message)) order.warn(message)
    told.add(message)
  }

  /** The last look comes too late for a journal that cannot be written: then its request stays for others. */
  const complain = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error)
    if (!isClosed) warn(`A request in ${directory} is not answered yet: ${message}`)
  }

  const lookAtAll = async (): Promise<void> => {
    isDue = false
    for (const name of await listDirectory(directory)) {
      const found = readName(name)
      const path = join(directory, name)
      if (found !== undefined) await receive({...order, directory, warn, ...found, path}).catch(complain)
    }
  }

  const look = (): void => {
    if (isDue) return
    isDue = true
    turn = turn.then(lookAtAll).catch(complain)
  }

  const prepare = async (): Promise<void> => {
    await makePrivateDirectory(directory)
    if (!isClosed) stopWatching = watchDirectory(directory, LOOK_EVERY_MS, look)
  }

  let turn = prepare().catch(complain)
  look()
  return {
    close: async () => {
      isClosed = true
      stopWatching()
      look()
      await turn
    },
  }
}

/** In the directory of requests. */
interface Found extends InboxOrder, FoundName {
  readonly path: string
}

const receive = async (found: Found): Promise<void> => {
  const {path, id, stage, directory} = found
  if (stage === 'answered') return forgetAnswer(path)
  const text = await readDropped(path, MAX_REQUEST_BYTES)
  if (!text.ok) return setAside(found, text.error)
  if (text.value === undefined) return
  const file = parseRequest(text.value, id)
  if (!file.ok) return setAside(found, file.error)
  const taken = requestPath(directory, id, 'taken')
  if (stage === 'sent' && !(await takeFile(path, taken))) return
  try {
    answer(found, await verdict(found, file.value))
    await removeFile(taken)
  } catch (error) {
    await takeFile(taken, requestPath(directory, id, 'sent'))
    throw error
  }
}

/** Wishes outlive a dispatcher; but not the wish that it stop. */
const verdict = async ({ask, dispatcher}: InboxOrder, {request, ...file}: RequestFile): Promise<Answer> => {
  if (request.type === 'stop-requested' && file.dispatcher !== dispatcher)
    return {refusal: 'The dispatcher that was to stop is gone, and another one goes on with the run.'}
  const refusal = await ask(request)
  return refusal === undefined ? {} : {refusal}
}

const answer = ({directory, id}: Found, content: Answer): void =>
  replaceTextSync(requestPath(directory, id, 'answered'), `${JSON.stringify(content)}\n`)

/** Kept for whoever wants to know what it was. */
const setAside = async (found: Found, reason: string): Promise<void> => {
  const {path, id, warn} = found
  const aside = await moveAside(path)
  warn(`${path} is no request (${reason}); nothing was done, and it is called ${aside} now.`)
  if (isRequestId(id)) answer(found, {refusal: `The dispatcher does not take this for a request: ${reason}.`})
}

/** Whoever asked has long given up waiting. */
const ANSWER_KEPT_MS = 60_000

const forgetAnswer = async (path: string): Promise<void> => {
  const at = await writtenAt(path)
  if (at !== undefined && wallClock() - at > ANSWER_KEPT_MS) await removeFile(path)
}
