// What an operation is to whoever offers it: the command line now, other doors later. Prints nothing, and knows no door.

import type {z} from 'zod'
import type {Diagnostic} from '../graph/diagnostic.ts'
import type {RunEvent} from '../run/event.ts'
import type {RunState} from '../run/state.ts'
import type {Result} from '../util/result.ts'

/** Texts of documents by the name that diagnostics use. */
export interface Sources {
  readonly [file: string]: string
}

/** What kept an operation from doing what was asked. */
export interface OperationError {
  /** For programs; kebab-case. */
  readonly code: string
  /** Whole sentences for people: what is wrong, and what to do. */
  readonly message: string
  /** As the design's table of exit codes has it. */
  readonly exitCode: number
  readonly diagnostics?: readonly Diagnostic[]
  readonly sources?: Sources
}

export type Progress =
  | {readonly type: 'event'; readonly event: RunEvent; readonly state: RunState}
  /** Something the user should know that is no error: one whole sentence. */
  | {readonly type: 'notice'; readonly message: string}

export interface Question {
  /** What is to be approved, text of unknown origin already made visible. */
  readonly text: string
  /** To be answered with yes or no; no is the default. */
  readonly question: string
}

/** What the caller of an operation is to it. */
export interface Context {
  /** Absolute; relative paths of the input start here. */
  readonly directory: string
  readonly emit: (progress: Progress) => void
  /** Absent where nobody can answer. */
  readonly confirm?: (question: Question) => Promise<boolean>
  /** `drain`: start nothing new; `kill`: stop what runs, too. */
  readonly stop?: {readonly drain: AbortSignal; readonly kill: AbortSignal}
}

/** One entry of the table. */
export interface Operation<Input extends z.ZodType, Output> {
  readonly input: Input
  perform(input: z.output<Input>, context: Context): Promise<Result<Output, OperationError>>
}

/** Ties the handler's types to the schema's. */
export const operation = <Input extends z.ZodType, Output>(
  definition: Operation<Input, Output>,
): Operation<Input, Output> => definition
