// Counts, as a stranger would, how often each task's conflict was repaired in vain, and demands that it was not too often.

import type {AttemptRef, AttemptStarted, EventOf} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import type {RunState} from '../../src/run/state.ts'
import {demand} from './flaw.ts'
import {keyOf} from './world.ts'

export class RepairWatch {
  /** Tasks that a person gave up with their conflict. */
  readonly givenUp = new Set<string>()
  private readonly rounds = new Map<string, number>()
  private readonly begun = new Map<string, AttemptStarted>()
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  start(event: EventOf<'attempt-started'>): void {
    const {task, repairs, by} = event
    this.begun.set(keyOf(event), event)
    if (repairs === undefined) this.rounds.delete(task)
    else if (by === undefined)
      demand(
        this.roundsOf(task) < this.most,
        () => `${task} is repaired after ${this.roundsOf(task)} rounds in vain`,
      )
  }

  /** Whether an attempt, or the merge of its work, that ended so costs a try. */
  isTry(ref: AttemptRef, outcome: Outcome | {readonly type: 'merged'}, stage: 'attempt' | 'merge'): boolean {
    const begun = this.begun.get(keyOf(ref))
    const isRepair = begun?.repairs !== undefined
    if (outcome.type === 'passed') return false
    if (outcome.type === 'merged' || (stage === 'merge' && outcome.type !== 'conflicted')) {
      this.rounds.delete(ref.task)
      return outcome.type !== 'merged'
    }
    if (isRepair && begun.by === undefined) this.rounds.set(ref.task, this.roundsOf(ref.task) + 1)
    return stage === 'attempt' && !isRepair
  }

  /** After requests that let tasks begin anew. */
  renew(state: RunState): void {
    for (const [id, {repair, givenUp}] of state.tasks) {
      if ((repair?.rounds ?? 0) === 0) this.rounds.delete(id)
      if (givenUp === undefined) this.givenUp.delete(id)
    }
  }

  /** Whether it is a person's turn. */
  isOver(task: string): boolean {
    return this.roundsOf(task) >= this.most
  }

  private roundsOf(task: string): number {
    return this.rounds.get(task) ?? 0
  }
}
