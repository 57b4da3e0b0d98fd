// One merge of a run: what `integrate` needs to know of the task.

import type {EventOf} from '../run/event.ts'
import {type AttemptState, lastAttempt, taskState} from '../run/state.ts'
import {mergeWords} from './commit-ahead.ts'
import {integrate, type MergeOrder} from './integrate.ts'
import type {Judging} from './judging.ts'
import {type Integrated, integrateAndJudge, judgeQuality} from './quality.ts'
import type {Train} from './train.ts'
import type {Work} from './workers/workers.ts'

export interface MergeWork extends Work<EventOf<'merge-started'>>, Omit<Judging, keyof Work<unknown>> {}

export const merge = async (work: MergeWork, train: Train): Promise<Integrated> => {
  const {event, state, hub, signal, warn} = work
  const order: MergeOrder = {
    ...mergeWords(state, event, event.at),
    hub,
    commit: event.commit,
    tip: event.tip,
    verdicts: verdictsOf(lastAttempt(taskState(state, event.task))),
    judge: merged => train.judge(work, merged),
    signal,
    warn,
  }
  if (state.policy.quality.length === 0) return {result: await integrate(order)}
  const judge = judgeQuality(work)
  return integrateAndJudge(order, async merged => {
    await train.vacate(event.task)
    return judge(merged)
  })
}

/** Of the attempt's own tree: a merge that was tried before may have left verdicts on another one. */
const verdictsOf = (attempt: AttemptState | undefined) =>
  (attempt?.gates ?? []).filter(({stage}) => stage === 'workspace').map(({record}) => record)
