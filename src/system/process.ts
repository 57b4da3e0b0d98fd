// How every agent and every gate runs: shell text in, output to a file, an end out. Its processes are stopped as a group.
// Output never goes through a pipe of ours: a command outlives us, and recovery may find it at work.

import {appendFile} from 'node:fs/promises'
import {type Adoption, durationOf, endAdopted, remainingMs, statusAsEnd, waitForStatus} from './adoption.ts'
import {monotonic} from './clock.ts'
import {type CommandOrder, commandText} from './command-text.ts'
import {type Containment, containment} from './containment.ts'
import {capLogs, type Logged, type StopReason, watch} from './limits.ts'
import {type SlotEnd, SlotShell} from './slot.ts'
import {readStatus, signalOf} from './status-file.ts'
import {type Ending, endTree, type Leader, survivorsOf} from './tree.ts'

export interface ProcessOrder extends CommandOrder {
  /** Milliseconds it may take; 0: for ever. */
  readonly runMs: number
  /** Milliseconds without a sign of life; 0: for ever. See `silence.ts`. */
  readonly idleMs: number
  readonly memoryBytes?: number
  readonly logBytes?: number
  readonly logs?: readonly string[]
  readonly onSilent?: (silenceMs: number) => void
  readonly signal: AbortSignal
  /** What it leaves running is ended before `run` returns. Otherwise that is certain only for a command that took a while. */
  readonly alone?: boolean
  /** Called once, before the command starts, with the process that leads its group. */
  readonly onStart?: (leader: Leader) => void
}

/** A command that may outlive this process: a pool of another one can adopt it, and `leave` lets it run. */
export interface LastingOrder extends ProcessOrder {
  /** Of the attempt to run it; does not exist yet. */
  readonly status: string
}

export interface ProcessEnd {
  readonly how: 'exited' | StopReason
  /** Null if no status is known: it was stopped, or took its shell with it. A command that a signal ended has 128 + its number. */
  readonly exitCode: number | null
  /** The name of the signal that ended it, e.g. `SIGTERM`. */
  readonly signal?: string
  /** By the monotonic clock. */
  readonly durationMs: number
  /** The pids of what did not end, not even on SIGKILL; absent: nothing of it is left. */
  readonly leaked?: readonly number[]
}

/** `left`: it goes on without us. `lost`, if it was adopted: it never began, or nobody knows how it ended. */
export type LastingEnd = Omit<ProcessEnd, 'how'> & {readonly how: ProcessEnd['how'] | 'left' | 'lost'}

/** Long enough for an agent to save its session. */
export const GRACE_MS = 5_000

/** A new slot costs about 1 ms: after a command that took 100 times that, its shell and what it left running go at once. */
const REUSE_BELOW_MS = 100

export interface PoolOptions {
  readonly graceMs?: number
  /** See `Ending`. */
  readonly killMs?: number
  /** Default: the best that this machine has. */
  readonly containment?: Containment
}

/** Owns the shells that commands run in; they are made on demand and used again. */
export class ProcessPool {
  private readonly graceMs: number
  private readonly killMs: number | undefined
  private readonly within: Containment | undefined
  private readonly closing = new AbortController()
  private readonly running = new Set<Promise<unknown>>()
  private isLeaving = false
  private idle: SlotShell[] = []
  /** Of what nobody knows whether something has left their groups: looking costs more than they did. */
  private readonly unseen: Leader[] = []

  constructor(options: PoolOptions = {}) {
    this.graceMs = options.graceMs ?? GRACE_MS
    this.killMs = options.killMs
    this.within = options.containment
  }

  /** Whatever the command does is an end, not an exception; rejects only if no shell can be started here. */
  run(order: ProcessOrder): Promise<ProcessEnd> {
    return this.track(this.runInSlot(order).then(ordinary))
  }

  /** As `run`. */
  runLasting(order: LastingOrder): Promise<LastingEnd> {
    return this.track(this.runInSlot(order))
  }

  /** Waits for the end of a command that somebody else has started. Nothing of it is left, whatever the end. */
  adopt(order: Adoption): Promise<LastingEnd> {
    return this.track(this.follow(order))
  }

  /** Ends what a dead process's pool left running, if anything. */
  async end(leader: Leader): Promise<void> {
    await endTree(leader, this.ending(true))
  }

  /** As `close`, but lasting commands go on. */
  leave(): Promise<void> {
    this.isLeaving = true
    return this.close()
  }

  private async track<T>(running: Promise<T>): Promise<T> {
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
    const idle = this.idle.splice(0)
    await Promise.all(idle.map(slot => slot.end(this.ending(false))))
    this.unseen.push(...idle.map(slot => slot.leader))
    for (const leader of await survivorsOf(this.unseen.splice(0))) await this.end(leader)
  }

