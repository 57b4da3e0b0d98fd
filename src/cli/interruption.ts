// The Ctrl-C ladder of a run: first nothing new starts, then what runs is stopped, then the program leaves at once.

import {EXIT_HUNG_UP, EXIT_INTERRUPTED, EXIT_TERMINATED} from '../report/exit-code.ts'
import type {Context} from '../service/operation.ts'

export interface Interruption {
  readonly stop: NonNullable<Context['stop']>
  /** For a run that did not finish because of a signal. */
  readonly exitCode: () => number
  /** Signals have their usual effect again. */
  readonly release: () => void
}

const DRAINING =
  'Stopping: what runs may finish, nothing new is started. Once more stops it, its workspaces are kept.'
const KILLING =
  'Stopping what runs. Once more leaves at once; `agent-spawn run --continue` goes on from there.'

/** `tell` gets a sentence for the user after each signal but the last. */
export const hearSignals = (tell: (message: string) => void): Interruption => {
  const drain = new AbortController()
  const kill = new AbortController()
  let exitCode = EXIT_INTERRUPTED
  const climb = (code: number): void => {
    exitCode = code
    if (kill.signal.aborted) process.exit(code)
    const [step, message] = drain.signal.aborted ? ([kill, KILLING] as const) : ([drain, DRAINING] as const)
    tell(message)
    step.abort()
  }
  const onInterrupt = (): void => climb(EXIT_INTERRUPTED)
  const onTerminate = (): void => climb(EXIT_TERMINATED)
  /** The terminal is gone, and nobody is left to climb. */
  const onHangUp = (): void => {
    exitCode = EXIT_HUNG_UP
    drain.abort()
    kill.abort()
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  process.on('SIGHUP', onHangUp)
  return {
    stop: {drain: drain.signal, kill: kill.signal},
    exitCode: () => exitCode,
    release: () => {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
      process.off('SIGHUP', onHangUp)
    },
  }
}
