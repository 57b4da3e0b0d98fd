// Who carries out what the dispatcher has decided. What comes of it are further events.

import type {TaskId} from '../../graph/task.ts'
import type {AttemptFinished, EventBody, EventOf, MergeFinished, RevertFinished} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'

/** The event is durable when its workers see it; `state` already holds it, and may hold later ones. */
export interface Work<E> {
  readonly event: E
  readonly state: RunState
  /** Records what is observed on the way. */
  readonly emit: (body: EventBody) => void
}

export type AttemptResult = Omit<AttemptFinished, 'type' | 'task' | 'attempt'>
export type MergeResult = Omit<MergeFinished, 'type' | 'task' | 'attempt'>
export type RevertResult = Omit<RevertFinished, 'type' | 'task' | 'attempt'>

/**
 * What a dispatcher that died had begun is given to the next one's workers again: they look at the world first, and go on from
 * there. A rejection is a bug or a broken machine, never a failed task: it ends the dispatcher.
 */
export interface Workers {
  attempt(work: Work<EventOf<'attempt-started'>>): Promise<AttemptResult>
  merge(work: Work<EventOf<'merge-started'>>): Promise<MergeResult>
  revert(work: Work<EventOf<'revert-started'>>): Promise<RevertResult>
  /** Told whenever something has happened: they may do ahead of time what is likely to be decided. */
  anticipate(news: Pick<Work<unknown>, 'state' | 'emit'>): void
  /** Stops every running attempt; each then ends as `cancelled`. */
  kill(): void
  /** Stops the task's attempt or merge, if there is one; it then ends as `cancelled`, unless the merge is as good as done. */
  cancel(task: TaskId): void
  /** Frees what they hold; nothing may run any more. */
  close(): Promise<void>
  /** As `close`, but agents go on, for a later dispatcher to find. */
  leave(): Promise<void>
}
