// Compares what two readings of a plan say, apart from where it stands and how far its tasks are.

import type {Draft} from '../graph/draft.ts'

/** Places, verbatim text, and what is said of progress. */
const IGNORED = new Set([
  'location',
  'source',
  'instruction',
  'status',
  'otherStatuses',
  'steps',
  'statuses',
  'counts',
  'diagnostics',
])

export const saysTheSame = (a: Draft, b: Draft): boolean => contentOf(a) === contentOf(b)

const contentOf = (draft: Draft): string =>
  JSON.stringify(draft, (key, value: unknown) => (IGNORED.has(key) ? undefined : value))
