// The other end of the requests to a run at work: sends one, looks for its answer, takes it back.

import {makePrivateDirectory, readDropped, removeDropped} from '../../system/dropped-file.ts'
import {removeFile, writeAtomic} from '../../system/files.ts'
import {
  type Answer,
  MAX_REQUEST_BYTES,
  parseAnswer,
  type RequestFile,
  requestPath,
  requestsDirectory,
} from './request-file.ts'

/** `directory`: of the run. Durable on return. */
export const sendRequest = async (directory: string, file: RequestFile): Promise<void> => {
  const requests = requestsDirectory(directory)
  await makePrivateDirectory(requests)
  await writeAtomic(requestPath(requests, file.request.requestId, 'sent'), `${JSON.stringify(file)}\n`, 0o600)
}

/** Undefined: there is none yet. It can be read once. */
export const readAnswer = async (directory: string, id: string): Promise<Answer | undefined> => {
  const path = requestPath(requestsDirectory(directory), id, 'answered')
  const text = await readDropped(path, MAX_REQUEST_BYTES)
  if (!text.ok || text.value === undefined) return undefined
  await removeFile(path)
  return parseAnswer(text.value)
}

/** False: a dispatcher has taken it, or it was never sent. */
export const withdrawRequest = (directory: string, id: string): Promise<boolean> =>
  removeDropped(requestPath(requestsDirectory(directory), id, 'sent'))

/** For the holder of the run's lock, when it is recorded: no dispatcher need look at it any more. */
export const settleRequest = async (directory: string, id: string): Promise<void> => {
  for (const stage of ['sent', 'taken', 'answered'] as const)
    await removeFile(requestPath(requestsDirectory(directory), id, stage))
}
