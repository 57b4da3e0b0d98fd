// A phrase of a document, and what there must be known to read what it means. Knows no words.

import type {Sheet} from './sheet.ts'
import type {KnownIds} from './task-ids.ts'

/** A phrase and where it stands. */
export interface Phrase {
  readonly text: string
  readonly row: number
  readonly column: number
}

export interface PhraseContext {
  readonly sheet: Sheet
  readonly ids: KnownIds
  /** Whether the document has a group or layer of that name. */
  hasSet(name: string): boolean
  /** The task that depends, where it is known: "all previous tasks" are those before it. */
  readonly self?: string
}
