// Ending a process and all that has come from it: politely, then not, with all of it standing still, and not before nothing of it is left. It is found by its process
// group, by its cgroup, and by the mark in its environment. Does not see what has left all three.

import {cgroupPids, freezeCgroup, hasMembers, killCgroup, removeCgroup} from './cgroup.ts'
import {delay, monotonic} from './clock.ts'
import type {TreeName} from './containment.ts'
import {isGroupGone, isGroupOf, signalGroup, signalProcess} from './group.ts'
import {isAlive, type ProcessIdentity} from './identity.ts'
import {groupIfMarked, hasProc, livingProcesses, type ProcessRow} from './process-table.ts'

/** The first process of a tree, which leads a group of its own, and what the rest is known by. */
export interface Leader extends ProcessIdentity, Partial<TreeName> {}

export interface Ending {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number
  /** Whether to look for what has left the group, even if there is no cgroup that would tell: takes milliseconds. */
  readonly isThorough: boolean
  /** Default: 10 seconds. */
  readonly killMs?: number
}

/** A process in an uninterruptible wait (a dead network disk) outlives even SIGKILL: do not wait for it for ever. */
const KILL_WAIT_MS = 10_000

/** Most trees end within a few milliseconds of a signal; looking costs more than waiting later on. */
const POLL_MS = 5
const SLOW_POLL_MS = 100

/** Whatever forks while one looks is there at the second look. */
const EMPTY_LOOKS = 2

const REMOVALS = 20

/** A signal that stops a process takes effect when that is scheduled next. */
const STANDSTILL_MS = 2

/**
 * SIGTERM, a grace, a standstill, SIGKILL. The pids of what did not even end on SIGKILL; empty: nothing of it is left. A group that another
 * process leads by now is not touched.
 */
export const endTree = async (leader: Leader, ending: Ending): Promise<readonly number[]> => {
  const tree = await treeOf(leader)
  if (!(await isGone(tree, ending.isThorough))) {
    for (const row of await rowsOf(tree)) signal(tree, row, 'SIGTERM')
    if (tree.isOurs) signalGroup(tree.pid, 'SIGTERM')
    if (!(await waitUntilGone(tree, ending.graceMs))) {
      const left = await killUntilGone(tree, ending.killMs ?? KILL_WAIT_MS)
      if (left.length > 0) return left
    }
  }
  if (tree.cgroup !== undefined) await removeSoon(tree.cgroup)
  return []
}

/** The dead are in it for a moment longer. What cannot be removed now is when the next dispatcher starts. */
const removeSoon = async (cgroup: string): Promise<void> => {
  for (let look = 0; look < REMOVALS && !removeCgroup(cgroup); look += 1) await delay(1)
}

interface Tree extends Leader {
  /** Whether the group of its number is its own. */
  readonly isOurs: boolean
}

/** While its group has members no other process gets its number; but when it died, they may have been others from the start. */
const treeOf = async (leader: Leader): Promise<Tree> => {
  const {pid, mark} = leader
  const hasGroup = !isGroupGone(pid) && (await isGroupOf(leader))
  if (!hasGroup || mark === undefined || (await isAlive(leader))) return {...leader, isOurs: hasGroup}
  const rows = await livingProcesses(leader.startTicks)
  return {...leader, isOurs: rows.some(row => row.group === pid && row.marks.includes(mark))}
}

const waitUntilGone = async (tree: Tree, limitMs: number): Promise<boolean> => {
  const end = monotonic() + limitMs
  for (let pause = POLL_MS; ; pause = Math.min(pause * 2, SLOW_POLL_MS)) {
    if (await isGone(tree, true)) return true
    const left = end - monotonic()
    if (left <= 0) return false
    await delay(Math.min(pause, left))
  }
}

/** What stands still starts nothing more while the rest is being killed. What was started between two looks is met by the next one. */
const freeze = async (tree: Tree): Promise<void> => {
  if (tree.cgroup !== undefined) return freezeCgroup(tree.cgroup)
  for (let found = 0, seen = -1; found > seen; ) {
    if (tree.isOurs) signalGroup(tree.pid, 'SIGSTOP')
    const rows = await rowsOf(tree)
    for (const row of rows) signal(tree, row, 'SIGSTOP')
    await delay(STANDSTILL_MS)
    seen = found
    found = rows.length
  }
}

