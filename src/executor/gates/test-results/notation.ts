// What a test run came to, whatever wrote it down.

export interface TestResults {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Names of what failed, as far as they are told. */
  readonly failures: readonly string[]
}

/** Undefined: this is no such notation. */
export type ReadResults = (text: string) => TestResults | undefined | Promise<TestResults | undefined>
