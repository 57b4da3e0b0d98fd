// What a slot is told for one command: where its input and output go, where it works, and what it finds in its environment.

import {enter, quote} from './quote.ts'

/** All paths are absolute. */
export interface CommandOrder {
  /** Shell text. */
  readonly command: string
  /** Default: `sh`. */
  readonly shell?: 'sh' | 'bash'
  readonly cwd: string
  /** Added to the environment that we have ourselves. */
  readonly env: {readonly [name: string]: string}
  /** Default: empty input. */
  readonly stdinFile?: string
  /** Standard output and standard error are appended to it. */
  readonly log: string
}

export const commandText = (order: CommandOrder): string => {
  const {cwd, env, stdinFile = '/dev/null', log} = order
  return `exec <${quote(stdinFile)} >>${quote(log)} 2>&1; ${enter(cwd, env)} && ${evaluation(order)}`
}

/** In a subshell these two are the pid of the slot's shell, and of this process. */
const OWN_PID = /\$\$|\$\{\$|PPID/

/** The subshell that the slot forks runs the command itself, which saves half of the time, unless the command could tell. */
const evaluation = ({command, shell = 'sh'}: CommandOrder): string =>
  shell === 'sh' && !OWN_PID.test(command)
    ? `eval ${quote(command)}`
    : `exec ${shell} -c -- ${quote(command)}`
