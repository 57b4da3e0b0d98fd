// How one attempt, or the merge of its work, ended. What the world says is data, never an exception.

/** Last lines of an output, for people and for the next attempt's instruction; at most 4,000 characters. */
export type Tail = string

export type Outcome =
  | {readonly type: 'passed'}
  /** A gate's verdict: on the attempt's own tree, or on the tree it would have merged to. */
  | {
      readonly type: 'gate-failed'
      readonly gate: string
      readonly step: string
      readonly exitCode: number | null
    }
  | {
      readonly type: 'agent-failed'
      readonly exitCode: number | null
      readonly signal?: string
      readonly message: string
    }
  /** Declared, but not in the tree. Empty: the attempt changed nothing, and nothing else speaks for it. */
  | {readonly type: 'missing-outputs'; readonly paths: readonly string[]}
  /** Wrote outside its claims, and the configuration forbids it. */
  | {readonly type: 'trespassed'; readonly paths: readonly string[]}
  | {readonly type: 'timed-out'; readonly limitMs: number}
  /** No output for so long. */
  | {readonly type: 'stalled'; readonly silenceMs: number}
  /** Its work and the integration branch changed the same lines. */
  | {readonly type: 'conflicted'; readonly paths: readonly string[]}
  /** It was to repair a conflict, and left marks of it in these files. */
  | {readonly type: 'unresolved'; readonly paths: readonly string[]}
  /** The provider's usage limit: never an attempt spent. `resetsAt` in epoch milliseconds. */
  | {readonly type: 'limited'; readonly provider: string; readonly resetsAt?: number}
  /** The host could not or would not start it: no agent command, a failed set-up. A retry would end the same. */
  | {readonly type: 'refused'; readonly reason: string}
  | {readonly type: 'cancelled'}
  /** It had been merged, and a person took that back. */
  | {readonly type: 'rolled-back'; readonly by: string; readonly reason?: string}
  /** Our own crash: never an attempt spent. */
  | {readonly type: 'lost'}

/** Whether it costs the task a try: our own crash, a usage limit, a stop and a change of mind do not. */
export const isSpent = ({type}: Outcome): boolean =>
  type !== 'lost' && type !== 'limited' && type !== 'cancelled' && type !== 'rolled-back'

/** What a person must see before work that passed is merged. */
export type Concern =
  /** Changed, and obeyed by agents or other tools without anybody asking. */
  | {readonly type: 'guarded-paths'; readonly paths: readonly string[]}
  /** Numbers of files: of those that were tracked, so many are gone that the task does not say it deletes. */
  | {readonly type: 'mass-deletion'; readonly deleted: number; readonly tracked: number}

/** What the host saw of one step. */
export interface StepRecord {
  readonly name: string
  readonly command: string
  readonly verdict: 'passed' | 'failed' | 'manual' | 'skipped'
  /** Absent for a step that never ran; null for one that a signal ended. */
  readonly exitCode?: number | null
  readonly durationMs: number
  readonly output: Tail
}

/** The evidence of one gate. `manual`: all its checks passed, and a person must look at the rest. */
export interface GateRecord {
  readonly gate: string
  readonly type: string
  readonly verdict: 'passed' | 'failed' | 'manual'
  readonly steps: readonly StepRecord[]
  /** The try that this is the record of, where the ones before it failed; absent for the first. */
  readonly tries?: number
  /** Of all tries. */
  readonly durationMs: number
}
