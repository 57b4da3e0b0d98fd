// By what the processes of a command are known, however they try to leave: a cgroup of their own where that can be had, and a mark in
// their environment in any case. Found out once per dispatcher, by really making, killing and removing a group.

import {type ChildProcess, spawn} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {cgroupPids, entering, isPopulated, killCgroup, makeCgroup, ownCgroup, removeCgroup} from './cgroup.ts'
import {delay, monotonic} from './clock.ts'
import {identify} from './identity.ts'

/** `marks`: nothing can leave but with another environment *and* another session. */
export type Containment =
  | {readonly level: 'cgroup' /** Where groups are made: our own. */; readonly parent: string}
  | {readonly level: 'marks' /** Why there is no cgroup; a whole sentence. */; readonly reason: string}

/** What one tree of processes is known by. */
export interface TreeName {
  readonly mark: string
  /** Absolute; the directory exists. */
  readonly cgroup?: string
}

let found: Promise<Containment> | undefined

/** The best that this machine has. */
export const containment = (): Promise<Containment> => {
  found ??= find()
  return found
}

const find = async (): Promise<Containment> => {
  const parent = await ownCgroup()
  if (parent === undefined) return {level: 'marks', reason: 'This system has no cgroups of version 2.'}
  await removeLeftovers(parent)
  const problem = await probe(parent)
  return problem === undefined ? {level: 'cgroup', parent} : {level: 'marks', reason: problem}
}

/** One for each dispatcher, or rather for each time its program is loaded. */
const SELF = `agent-spawn-${process.pid}-${randomBytes(4).toString('hex')}`

/** Those of a dispatcher that was killed, as far as they are empty. */
const removeLeftovers = async (parent: string): Promise<void> => {
  for (const name of entries(parent)) {
    const [, pid] = /^agent-spawn-(\d+)-[0-9a-f]+-\d+$/.exec(name) ?? []
    if (pid !== undefined && (await identify(Number(pid))) === undefined) removeCgroup(join(parent, name))
  }
}

const entries = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

let count = 0

/** A new one. Where no group can be made any more, the mark alone has to do. */
export const nameTree = (within: Containment): TreeName => {
  count += 1
  const mark = `${SELF}-${count}`
  if (within.level === 'marks') return {mark}
  const cgroup = join(within.parent, mark)
  try {
    makeCgroup(cgroup)
    return {mark, cgroup}
  } catch {
    return {mark}
  }
}

/** Ample for a shell to start, even on a busy machine. */
const PROBE_MS = 5_000

/** Undefined: a process can be put into a group of its own there, and killed with it. Else why not. */
const probe = async (parent: string): Promise<string | undefined> => {
  const {cgroup} = nameTree({level: 'cgroup', parent})
  if (cgroup === undefined) return `No cgroup can be made in ${parent}.`
  const shell = spawn('/bin/sh', ['-c', `${entering(cgroup)} && read never`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => undefined)
  try {
    const ended = once(shell, 'exit')
    if (!(await becomes(() => isIn(shell, cgroup) || shell.exitCode !== null)) || !isIn(shell, cgroup))
      return `No process can be put into a cgroup in ${parent}.`
    await killCgroup(cgroup)
    const isKilled = await Promise.race([ended.then(() => true), delay(PROBE_MS).then(() => false)])
    const isEmpty = isKilled && (await becomes(() => !isPopulated(cgroup)))
    return isEmpty ? undefined : `A cgroup in ${parent} cannot be killed as a whole.`
  } finally {
    shell.kill('SIGKILL')
    removeCgroup(cgroup)
  }
}

const isIn = ({pid}: ChildProcess, cgroup: string): boolean =>
  pid !== undefined && cgroupPids(cgroup).includes(pid)

const becomes = async (isTrue: () => boolean): Promise<boolean> => {
  const end = monotonic() + PROBE_MS
  while (!isTrue()) {
    if (monotonic() >= end) return false
    await delay(1)
  }
  return true
}
