// What is wrong with a plan, and where. Knows nothing of how it is printed.

/** A place in a text file. Lines and columns count from 1, as editors show them; columns are UTF-16 units. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Exclusive end of the marked text on the same line; absent: to the end of the line. */
  readonly endColumn?: number
}

export type Severity = 'error' | 'warning' | 'info'

/** A second place that a diagnostic speaks of: the other side of a contradiction. */
export interface Related {
  readonly message: string
  readonly location: Location
}

/** From one place of a document to another, the end excluded: column 1 of the line below includes the line's end. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface Edit {
  readonly span: Span
  readonly newText: string
}

/** How to put right what a diagnostic speaks of. */
export interface Fix {
  /** What to do, without a full stop: `write "4 tasks"`. */
  readonly description: string
  /** Of one document; they do not overlap. */
  readonly edits: readonly Edit[]
  /** For a person to judge: `check --fix` applies only what cannot be wrong. */
  readonly isGuess?: boolean
}

/** An `error` means: this plan is not run as it stands. */
export interface Diagnostic {
  readonly severity: Severity
  /** Kebab-case id of the rule, as `check` prints it and `.conductor/config.yaml` names it. */
  readonly rule: string
  /** Names the thing, what was found, what was expected, and the remedy where there is one. */
  readonly message: string
  readonly location: Location
  readonly related: readonly Related[]
  readonly fix?: Fix
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(diagnostic => diagnostic.severity === 'error')
