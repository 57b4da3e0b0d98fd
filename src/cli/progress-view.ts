// What a view of a run's progress is told.

import type {RunEvent} from '../run/event.ts'
import type {RunState} from '../run/state.ts'

export interface ProgressView {
  readonly observe: (event: RunEvent, state: RunState) => void
  /** A whole sentence. */
  readonly notice: (message: string) => void
  /** The same, but of interest only at this moment. */
  readonly hint: (message: string) => void
  /** Everything is shown when it resolves. */
  readonly close: () => Promise<void>
}
