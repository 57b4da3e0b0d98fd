// One long-lived shell that runs one command after the other: a fork of a small shell costs a third of a spawn from Node.
// Leads a process group of its own, in which its commands run. Knows nothing of limits.

import {type ChildProcessByStdio, spawn} from 'node:child_process'
import type {Readable, Writable} from 'node:stream'
import {killGroup} from './group.ts'
import {identify, type ProcessIdentity} from './identity.ts'

/** How a command ended, as far as its shell could say: without a status, the shell died with it. */
export interface SlotEnd {
  readonly status?: number
  readonly signal?: NodeJS.Signals
}

/**
 * The shell catches what stops its group, so that it can still report how its command ended; a forked command has the
 * default actions again, which it would not if the signals were ignored.
 */
const PROLOGUE = 'trap : TERM INT HUP\n'

/** Owns one shell. It ends by itself when this process does, though not before its command has. */
export class SlotShell {
  readonly identity: ProcessIdentity
  private readonly child: ChildProcessByStdio<Writable, Readable, null>
  private readonly exited: Promise<SlotEnd>
  private pending: {readonly resolve: (end: SlotEnd) => void} | undefined
  private received = ''

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, identity: ProcessIdentity) {
    this.child = child
    this.identity = identity
    this.exited = new Promise(resolve => {
      child.once('close', (_, signal) => resolve(signal === null ? {} : {signal}))
    })
    void this.exited.then(end => this.settle(end))
    // A write to a shell that has died: `exited` tells.
    child.stdin.on('error', () => undefined)
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.receive(text))
    child.stdin.write(PROLOGUE)
  }

  /** Rejects where there is no `/bin/sh`, or no more processes can be had. */
  static async start(): Promise<SlotShell> {
    const child = spawn('/bin/sh', ['-s'], {detached: true, stdio: ['pipe', 'pipe', 'ignore']})
    const {pid} = child
    if (pid === undefined) throw await new Promise(resolve => child.once('error', resolve))
    return new SlotShell(child, (await identify(pid)) ?? {pid})
  }

  /** Runs shell text as one command of its own; one at a time. Its output must be redirected. */
  execute(text: string): Promise<SlotEnd> {
    if (this.pending !== undefined) throw new Error('bug: the slot is busy')
    return new Promise(resolve => {
      this.pending = {resolve}
      if (this.hasExited) void this.exited.then(end => this.settle(end))
      else this.child.stdin.write(`( ${text} ); printf '%s\\n' "$?"\n`)
    })
  }

  /** Ends the shell and all that is left in its group; false if something did not end even on SIGKILL. */
  async end(graceMs: number): Promise<boolean> {
    const wasBusy = this.pending !== undefined
    this.child.stdin.end()
    if (!wasBusy) await this.exited
    const isGone = await killGroup(this.identity, graceMs)
    if (isGone) await this.exited
    else this.settle({})
    return isGone
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null
  }

  private receive(text: string): void {
    this.received += text
    const end = this.received.indexOf('\n')
    if (end < 0) return
    const status = Number(this.received.slice(0, end))
    this.received = this.received.slice(end + 1)
    this.settle({status})
  }

  private settle(end: SlotEnd): void {
    this.pending?.resolve(end)
    this.pending = undefined
  }
}
