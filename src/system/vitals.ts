// What a tree of processes uses: time of the CPU, memory, threads. From `/proc`, elsewhere from `ps`.

import {execFile} from 'node:child_process'
import {cgroupCpuMicros} from './cgroup.ts'
import {readText} from './files.ts'
import {TICKS_PER_SECOND} from './host.ts'
import {readStat} from './identity.ts'
import {hasProc} from './process-table.ts'
import {type Leader, treePids} from './tree.ts'

export interface Vitals {
  readonly processes: number
  /** As far as `ps` does not tell, 1 per process. */
  readonly threads: number
  /** Resident; what several of them share is counted for each. */
  readonly memoryBytes: number
  /** Milliseconds since they began; what ended processes have used is in it, as far as somebody waited for them. */
  readonly cpuMs: number
}

export const vitalsOf = async (leader: Leader): Promise<Vitals> => {
  const pids = await treePids(leader)
  const used = hasProc ? await Promise.all(pids.map(usedByProc)) : await usedByPs(pids)
  const sum = (what: keyof Used): number => used.reduce((total, one) => total + one[what], 0)
  const micros = leader.cgroup === undefined ? undefined : cgroupCpuMicros(leader.cgroup)
  return {
    processes: pids.length,
    threads: sum('threads'),
    memoryBytes: sum('memoryBytes'),
    cpuMs: micros === undefined ? sum('cpuMs') : micros / 1000,
  }
}

/** As in `Vitals`, in the cheapest way that there is. */
export const cpuMsOf = async (leader: Leader): Promise<number> => {
  const micros = leader.cgroup === undefined ? undefined : cgroupCpuMicros(leader.cgroup)
  return micros === undefined ? (await vitalsOf(leader)).cpuMs : micros / 1000
}

type Used = Omit<Vitals, 'processes'>

const NOTHING: Used = {threads: 0, memoryBytes: 0, cpuMs: 0}

/** One that has just ended uses nothing. */
const usedByProc = async (pid: number): Promise<Used> => {
  const [stat, status] = await Promise.all([readStat(pid), readText(`/proc/${pid}/status`)])
  if (stat === undefined || !status.ok) return NOTHING
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(status.value) ?? []
  return {
    threads: stat.threads,
    memoryBytes: Number(kilobytes) * 1024,
    cpuMs: (stat.cpuTicks * 1000) / TICKS_PER_SECOND,
  }
}

const usedByPs = (pids: readonly number[]): Promise<readonly Used[]> =>
  new Promise(resolve => {
    if (pids.length === 0) return resolve([])
    const columns = ['-o', 'rss=', '-o', 'time=', '-p', pids.join(',')]
    execFile('ps', columns, (_, stdout) => resolve(stdout.split('\n').flatMap(usedOfPs)))
  })

/** Kilobytes, and days, hours, minutes and seconds: `5120 1-02:03:04`, `5120 2:03.45`. */
export const usedOfPs = (line: string): readonly Used[] => {
  const [, kilobytes, days = '0', clock] = /^\s*(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(line) ?? []
  if (kilobytes === undefined || clock === undefined) return []
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return [
    {
      threads: 1,
      memoryBytes: Number(kilobytes) * 1024,
      cpuMs: Math.round((Number(days) * 86_400 + seconds) * 1000),
    },
  ]
}
