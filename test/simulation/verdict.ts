// What has to be so when a run has come to rest for good.

import {overlaps} from '../../src/graph/claims.ts'
import type {RunResult} from '../../src/run/event.ts'
import {explain} from '../../src/run/explain.ts'
import {lastAttempt, type RunState, type TaskState, taskState} from '../../src/run/state.ts'
import type {Fate} from './fate.ts'
import {demand} from './flaw.ts'
import type {Watch} from './watch.ts'
import type {World} from './world.ts'

export interface Rest {
  readonly state: RunState
  readonly fate: Fate
  readonly world: World
  readonly watch: Watch
}

export const judge = (rest: Rest): void => {
  const {state, world, watch} = rest
  demand(world.idle, () => 'the run rests, and an agent is at work')
  demand(
    watch.merged.join() === world.counted.map(({commit}) => commit).join(),
    () => `merged by the journal: ${watch.merged}; on the branch: ${world.counted.map(({commit}) => commit)}`,
  )
  for (const task of state.tasks.values()) judgeTask(rest, task)
  judgeResult(state, rest.fate)
}

const judgeTask = (rest: Rest, task: TaskState): void => {
  const {state, fate, world, watch} = rest
  const {id} = task.task
  const tries = watch.tries.get(id)?.size ?? 0
  demand(task.spent === tries, () => `${id} had ${tries} tries, and ${task.spent} are counted`)
  const commits = world.counted.filter(each => each.task === id && each.reverts === undefined)
  demand(commits.length <= 1 + watch.retries, () => `${id} is merged ${commits.length} times`)
  switch (task.phase) {
    case 'done': {
      const newest = world.inEffect.findLast(each => each.task === id)
      demand(task.stale !== undefined || !isOutdated(rest, task), () => `${id} is built on what is gone`)
      const isLast = newest?.attempt === lastAttempt(task)?.number && newest?.commit === task.merged
      return demand(isLast, () => `${id} is done, and the branch has ${newest?.commit}`)
    }
    case 'failed':
    case 'needs-review':
      return demand(
        tries >= fate.policy.attempts ||
          task.quarantined === true ||
          isRolledBack(rest, task) ||
          isCutShort(rest, task) ||
          (task.phase === 'failed' ? watch.repairs.givenUp.has(id) : watch.repairs.isOver(id)),
        () => `${id} is ${task.phase} after ${tries} tries`,
      )
    case 'cancelled':
      return demand(task.cancellation !== undefined, () => `${id} is cancelled, and nobody asked for it`)
    case 'waiting':
      demand(explain(state, id).length > 0, () => `${id} waits, and nothing is said to hold it back`)
      return demand(isHeldBack(rest, task), () => `${id} waits for nothing`)
    case 'validated':
      return demand(state.stopping?.mode === 'kill', () => `the run rests, and ${id} is not merged`)
    default:
      return demand(false, () => `the run rests, and ${id} is ${task.phase}`)
  }
}

/** It waits for its approval, which comes by itself, but not to a run that was stopped. */
const isCutShort = ({state}: Rest, {task, phase}: TaskState): boolean =>
  phase === 'needs-review' && task.gates.some(({type}) => type === 'approval') && state.stopping !== undefined

const isRolledBack = ({world}: Rest, task: TaskState): boolean =>
  lastAttempt(task)?.outcome?.type === 'rolled-back' &&
  world.inEffect.every(each => each.task !== task.task.id)

/** Whether something it is built on was taken back after it was merged. */
const isOutdated = ({state, world}: Rest, {task, merged}: TaskState): boolean => {
  const needs = new Set(task.dependencies)
  for (const id of needs) for (const need of taskState(state, id).task.dependencies) needs.add(need)
  const since = world.branch.slice(world.branch.findIndex(({commit}) => commit === merged) + 1)
  return since.some(each => each.reverts !== undefined && !each.isWithdrawal && needs.has(each.task))
}

/** By the plan and what was asked for, not by what the scheduler believes. */
const isHeldBack = ({state, fate, watch}: Rest, {task}: TaskState): boolean => {
  const {budget, gateGroups} = fate.policy
  const isSpent = budget.run.attempts !== undefined || budget.run.tokens !== undefined
  const isOut = (budget.task.attempts ?? Number.POSITIVE_INFINITY) <= (watch.costly.get(task.id) ?? 0)
  const isHeld = [...state.tasks.values()].some(
    other =>
      other.phase === 'needs-review' &&
      other.task.outputs.some(a => task.outputs.some(b => overlaps(a.path, b.path))),
  )
  return (
    task.dependencies.some(id => taskState(state, id).phase !== 'done') ||
    state.stopping !== undefined ||
    isSpent ||
    isOut ||
    isHeld ||
    gateGroups
  )
}

const judgeResult = (state: RunState, {policy, windows}: Fate): void => {
  const phases = new Set([...state.tasks.values()].map(({phase}) => phase))
  const isSo: Record<RunResult, boolean> = {
    done: phases.size === 1 && phases.has('done'),
    failed: phases.has('failed'),
    blocked: phases.has('failed') || phases.has('cancelled') || phases.has('waiting'),
    'needs-review': phases.has('needs-review') && !phases.has('failed'),
    interrupted: state.stopping?.by === 'user',
    budget: Object.keys(policy.budget.run).length + Object.keys(policy.budget.task).length > 0,
    limited: windows.length > 0,
  }
  const {result} = state
  demand(result !== undefined && isSo[result], () => `the run is ${result}, and its tasks are ${[...phases]}`)
  demand(!isSo.done || result === 'done', () => `all tasks are done, and the run is ${result}`)
}