  private async runInSlot(order: ProcessOrder | LastingOrder): Promise<LastingEnd> {
    const signals = this.signalsOf(order)
    if (signals.some(signal => signal.aborted)) return {how: 'cancelled', exitCode: null, durationMs: 0}
    const start = monotonic()
    const slot = await this.takeSlot()
    announce(order, slot)
    const ended = slot.execute(commandText(order), statusOf(order))
    const limits = watch({...order, leader: slot.leader, signals})
    const how = await Promise.race([ended.then(() => 'exited' as const), limits.stopped])
    limits.end()
    const durationMs = monotonic() - start
    if (how === 'cancelled' && statusOf(order) !== undefined && this.isLeft(order)) {
      slot.leave()
      return {how: 'left', exitCode: null, durationMs}
    }
    const isShort = how === 'exited' && durationMs < REUSE_BELOW_MS
    if (isShort && !order.alone && !slot.hasExited) {
      this.idle.push(slot)
      return processEnd(how, await ended, {durationMs})
    }
    // Where a cgroup tells, a command that has ended by itself needs no second look.
    const isKnown = isShort || (how === 'exited' && slot.leader.cgroup !== undefined)
    const leaked = await slot.end(this.ending(!isKnown))
    if (isShort && slot.leader.cgroup === undefined) this.unseen.push(slot.leader)
    if (!isShort) await closeLog(order, leaked)
    return processEnd(how, await ended, {
      durationMs: how === 'exited' ? durationMs : monotonic() - start,
      leaked,
    })
  }

  private async follow(order: Adoption): Promise<LastingEnd> {
    const limits = watch({...order, runMs: remainingMs(order), signals: this.signalsOf(order)})
    const over = new AbortController()
    const settled = waitForStatus(order, over.signal)
    const how = await Promise.race([settled.then(() => 'exited' as const), limits.stopped])
    limits.end()
    over.abort()
    if (how === 'cancelled' && this.isLeft(order)) return {how: 'left', exitCode: null, durationMs: 0}
    const found = await settled
    const leaked = await endAdopted(order, found, this.ending(true))
    await closeLog(order, leaked)
    const status = how === 'exited' ? found : await readStatus(order.status)
    const end = processEnd(how, statusAsEnd(status), {durationMs: await durationOf(order), leaked})
    return how === 'exited' && status.type !== 'ended' ? {...end, how: 'lost'} : end
  }

  private signalsOf({signal}: Pick<ProcessOrder, 'signal'>): readonly AbortSignal[] {
    return [signal, this.closing.signal]
  }

  private isLeft({signal}: Pick<ProcessOrder, 'signal'>): boolean {
    return this.isLeaving && !signal.aborted
  }

  /** An idle shell may have been killed by somebody since. */
  private async takeSlot(): Promise<SlotShell> {
    for (let slot = this.idle.pop(); slot !== undefined; slot = this.idle.pop()) {
      if (!slot.hasExited) return slot
      this.unseen.push(slot.leader)
    }
    return SlotShell.start(this.within ?? (await containment()))
  }

  private ending(isThorough: boolean): Ending {
    return {
      graceMs: this.graceMs,
      isThorough,
      ...(this.killMs === undefined ? {} : {killMs: this.killMs}),
    }
  }
}

const statusOf = (order: ProcessOrder | LastingOrder): string | undefined =>
  'status' in order ? order.status : undefined

const ordinary = ({how, ...end}: LastingEnd): ProcessEnd => {
  if (how === 'left' || how === 'lost') throw new Error(`bug: a command that does not last is ${how}`)
  return {how, ...end}
}

/** Whoever cannot note it down has no command run. */
const announce = ({onStart}: ProcessOrder, slot: SlotShell): void => {
  try {
    onStart?.(slot.leader)
  } catch (error) {
    void slot.end({graceMs: 0, isThorough: false})
    throw error
  }
}

/** Nobody writes to it any more, or else that is said, loudly: somebody has to end them. */
const closeLog = async (logged: Logged, leaked: readonly number[]): Promise<void> => {
  await capLogs(logged)
  if (leaked.length > 0)
    await appendFile(logged.log, `agent-spawn: did not end, not even on SIGKILL: ${leaked.join(', ')}.\n`)
}

const processEnd = (
  how: ProcessEnd['how'],
  end: SlotEnd,
  {durationMs, leaked = []}: {readonly durationMs: number; readonly leaked?: readonly number[]},
): ProcessEnd => {
  const signal = end.status === undefined ? end.signal : signalOf(end.status)
  return {
    how,
    exitCode: end.status ?? null,
    ...(signal === undefined ? {} : {signal}),
    durationMs,
    ...(leaked.length === 0 ? {} : {leaked}),
  }
}
