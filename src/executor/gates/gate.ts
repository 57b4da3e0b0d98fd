// What a gate of any type is to the host: something that judges a tree and brings evidence.

import type {Gate, GateType, Task} from '../../graph/task.ts'
import type {ObjectId} from '../../run/event.ts'
import type {GateRecord, StepRecord} from '../../run/outcome.ts'
import type {Policy} from '../../run/policy.ts'
import type {ProcessIdentity} from '../../system/identity.ts'
import type {ProcessPool} from '../../system/process.ts'
import type {Hub} from '../workspace/hub.ts'

export interface GateContext {
  /** Absolute; the tree to judge. */
  readonly directory: string
  /** Added to the inherited environment. */
  readonly env: {readonly [name: string]: string}
  /** Absolute; where scripts and logs are kept. */
  readonly logDirectory: string
  /** Milliseconds one gate may take; 0: for ever. */
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly processes: ProcessPool
  /** Called before a process starts. */
  readonly onStart: (leader: ProcessIdentity) => void
  /** Absent where it is nobody's in particular, or in no repository. */
  readonly work?: WorkUnderReview
}

/** What another agent can be asked about. */
export interface WorkUnderReview {
  readonly hub: Hub
  readonly run: string
  readonly task: Task
  readonly attempt: number
  /** Name of the agent that did it. */
  readonly author: string
  /** All that it changed, on what was there before. */
  readonly commit: ObjectId
  readonly policy: Policy
}

/** One entry of the table. What the judged tree does wrong is in the record; rejects only if the host itself fails. */
export interface GateRunner {
  readonly type: GateType
  run(gate: Gate, context: GateContext): Promise<GateRecord>
}

/** A gate fails if any step failed; it never passes with nothing to show. */
export const gateRecord = (gate: Gate, steps: readonly StepRecord[], durationMs: number): GateRecord => ({
  gate: gate.name,
  type: gate.type,
  verdict: verdictOf(steps),
  steps,
  durationMs: Math.round(durationMs),
})

const verdictOf = (steps: readonly StepRecord[]): GateRecord['verdict'] => {
  if (steps.length === 0 || steps.some(step => step.verdict === 'failed')) return 'failed'
  return steps.some(step => step.verdict === 'manual') ? 'manual' : 'passed'
}

/** A verdict that needed nothing to run, with its reason. */
export const stepWithoutRun = (name: string, verdict: StepRecord['verdict'], output: string): StepRecord => ({
  name,
  command: '',
  verdict,
  durationMs: 0,
  output,
})
