// How every agent and every gate runs: shell text in, output to a file, an end out. Its processes are stopped as a group.
// Output never goes through a pipe of ours: a command outlives us, and recovery may find it at work.

import {appendFile} from 'node:fs/promises'
import {constants} from 'node:os'
import {monotonic} from './clock.ts'
import type {ProcessIdentity} from './identity.ts'
import {type StopReason, watch} from './limits.ts'
import {enter, quote} from './quote.ts'
import {type SlotEnd, SlotShell} from './slot.ts'

/** All paths are absolute. */
export interface ProcessOrder {
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
  /** Milliseconds it may take; 0: for ever. */
  readonly runMs: number
  /** Milliseconds without a new byte in the log; 0: for ever. */
  readonly idleMs: number
  readonly signal: AbortSignal
  /** What it leaves running is ended before `run` returns. Otherwise that is certain only for a command that took a while. */
  readonly alone?: boolean
  /** Called once, before the command starts, with the process that leads its group. */
  readonly onStart?: (identity: ProcessIdentity) => void
}

export interface ProcessEnd {
  readonly how: 'exited' | StopReason
  /** Null if no status is known: it was stopped, or took its shell with it. A command that a signal ended has 128 + its number. */
  readonly exitCode: number | null
  /** The name of the signal that ended it, e.g. `SIGTERM`. */
  readonly signal?: string
  /** By the monotonic clock. */
  readonly durationMs: number
}

/** Long enough for an agent to save its session. */
const GRACE_MS = 5_000

/** A new slot costs about 1 ms: after a command that took 100 times that, its shell and what it left running go at once. */
const REUSE_BELOW_MS = 100

const UNKILLABLE = 'agent-spawn: some processes of this command did not end, not even on SIGKILL.\n'

/** Owns the shells that commands run in; they are made on demand and used again. */
export class ProcessPool {
  private readonly graceMs: number
  private readonly closing = new AbortController()
  private readonly running = new Set<Promise<ProcessEnd>>()
  private idle: SlotShell[] = []

  constructor(options: {readonly graceMs?: number} = {}) {
    this.graceMs = options.graceMs ?? GRACE_MS
  }

  /** Whatever the command does is an end, not an exception; rejects only if no shell can be started here. */
  async run(order: ProcessOrder): Promise<ProcessEnd> {
    const running = this.runInSlot(order)
    this.running.add(running)
    try {
      return await running
    } finally {
      this.running.delete(running)
    }
  }

  /** Stops what runs, ends all shells, and returns when nothing of them is left. Nothing can be run afterwards. */
  async close(): Promise<void> {
    this.closing.abort()
    await Promise.allSettled(this.running)
    await Promise.all(this.idle.splice(0).map(slot => slot.end(this.graceMs)))
  }

  private async runInSlot(order: ProcessOrder): Promise<ProcessEnd> {
    const signals = [order.signal, this.closing.signal]
    if (signals.some(signal => signal.aborted)) return {how: 'cancelled', exitCode: null, durationMs: 0}
    const start = monotonic()
    const slot = await this.takeSlot()
    order.onStart?.(slot.identity)
    const ended = slot.execute(commandText(order))
    const limits = watch({...order, signals})
    const how = await Promise.race([ended.then(() => 'exited' as const), limits.stopped])
    limits.end()
    const durationMs = monotonic() - start
    if (how === 'exited' && !order.alone && durationMs < REUSE_BELOW_MS && !slot.hasExited)
      this.idle.push(slot)
    else if (!(await slot.end(this.graceMs))) await appendFile(order.log, UNKILLABLE)
    return processEnd(how, await ended, how === 'exited' ? durationMs : monotonic() - start)
  }

  /** An idle shell may have been killed by somebody since. */
  private async takeSlot(): Promise<SlotShell> {
    for (let slot = this.idle.pop(); slot !== undefined; slot = this.idle.pop()) {
      if (!slot.hasExited) return slot
    }
    return SlotShell.start()
  }
}

const commandText = (order: ProcessOrder): string => {
  const {cwd, env, stdinFile = '/dev/null', log} = order
  return `exec <${quote(stdinFile)} >>${quote(log)} 2>&1; ${enter(cwd, env)} && ${evaluation(order)}`
}

/** In a subshell these two are the pid of the slot's shell, and of this process. */
const OWN_PID = /\$\$|\$\{\$|PPID/

/** The subshell that the slot forks runs the command itself, which saves half of the time, unless the command could tell. */
const evaluation = ({command, shell = 'sh'}: ProcessOrder): string =>
  shell === 'sh' && !OWN_PID.test(command)
    ? `eval ${quote(command)}`
    : `exec ${shell} -c -- ${quote(command)}`

/** The name of the signal that a shell's status of 128 and more means. */
const signalName = (status: number): string | undefined =>
  Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0]

const processEnd = (how: ProcessEnd['how'], end: SlotEnd, durationMs: number): ProcessEnd => {
  const signal = end.status === undefined ? end.signal : signalName(end.status)
  return {how, exitCode: end.status ?? null, ...(signal === undefined ? {} : {signal}), durationMs}
}
