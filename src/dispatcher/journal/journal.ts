// What a dispatcher needs of a journal: append, and know when it lasts.

import type {RunEvent} from '../../run/event.ts'

export interface Journal {
  /** Resolves when the event is durable, in the order of appending. Rejects for ever after the first failed write. */
  append(event: RunEvent): Promise<void>
  /** After everything appended is durable. */
  close(): Promise<void>
}

/** For a run that leaves nothing behind. */
export const memoryJournal = (events: RunEvent[] = []): Journal => ({
  append: async event => {
    events.push(event)
  },
  close: async () => undefined,
})
