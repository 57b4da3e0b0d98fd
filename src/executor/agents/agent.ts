// What an agent of any kind is to the host: a way to start it. What it did is judged by its workspace, never by its word.

import type {Task} from '../../graph/task.ts'
import type {AgentSpec} from '../../run/policy.ts'
import type {Said} from './said.ts'

export interface AgentContext {
  readonly spec: AgentSpec
  readonly task: Task
  /** Absolute; where it works. */
  readonly workspace: string
  /** Absolute; what it is told, also given on standard input. */
  readonly instructionFile: string
  /** Added to the inherited environment; wins over what the agent itself asks for. */
  readonly env: {readonly [name: string]: string}
}

export interface FileWrite {
  /** Relative to the workspace. */
  readonly path: string
  readonly text: string
}

export type Launch =
  | {
      readonly type: 'process'
      /** Shell text, fully quoted. */
      readonly command: string
      readonly stdinFile: string
      readonly env: {readonly [name: string]: string}
    }
  /** No process: the host itself writes these files and removes those. */
  | {readonly type: 'files'; readonly files: readonly FileWrite[]; readonly removals: readonly string[]}
  | {readonly type: 'refused'; readonly reason: string}

/** One entry of the table. */
export interface Agent {
  /** What `AgentSpec.kind` names. */
  readonly kind: string
  /** Undefined, or a sentence on why it cannot be started on this machine and what to do about it. */
  missing(spec: AgentSpec): Promise<string | undefined>
  /** Pure but for the environment; starts nothing. */
  launch(context: AgentContext): Launch
  /** What the end of its output, written until `at`, tells of usage and limits; absent: nothing is known of either. */
  hear?(output: string, at: number): Said
}
