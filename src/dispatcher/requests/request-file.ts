// What people ask of a run at work, as files: `requests/<id>.json` in the run's directory, and `<id>.done` in answer. Whoever takes a
// request gives it another name first, so that it is either taken or withdrawn.

import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {z} from 'zod'
import type {PlanChanged} from '../../run/event.ts'
import type {Request} from '../../run/request.ts'
import {err, ok, type Result} from '../../util/result.ts'

/** A new plan is none of them: its commands must be approved, and that is not the dispatcher's to do. */
export type SentRequest = Exclude<Request, PlanChanged> & {readonly requestId: string}

export interface RequestFile {
  /** The lock of the dispatcher that it was sent to. */
  readonly dispatcher: string
  readonly request: SentRequest
}

/** Absent: the request is recorded. */
export interface Answer {
  readonly refusal?: string
}

export const requestsDirectory = (runDirectory: string): string => join(runDirectory, 'requests')

/** Sorts by age. */
export const newRequestId = (at: number): string =>
  `${new Date(at).toISOString().replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`

const SUFFIXES = {sent: '.json', taken: '.taken', answered: '.done'} as const

export const requestPath = (directory: string, id: string, stage: keyof typeof SUFFIXES): string =>
  join(directory, `${id}${SUFFIXES[stage]}`)

export interface FoundName {
  /** Whatever the name says: see `isRequestId`. */
  readonly id: string
  readonly stage: keyof typeof SUFFIXES
}

/** Undefined for files that are none of ours, such as those that are still being written. */
export const readName = (name: string): FoundName | undefined => {
  const [, id, suffix] = /^([^.].*)(\.(?:json|taken|done))$/s.exec(name) ?? []
  const stage = (['sent', 'taken', 'answered'] as const).find(each => SUFFIXES[each] === suffix)
  return id === undefined || stage === undefined ? undefined : {id, stage}
}

/** A comment is as long as a person's patience; what is longer is a mistake, or an attack. */
export const MAX_REQUEST_BYTES = 1 << 20

const SHORT = z.string().min(1).max(1000)
const TEXT = z.exactOptional(z.string())
const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/
const OF_ALL = {requestId: z.string().regex(ID, 'expected letters, digits and dashes')}
const BY = {...OF_ALL, by: SHORT}
const OF_TASK = {...BY, task: SHORT}

const FILE = z.strictObject({
  dispatcher: SHORT,
  request: z.discriminatedUnion('type', [
    z.strictObject({type: z.literal('pause-requested'), ...BY, reason: z.string()}),
    z.strictObject({type: z.literal('resume-requested'), ...BY}),
    z.strictObject({type: z.literal('cancel-requested'), ...OF_TASK, reason: TEXT}),
    z.strictObject({type: z.literal('quarantine-requested'), ...BY, agent: SHORT, reason: TEXT}),
    z.strictObject({type: z.literal('release-requested'), ...BY, agent: SHORT}),
    z.strictObject({
      type: z.literal('progress-reported'),
      ...{...OF_ALL, task: SHORT, attempt: z.int()},
      percent: z.number(),
      message: z.exactOptional(SHORT),
      reset: z.exactOptional(z.literal(true)),
    }),
    z.strictObject({type: z.literal('rollback-requested'), ...OF_TASK, reason: TEXT}),
    z.strictObject({type: z.literal('retry-requested'), ...OF_TASK, downstream: z.boolean(), feedback: TEXT}),
    z.strictObject({type: z.literal('resolve-requested'), ...OF_TASK, action: z.enum(['continue', 'abort'])}),
    z.strictObject({
      type: z.literal('review-decided'),
      ...OF_TASK,
      decision: z.enum(['approved', 'rejected']),
      comment: TEXT,
    }),
    z.strictObject({
      type: z.literal('promotion-decided'),
      ...BY,
      stage: SHORT,
      commit: SHORT,
      decision: z.enum(['approved', 'rejected']),
      comment: TEXT,
    }),
    z.strictObject({
      type: z.literal('stop-requested'),
      ...OF_ALL,
      mode: z.enum(['drain', 'kill', 'detach']),
      by: z.literal('user'),
      reason: z.string(),
    }),
  ]),
})

export const isRequestId = (text: string): boolean => ID.test(text)

/** An error is part of a sentence on what is wrong with the text. `id`: of its name. */
export const parseRequest = (text: string, id: string): Result<RequestFile, string> => {
  const parsed = FILE.safeParse(jsonOf(text))
  if (!parsed.success) return err(firstIssue(parsed.error))
  const {requestId} = parsed.data.request
  return requestId === id ? ok(parsed.data) : err(`it has the id ${requestId}`)
}

/** Undefined for what is no JSON, which no schema here takes. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const firstIssue = ({issues: [issue]}: z.ZodError): string => {
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  return `${place}${issue?.message ?? 'it is no request'}`
}

const ANSWER = z.strictObject({refusal: TEXT})

/** Undefined for what no dispatcher writes. */
export const parseAnswer = (text: string): Answer | undefined => ANSWER.safeParse(jsonOf(text)).data
