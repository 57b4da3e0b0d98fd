// `approve` and `reject`: a person's word on a task that waits for one, or on a stage of the promotion.

import {z} from 'zod'
import type {PromotionStage} from '../../run/policy.ts'
import type {RunState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import type {Asked, Wish} from '../ask-run.ts'
import {blocked, invalid} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {selectOne} from '../scope.ts'
import {ask} from './request.ts'

const INPUT = z.object({
  run: z.string().optional(),
  by: z.string(),
  /** A task, or a stage that no task has the name of. */
  subject: z.string(),
  comment: z.string().min(1, 'some words').optional(),
})

type Word = Omit<z.output<typeof INPUT>, 'run'> & {readonly decision: 'approved' | 'rejected'}

export interface Decided extends Asked {
  /** What was decided on: the id of a task, or the name of a stage. */
  readonly subject: string
  /** If it is one. */
  readonly task?: string
}

const deciding = (decision: Word['decision']) =>
  operation({
    input: INPUT,
    perform: async ({run, ...word}, {directory}): Promise<Result<Decided, OperationError>> => {
      let subject: Pick<Decided, 'subject' | 'task'> = {subject: word.subject}
      const asked = await ask({directory, run}, state => {
        const wish = wishFor(state, {...word, decision})
        if (wish.ok && 'task' in wish.value) subject = {subject: wish.value.task, task: wish.value.task}
        return wish
      })
      return asked.ok ? ok({...asked.value, ...subject}) : asked
    },
  })

export const approve = deciding('approved')
export const reject = deciding('rejected')

const wishFor = (state: RunState, word: Word): Result<Wish, OperationError> => {
  const stage = state.policy.promotion.find(({name}) => name === word.subject)
  if (stage !== undefined && !state.tasks.has(word.subject)) return stageWish(state, stage, word)
  const task = selectOne(state.graph, word.subject)
  if (!task.ok) return task
  const {decision, by, comment} = word
  return ok({
    ...{type: 'review-decided', task: task.value, decision, by},
    ...(comment === undefined ? {} : {comment}),
  })
}

/** Who lets a commit pass says why: it may never have been judged. */
const stageWish = (
  {run, tip}: RunState,
  {name}: PromotionStage,
  {decision, by, comment}: Word,
): Result<Wish, OperationError> => {
  if (tip === undefined) return blocked('nothing', `Run ${run} has built no commit that could pass a stage.`)
  if (comment === undefined)
    return invalid(
      'comment-missing',
      `A word on the stage ${name} is recorded with its reason: add --comment TEXT.`,
    )
  return ok({type: 'promotion-decided', stage: name, commit: tip, decision, by, comment})
}
