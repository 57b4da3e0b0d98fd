// One long-lived shell that runs one command after the other: a fork of a small shell costs a third of a spawn from Node.
// Leads a process group of its own, in which its commands run, and a tree that has a name. Knows nothing of limits.

import {type ChildProcessByStdio, spawn} from 'node:child_process'
import type {Readable, Writable} from 'node:stream'
import {entering} from './cgroup.ts'
import {type Containment, nameTree, type TreeName} from './containment.ts'
import {identify} from './identity.ts'
import {MARKS_VARIABLE} from './process-table.ts'
import {claimed} from './status-file.ts'
import {type Ending, endTree, type Leader} from './tree.ts'

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

/** Before anything else, so that all is in its group. Where that fails after all, the mark has to do. */
const prologue = ({cgroup}: TreeName): string =>
  cgroup === undefined ? PROLOGUE : `${entering(cgroup)} || :\n${PROLOGUE}`

const unclaimed = (text: string): string => `( ${text} ); printf '%s\\n' "$?"\n`

/** Owns one shell. It ends by itself when this process does, though not before its command has. */
export class SlotShell {
  readonly leader: Leader
  private readonly child: ChildProcessByStdio<Writable, Readable, null>
  private readonly exited: Promise<SlotEnd>
  private pending: {readonly resolve: (end: SlotEnd) => void} | undefined
  private received = ''

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, leader: Leader, first: string) {
    this.child = child
    this.leader = leader
    this.exited = new Promise(resolve => {
      child.once('close', (_, signal) => resolve(signal === null ? {} : {signal}))
    })
    void this.exited.then(end => this.settle(end))
    // A write to a shell that has died: `exited` tells.
    child.stdin.on('error', () => undefined)
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.receive(text))
    child.stdin.write(first)
  }

  /** Rejects where there is no `/bin/sh`, or no more processes can be had. */
  static async start(within: Containment): Promise<SlotShell> {
    const name = nameTree(within)
    const env = {...process.env, [MARKS_VARIABLE]: marks(name)}
    const child = spawn('/bin/sh', ['-s'], {detached: true, stdio: ['pipe', 'pipe', 'ignore'], env})
    const {pid} = child
    if (pid === undefined) throw await new Promise(resolve => child.once('error', resolve))
    return new SlotShell(child, {...((await identify(pid)) ?? {pid}), ...name}, prologue(name))
  }

  /**
   * Runs shell text as one command of its own; one at a time. Its output must be redirected. With a status file, absolute, it
   * runs only if nobody else has made that file.
   */
  execute(text: string, statusFile?: string): Promise<SlotEnd> {
    if (this.pending !== undefined) throw new Error('bug: the slot is busy')
    return new Promise(resolve => {
      this.pending = {resolve}
      if (this.hasExited) void this.exited.then(end => this.settle(end))
      else this.child.stdin.write(statusFile === undefined ? unclaimed(text) : claimed(text, statusFile))
    })
  }

  /** Ends the shell and all that has come from it; the pids of what did not end even on SIGKILL. */
  async end(ending: Ending): Promise<readonly number[]> {
    const wasBusy = this.pending !== undefined
    this.child.stdin.end()
    if (!wasBusy) await this.exited
    const leaked = await endTree(this.leader, ending)
    if (leaked.includes(this.leader.pid)) this.settle({})
    else await this.exited
    return leaked
  }

  /** Lets it run on without us; it ends when its command has. Only this process's own end makes that certain. */
  leave(): void {
    this.child.stdin.destroy()
    this.child.stdout.destroy()
    this.child.unref()
    this.settle({})
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

/** Whoever works for another dispatcher stays known to that one, too. */
const marks = ({mark}: TreeName): string => [process.env[MARKS_VARIABLE], mark].filter(Boolean).join(' ')
