// The world as the core sees it: answers decisions with outcomes, in an order and with a luck that a seed decides.
// It keeps its own record of what is merged, which survives the dispatcher's crashes.

import type {EventBody, EventOf, RunEvent} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'

/** A number from 0 up to, not including, `below`; equal seeds give equal sequences (a 32-bit linear congruence). */
export const seededLuck = (seed: number): ((below: number) => number) => {
  let state = (seed >>> 0) + 1
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Decision = EventOf<'attempt-started'> | EventOf<'merge-started'>

export interface World {
  /** Takes a decision to act upon. */
  perform(event: RunEvent): void
  readonly inFlight: readonly Decision[]
  /** Lets one decision in flight come to its end, at this moment. */
  answer(at: number): EventBody
  /** The dispatcher died: what the recovery finds. */
  recover(): readonly EventBody[]
  /** Tasks on the integration branch, in order. */
  readonly merged: readonly string[]
}

/** `failing` tasks fail every attempt; all others pass, now and then after a usage limit, and use something. */
export const createWorld = (seed: number, failing: ReadonlySet<string>, {isLimited = false} = {}): World => {
  const luck = seededLuck(seed)
  const inFlight: Decision[] = []
  const merged: string[] = []

  const outcome = ({task}: Decision, at: number): Outcome => {
    if (isLimited && luck(4) === 0)
      return {type: 'limited', provider: 'p', ...(luck(2) === 0 ? {} : {resetsAt: at + luck(100_000)})}
    if (failing.has(task)) return {type: 'agent-failed', exitCode: 1, message: 'no'}
    return {type: 'passed'}
  }

  const merge = ({task, attempt}: Decision): EventBody => {
    merged.push(task)
    const result = {type: 'merged', commit: `m-${task}`, tree: `t-${task}`} as const
    return {type: 'merge-finished', task, attempt, result, durationMs: 1}
  }

  const finish = (decision: Decision, at: number): EventBody => {
    if (decision.type === 'merge-started') return merge(decision)
    const {task, attempt} = decision
    return {
      type: 'attempt-finished',
      task,
      attempt,
      outcome: outcome(decision, at),
      durationMs: 1,
      commit: `c-${task}-${attempt}`,
      trespasses: [],
    }
  }

  const lose = (decision: Decision): EventBody => {
    const {task, attempt, type} = decision
    if (type === 'attempt-started')
      return {type: 'attempt-finished', task, attempt, outcome: {type: 'lost'}, durationMs: 0, trespasses: []}
    // The branch may have been moved just before the crash.
    if (luck(2) === 0) return merge(decision)
    return {type: 'merge-finished', task, attempt, result: {type: 'lost'}, durationMs: 0}
  }

  return {
    perform: event => {
      if (event.type === 'attempt-started' || event.type === 'merge-started') inFlight.push(event)
    },
    inFlight,
    answer: at => {
      const [decision] = inFlight.splice(luck(inFlight.length), 1)
      if (decision === undefined) throw new Error('nothing is in flight, yet the run has not finished')
      return finish(decision, at)
    },
    recover: () => inFlight.splice(0).map(lose),
    merged,
  }
}
