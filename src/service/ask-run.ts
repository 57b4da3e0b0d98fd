// Asks something of a run for a person. Of one that rests it is recorded here; of one at work, its dispatcher is asked to.

import {basename} from 'node:path'
import {readAnswer, sendRequest, settleRequest, withdrawRequest} from '../dispatcher/requests/outbox.ts'
import {newRequestId, type SentRequest} from '../dispatcher/requests/request-file.ts'
import {describeHolder, findLockHolder, type LockHolder} from '../dispatcher/run-lock.ts'
import {readRun, runDirectory, runsDirectory} from '../dispatcher/runs.ts'
import {formatDuration} from '../report/time.ts'
import type {PlanChanged} from '../run/event.ts'
import type {Request} from '../run/request.ts'
import type {RunState} from '../run/state.ts'
import {delay, monotonic, wallClock} from '../system/clock.ts'
import {type Err, err, ok, type Result} from '../util/result.ts'
import {type RequestError, recordRequest} from './request.ts'
import type {RestingRun} from './resting-run.ts'

/** What can be asked whether a dispatcher is at work or not. */
export type Wish = Exclude<Request, PlanChanged>

export interface Asked {
  readonly state: RunState
  /** A dispatcher is at work on the run, and does what was asked. */
  readonly isAtWork: boolean
}

/** A dispatcher looks every second; one that takes longer than this is stuck, or its machine is. */
export const PATIENCE_MS = 20_000

/** Short for a person, and long beside what a look costs. */
const LOOK_AGAIN_MS = 25

/** Dispatchers may come and go meanwhile, and so may others who ask: it is recorded once, by one of them or here. */
export const askRun = async (
  {directory, run, request: wish}: RestingRun & {readonly request: Wish},
  patienceMs = PATIENCE_MS,
): Promise<Result<Asked, RequestError>> => {
  const errand: Errand = {directory, run, request: {...wish, requestId: newRequestId(wallClock())}}
  const deadline = monotonic() + patienceMs
  let isSent = false
  for (;;) {
    const holder = await findLockHolder(runsDirectory(directory))
    if (holder?.run === run && !isSent) {
      await sendRequest(homeOf(errand), {request: errand.request, dispatcher: basename(holder.path)})
      isSent = true
    }
    const asked =
      (isSent ? await heard(errand, deadline) : undefined) ??
      (holder === undefined ? await recordHere(errand) : await refuseElsewhere(errand, holder))
    if (asked !== undefined) return asked
    if (monotonic() > deadline) return giveUp(errand, {holder, isSent, patienceMs})
    await delay(LOOK_AGAIN_MS)
  }
}

interface Errand extends RestingRun {
  readonly request: SentRequest
}

type Reply = Result<Asked, RequestError>

const homeOf = ({directory, run}: RestingRun): string => runDirectory(directory, run)

/** What the dispatcher answered; undefined if it has not yet. */
const heard = async (errand: Errand, deadline: number): Promise<Reply | undefined> => {
  const {directory, run, request} = errand
  const answer = await readAnswer(homeOf(errand), request.requestId)
  if (answer === undefined) return undefined
  if (answer.refusal !== undefined) return err({code: 'not-now', message: answer.refusal})
  if (request.type === 'stop-requested' && request.mode !== 'drain') await untilLeft(errand, deadline)
  const state = await readRun(directory, run)
  if (!state.ok) return state
  const isAtWork = state.value.result === undefined && (await isHeld(errand))
  return ok({state: state.value, isAtWork})
}

/** So that whoever asked for it can go on with the run. */
const untilLeft = async (errand: Errand, deadline: number): Promise<void> => {
  while (monotonic() < deadline && (await isHeld(errand))) await delay(LOOK_AGAIN_MS)
}

const isHeld = async ({directory, run}: RestingRun): Promise<boolean> =>
  (await findLockHolder(runsDirectory(directory)))?.run === run

/** Undefined: somebody has taken the lock just now. */
const recordHere = async (errand: Errand): Promise<Reply | undefined> => {
  const recorded = await recordRequest(errand)
  if (!recorded.ok && recorded.error.code === 'held') return undefined
  await settleRequest(homeOf(errand), errand.request.requestId)
  return recorded.ok ? ok({state: recorded.value, isAtWork: false}) : recorded
}

/** Undefined: waiting may help. */
const refuseElsewhere = async (
  errand: Errand,
  holder: LockHolder,
): Promise<Err<RequestError> | undefined> => {
  const {directory, run, request} = errand
  if (holder.pid === undefined) return err({code: 'held', message: describeHolder(directory, holder)})
  if (holder.run === undefined || holder.run === run) return undefined
  await withdrawRequest(homeOf(errand), request.requestId)
  const message = `Process ${holder.pid} is at work on run ${holder.run} in ${directory}, and only one run at a time can be changed. Wait for it, or stop it first: agent-spawn stop --run ${holder.run}`
  return err({code: 'held', message})
}

interface Patience {
  readonly holder: LockHolder | undefined
  readonly isSent: boolean
  readonly patienceMs: number
}

const giveUp = async (errand: Errand, {holder, isSent, patienceMs}: Patience): Promise<Err<RequestError>> => {
  const {directory, run, request} = errand
  const isUntaken = isSent && (await withdrawRequest(homeOf(errand), request.requestId))
  const who = holder?.pid === undefined ? 'The dispatcher' : `The dispatcher, process ${holder.pid},`
  const silence = `${who} of run ${run} has not answered within ${formatDuration(patienceMs)}`
  if (isUntaken) return err({code: 'held', message: `${silence}; the request was taken back. ${STUCK}`})
  if (isSent)
    return err({code: 'held', message: `${silence}, but has taken the request. See \`agent-spawn status\`.`})
  const message =
    holder === undefined ? `Others keep changing run ${run}. Try again.` : describeHolder(directory, holder)
  return err({code: 'held', message})
}

const STUCK = 'Look whether it is stuck; what is recorded is safe if you end it.'