const killUntilGone = async (tree: Tree, limitMs: number): Promise<readonly number[]> => {
  const end = monotonic() + limitMs
  await freeze(tree)
  for (let empty = 0; ; ) {
    if (tree.isOurs) signalGroup(tree.pid, 'SIGKILL')
    if (tree.cgroup !== undefined) await killCgroup(tree.cgroup)
    const rows = await rowsOf(tree)
    for (const row of rows) signal(tree, row, 'SIGKILL')
    empty = rows.length === 0 ? empty + 1 : 0
    if (empty === EMPTY_LOOKS) return []
    if (monotonic() >= end) return rows.map(({pid}) => pid)
    await delay(POLL_MS)
  }
}

/** The cheap questions first. */
const isGone = async (tree: Tree, isThorough: boolean): Promise<boolean> => {
  if (tree.cgroup !== undefined && hasMembers(tree.cgroup)) return false
  if (!isThorough && (!tree.isOurs || isGroupGone(tree.pid))) return true
  return (await rowsOf(tree)).length === 0
}

/** All that live, as far as they can be seen. */
const rowsOf = async (tree: Tree): Promise<readonly ProcessRow[]> => {
  const inCgroup = new Set(tree.cgroup === undefined ? [] : cgroupPids(tree.cgroup))
  return (await livingProcesses(tree.startTicks)).filter(
    ({pid, group, marks}) =>
      (tree.isOurs && group === tree.pid) ||
      inCgroup.has(pid) ||
      (tree.mark !== undefined && marks.includes(tree.mark)),
  )
}

/** Those of which something lives that has left the group of its leader. */
export const survivorsOf = async (leaders: readonly Leader[]): Promise<readonly Leader[]> => {
  if (leaders.length === 0) return []
  const marks = new Set((await livingProcesses()).flatMap(row => row.marks))
  return leaders.filter(({mark}) => mark !== undefined && marks.has(mark))
}

export interface LivingTree<L extends Leader = Leader> {
  readonly leader: L
  readonly pids: readonly number[]
}

/** Those of which anything lives, however it is known. All processes are looked at once, and again for each tree that may live. */
export const livingTrees = async <L extends Leader>(
  leaders: readonly L[],
): Promise<readonly LivingTree<L>[]> => {
  if (leaders.length === 0) return []
  const rows = await livingProcesses()
  const groups = new Set(rows.map(({group}) => group))
  const marks = new Set(rows.flatMap(row => row.marks))
  const mayLive = ({pid, mark, cgroup}: Leader): boolean =>
    groups.has(pid) || (mark !== undefined && marks.has(mark)) || (cgroup !== undefined && hasMembers(cgroup))
  const living: LivingTree<L>[] = []
  for (const leader of leaders.filter(mayLive)) {
    const pids = await treePids(leader)
    if (pids.length > 0) living.push({leader, pids})
  }
  return living
}

/** The pids of all that live of it. */
export const treePids = async (leader: Leader): Promise<readonly number[]> => {
  if (leader.cgroup !== undefined && hasMembers(leader.cgroup)) return cgroupPids(leader.cgroup)
  return (await rowsOf(await treeOf(leader))).map(({pid}) => pid)
}

/**
 * For those outside the leader's group: each right after a look at who has its number now. SIGKILL also for the group that it is
 * in, which only its like can have joined, and at one stroke: what replaces itself faster than one looks is in it.
 */
const signal = (tree: Tree, row: ProcessRow, name: 'SIGTERM' | 'SIGSTOP' | 'SIGKILL'): void => {
  if (row.group === tree.pid) return
  const group = tree.mark === undefined ? undefined : groupNow(row, tree.mark)
  if (group === undefined && !isInCgroup(tree, row)) return
  if (group !== undefined && group > 1 && name === 'SIGKILL') signalGroup(group, name)
  signalProcess(row.pid, name)
}

/** Elsewhere than on Linux a second look costs a process, and more time than it would be worth. */
const groupNow = ({pid, group}: ProcessRow, mark: string): number | undefined =>
  hasProc ? groupIfMarked(pid, mark) : group

const isInCgroup = ({cgroup}: Tree, {pid}: ProcessRow): boolean =>
  cgroup !== undefined && cgroupPids(cgroup).includes(pid)
