// Control groups of Linux, version 2, used for one thing: to know all processes that have come from one, and to end them at once.
// Nothing leaves such a group by forking, `setsid` or another environment. See cgroups(7).

import {existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {quote} from './quote.ts'

/** The directory of the group that this process is in; undefined where there is no version 2. */
export const ownCgroup = async (): Promise<string | undefined> => {
  const [mounts, groups] = await Promise.all([text('/proc/self/mountinfo'), text('/proc/self/cgroup')])
  return cgroupDirectory(mounts, groups)
}

/** From what `/proc/self/mountinfo` and `/proc/self/cgroup` say. */
export const cgroupDirectory = (mounts: string, groups: string): string | undefined => {
  const [, path] = /^0::(\/.*)$/m.exec(groups) ?? []
  const [root, mountPoint] = mountOf(mounts) ?? []
  if (path === undefined || root === undefined || mountPoint === undefined) return undefined
  const below = relative(root, path)
  return below.split('/').includes('..') ? undefined : join(mountPoint, below)
}

/** Root and place of the mount: the fourth and fifth field of the line whose type, behind the dash, is `cgroup2`. */
const mountOf = (mounts: string): readonly [string | undefined, string | undefined] | undefined => {
  const line = mounts.split('\n').find(candidate => candidate.includes(' - cgroup2 '))
  const fields = line?.split(' ')
  return fields === undefined ? undefined : [fields[3], fields[4]]
}

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** Throws where it cannot be made. */
export const makeCgroup = (directory: string): void => {
  mkdirSync(directory)
}

/** Shell text by which a shell goes into the group itself, with all that it starts from then on. */
export const entering = (directory: string): string => `echo $$ >${quote(join(directory, 'cgroup.procs'))}`

/** Whether anything lives in it or below; false if it is gone. */
export const isPopulated = (directory: string): boolean => {
  try {
    return /^populated 1$/m.test(readFileSync(join(directory, 'cgroup.events'), 'utf8'))
  } catch {
    return false
  }
}

/** Whether anything in it is alive; the dead populate it for a moment longer. */
export const hasMembers = (directory: string): boolean =>
  isPopulated(directory) && cgroupPids(directory).length > 0

/** Of it and of those below it. */
export const cgroupPids = (directory: string): readonly number[] =>
  [directory, ...descendants(directory)].flatMap(pidsIn)

const pidsIn = (directory: string): readonly number[] => {
  try {
    return readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** Microseconds of CPU time that all its processes have used, the dead included; undefined if it is gone. */
export const cgroupCpuMicros = (directory: string): number | undefined => {
  try {
    const [, micros] = /^usage_usec (\d+)$/m.exec(readFileSync(join(directory, 'cpu.stat'), 'utf8')) ?? []
    return micros === undefined ? undefined : Number(micros)
  } catch {
    return undefined
  }
}

/** What is in it and below stands still, at once, but for what the kernel has to do first. SIGKILL reaches it all the same. */
export const freezeCgroup = async (directory: string): Promise<void> => {
  await writeFile(join(directory, 'cgroup.freeze'), '1').catch(() => undefined)
}

/** SIGKILL for all of it and below, at one stroke: what forks meanwhile dies, too. */
export const killCgroup = async (directory: string): Promise<void> => {
  await writeFile(join(directory, 'cgroup.kill'), '1').catch(() => undefined)
}

/** Those below it go first. False if it is not empty. */
export const removeCgroup = (directory: string): boolean =>
  isRemoved(directory) || [directory, ...descendants(directory)].reverse().every(isRemoved)

const isRemoved = (directory: string): boolean => {
  try {
    rmdirSync(directory)
    return true
  } catch {
    return !existsSync(directory)
  }
}

/** Parents before their children. */
const descendants = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory, {withFileTypes: true})
      .filter(entry => entry.isDirectory())
      .flatMap(({name}) => [join(directory, name), ...descendants(join(directory, name))])
  } catch {
    return []
  }
}
