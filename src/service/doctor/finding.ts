// What the doctor says of one thing.

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string
  /** `warning`: nothing is broken, but somebody should know. `repaired`: it was a problem until now. */
  readonly level: 'ok' | 'warning' | 'problem' | 'repaired'
  /** Whole sentences. */
  readonly message: string
}

export type Level = Finding['level']

export const finding =
  (check: string) =>
  (level: Level, message: string): Finding => ({check, level, message})
