// What a dispatcher needs of a journal: append, and know when it lasts.

import type {RunEvent} from '../../run/event.ts'

export interface Journal {
  /** After the first failed write. True before `append` returns, if that write was its own: what it was to record may not be done. */
  readonly isBroken: boolean
  /** Resolves when the event is durable, in the order of appending. Rejects for ever after the first failed write. */
  append(event: RunEvent): Promise<void>
  /** After everything appended is durable. */
  close(): Promise<void>
}

/** For a run that leaves nothing behind. */
export const memoryJournal = (events: RunEvent[] = []): Journal => ({
  isBroken: false,
  append: async event => {
    events.push(event)
  },
  close: async () => undefined,
})
