// All living processes, and what tells which tree one belongs to. From `/proc`, elsewhere from `ps`. Signals nothing.

import {execFile} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {isDead, type ProcessStat, parseStat} from './identity.ts'

/** Whatever a process starts inherits it. Those of a dispatcher that itself works for an agent have several words in it. */
export const MARKS_VARIABLE = 'AGENT_SPAWN_TREE'

export interface ProcessRow {
  readonly pid: number
  readonly group: number
  /** Words of its `AGENT_SPAWN_TREE` as it was started; empty for processes of others, which we may not look into. */
  readonly marks: readonly string[]
}

/**
 * Those that were started at `since` (clock ticks from boot) or later, as nothing that comes from a process is older than it.
 * The dead whom nobody has waited for are not in it.
 */
export const livingProcesses = async (since = 0): Promise<readonly ProcessRow[]> => {
  if (!hasProc) return rowsOfPs()
  // Read in one go: a promise for each of some hundred small files costs several times as much.
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.flatMap(pid => rowOfProc(Number(pid), since))
}

const rowOfProc = (pid: number, since: number): readonly ProcessRow[] => {
  const stat = statNow(pid)
  if (stat === undefined || isDead(stat) || stat.startTicks < since) return []
  return [{pid, group: stat.group, marks: marksNow(pid)}]
}

const statNow = (pid: number): ProcessStat | undefined => parseStat(readOr(`/proc/${pid}/stat`))

const marksNow = (pid: number): readonly string[] => marksIn(readOr(`/proc/${pid}/environ`))

/** Empty if it is gone, or not ours to read. */
const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** Variables are separated by NUL. */
export const marksIn = (environment: string): readonly string[] => {
  const variable = environment.split('\0').find(text => text.startsWith(`${MARKS_VARIABLE}=`))
  return variable === undefined ? [] : words(variable)
}

const words = (variable: string): readonly string[] =>
  variable
    .slice(MARKS_VARIABLE.length + 1)
    .split(' ')
    .filter(word => word !== '')

/** The group of a process, provided that it has the mark at this very moment: the table is older, and the number may be another's. */
export const groupIfMarked = (pid: number, mark: string): number | undefined =>
  marksNow(pid).includes(mark) ? statNow(pid)?.group : undefined

/** Whether processes can be looked at without starting one. */
export const hasProc = existsSync('/proc/self/stat')

/** Without this, `-E` or not, long command lines are cut. */
const UNCUT = 'ww'

const rowsOfPs = (): Promise<readonly ProcessRow[]> =>
  new Promise(resolve => {
    const columns = ['-o', 'pid=', '-o', 'pgid=', '-o', 'state=', '-o', 'command=']
    const maxBuffer = 64 * 1024 * 1024
    execFile('ps', [`-axE${UNCUT}`, ...columns], {maxBuffer}, (_, stdout) =>
      resolve(stdout.split('\n').flatMap(rowOfPs)),
    )
  })

/** `-E` puts the environment behind the command, separated by blanks: values of marks, too, but they are of a shape of their own. */
export const rowOfPs = (line: string): readonly ProcessRow[] => {
  const [, pid, group, state = '', command = ''] = /^ *(\d+) +(\d+) +(\S+) (.*)$/.exec(line) ?? []
  if (pid === undefined || state.startsWith('Z')) return []
  const [, text = ''] = command.split(` ${MARKS_VARIABLE}=`)
  const marks: string[] = []
  for (const word of text.split(' ')) {
    if (!MARK.test(word)) break
    marks.push(word)
  }
  return [{pid: Number(pid), group: Number(group), marks}]
}

const MARK = /^agent-spawn-\d+-[0-9a-f]+-\d+$/
