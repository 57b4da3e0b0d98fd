// JSON on standard output, for programs.

import type {Terminal} from './terminal.ts'

/** One object on one line. */
export const printJson = (terminal: Terminal, value: object): void =>
  terminal.print(`${JSON.stringify(value)}\n`)
