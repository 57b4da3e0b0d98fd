// What a review tells: files that have changed, by whose work, what to look at, and how to commit them. Knows no git.

import {counted} from '../graph/wording.ts'
import {unreachable} from '../util/unreachable.ts'

export interface ChangedFile {
  readonly path: string
  /** Its name before; absent unless `renamed`. */
  readonly from?: string
  readonly kind: 'new' | 'modified' | 'deleted' | 'renamed'
  readonly isStaged: boolean
  /** Lines, as git counts them; null where it counts none, as in pictures. */
  readonly added: number | null
  readonly removed: number | null
}

/** An attempt; its task is what state files call an agent's id. */
export interface Owner {
  readonly run: string
  readonly task: string
  readonly attempt: number
  readonly agent: string
  readonly title: string
}

/** Without an owner: nobody knows whose they are. */
export interface OwnedFiles {
  readonly owner?: Owner
  readonly files: readonly ChangedFile[]
}

export type ReviewConflict =
  /** Each imports the next, the last the first. */
  | {readonly type: 'import-cycle'; readonly files: readonly string[]}
  /** `owners`: tasks, those that changed it. */
  | {readonly type: 'shared-file'; readonly file: string; readonly owners: readonly string[]}
  | {
      readonly type: 'endpoints'
      readonly count: number
      readonly limit: number
      readonly files: readonly string[]
    }
  | {readonly type: 'unmerged'; readonly files: readonly string[]}

export const PLAN_KINDS = ['single', 'per-agent', 'interactive'] as const
export type PlanKind = (typeof PLAN_KINDS)[number]

export interface PlannedCommit {
  readonly subject: string
  readonly trailers: readonly (readonly [name: string, value: string])[]
  /** Each changed path is in one commit, the former name of a renamed file as well. */
  readonly paths: readonly string[]
  /** Shell text that makes it. */
  readonly command: string
}

export interface Review {
  /** What it is about, as the end of `Changes of …`. */
  readonly what: string
  /** Owners in the order of their tasks; what nobody owns comes last. */
  readonly groups: readonly OwnedFiles[]
  readonly conflicts: readonly ReviewConflict[]
  readonly plan: PlanKind
  readonly commits: readonly PlannedCommit[]
  /** The commits that were made. */
  readonly applied?: readonly {readonly subject: string; readonly commit: string}[]
}

export interface Statistics {
  readonly files: number
  readonly new: number
  readonly modified: number
  readonly deleted: number
  readonly renamed: number
  readonly staged: number
  readonly added: number
  readonly removed: number
}

export const statisticsOf = ({groups}: Pick<Review, 'groups'>): Statistics => {
  const files = groups.flatMap(group => group.files)
  const count = (kind: ChangedFile['kind']): number => files.filter(file => file.kind === kind).length
  return {
    files: files.length,
    new: count('new'),
    modified: count('modified'),
    deleted: count('deleted'),
    renamed: count('renamed'),
    staged: files.filter(({isStaged}) => isStaged).length,
    ...linesOf(files),
  }
}

export const linesOf = (files: readonly ChangedFile[]): Pick<Statistics, 'added' | 'removed'> => ({
  added: files.reduce((sum, {added}) => sum + (added ?? 0), 0),
  removed: files.reduce((sum, {removed}) => sum + (removed ?? 0), 0),
})

/** `T1 attempt 2 (claude)`. */
export const ownerName = (owner: Owner | undefined): string =>
  owner === undefined ? 'Other' : `${owner.task} attempt ${owner.attempt} (${owner.agent})`

/** All paths that a commit of these files is about. */
export const pathsOf = (files: readonly ChangedFile[]): readonly string[] =>
  files.flatMap(({path, from}) => (from === undefined ? [path] : [from, path]))

export const describeConflict = (conflict: ReviewConflict): string => {
  switch (conflict.type) {
    case 'import-cycle':
      return `import cycle: ${[...conflict.files, conflict.files[0]].join(' → ')}`
    case 'shared-file':
      return `shared file: ${conflict.file}${conflict.owners.length === 0 ? '' : `, changed by ${conflict.owners.join(' and ')}`}`
    case 'endpoints':
      return `${counted(conflict.count, 'endpoint')} in changed files, more than ${conflict.limit}: ${conflict.files.join(', ')}`
    case 'unmerged':
      return `not merged yet: ${conflict.files.join(', ')}`
    default:
      return unreachable(conflict)
  }
}
