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

/** An `error` means: this plan is not run as it stands. */
export interface Diagnostic {
  readonly severity: Severity
  /** Kebab-case id of the rule, as `check` prints it and `.conductor/config.yaml` names it. */
  readonly rule: string
  /** Names the thing, what was found, what was expected, and the remedy where there is one. */
  readonly message: string
  readonly location: Location
  readonly related: readonly Related[]
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(diagnostic => diagnostic.severity === 'error')
