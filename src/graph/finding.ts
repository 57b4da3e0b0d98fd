// What reading, compiling and linting find, before a severity is given to it. Knows no rules.

import type {Fix, Location, Related, Severity} from './diagnostic.ts'

export interface Finding {
  readonly message: string
  readonly location: Location
  readonly related?: readonly Related[]
  readonly fix?: Fix
  /** Where it differs from the rule's; a configured severity replaces both. */
  readonly severity?: Severity
}

/** Takes note of what the rule of that id will report. */
export type Note = (rule: string, finding: Finding) => void
