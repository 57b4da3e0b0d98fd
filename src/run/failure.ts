// What a failure makes of its task: another try, now or later, by this agent or another; or none, for good or for a person.

import {backoffMs} from './backoff.ts'
import {type Owned, setPhase} from './fold.ts'
import {candidates} from './hold.ts'
import {isSpent, type Outcome} from './outcome.ts'
import type {Phase} from './phase.ts'
import {agentNamed} from './policy.ts'
import {repairAfter, willRepair} from './repair.ts'
import {lastAttempt, type RunState, type TaskState} from './state.ts'

/** Of a running task, or of one whose merge failed; `outcome` is already noted in its last attempt. */
export const fail = (run: Owned<RunState>, task: Owned<TaskState>, outcome: Outcome): void => {
  const {id} = task.task
  const repair = repairAfter(run, task, outcome)
  if (repair === undefined) delete task.repair
  else task.repair = repair
  if (isSpent(outcome) && repair === undefined) {
    task.repeats = isRepeated(task, outcome) ? task.repeats + 1 : 1
    task.spent += 1
  }
  if (outcome.type === 'refused') task.refusals = [...task.refusals, lastAttempt(task)?.agent ?? '']
  if (task.repeats >= run.policy.quarantineAfter) task.quarantined = true
  setPhase(run, id, phaseAfter(run, task, outcome), ['running', 'merging'])
  if (task.phase !== 'waiting') return
  const seed = `${run.run}/${id}/${task.attempts.length}`
  const pause = backoffMs(run.policy.backoff, {outcome, spent: task.spent, seed})
  if (pause > 0) run.schedule.delayed.set(id, run.at + pause)
}

const phaseAfter = (run: RunState, task: TaskState, outcome: Outcome): Phase => {
  if (task.cancellation !== undefined) return 'cancelled'
  // Who has repaired it by hand may have another look.
  if (lastAttempt(task)?.by === 'person') return 'needs-review'
  if (task.alarm !== undefined) return 'needs-review'
  if (task.repair !== undefined)
    return willRepair(run.policy, task, task.repair) && isOpenTo(run, task, outcome)
      ? 'waiting'
      : 'needs-review'
  // Nobody asked for this one to be: all that ran was stopped, perhaps by a dispatcher that is no more.
  if (outcome.type === 'cancelled') return 'waiting'
  if (task.quarantined === true) return 'failed'
  if (outcome.type === 'refused') return isAnswerable(run, task) ? 'waiting' : 'failed'
  if (task.spent < run.policy.attempts) return 'waiting'
  return run.policy.onExhausted === 'fail' ? 'failed' : 'needs-review'
}

const isOpenTo = (run: RunState, {task}: TaskState, {type}: Outcome): boolean =>
  type !== 'refused' || candidates(run, task).length > 0

/** A stand-in may accept what this one refused; a merge is refused by the host, and no agent can help. */
const isAnswerable = (run: RunState, task: TaskState): boolean => {
  const agent = agentNamed(task.task, run.policy.agents, lastAttempt(task)?.agent ?? '')
  return task.phase === 'running' && agent !== undefined && candidates(run, task.task).length > 0
}

/** Whether the failure before it, if any, was the same. */
const isRepeated = ({attempts}: TaskState, outcome: Outcome): boolean => {
  const before = attempts.slice(0, -1).findLast(each => each.outcome !== undefined && isSpent(each.outcome))
  return before?.outcome !== undefined && signOf(before.outcome) === signOf(outcome)
}

/** Texts of agents differ from time to time; what the host saw does not. */
const signOf = (outcome: Outcome): string => {
  const {message, ...seen} = outcome.type === 'agent-failed' ? outcome : {...outcome, message: ''}
  return JSON.stringify(seen)
}
