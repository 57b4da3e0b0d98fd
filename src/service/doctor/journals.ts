// The lock and the journals: every line's checksum and number, and whether the events can have happened one after the other.

import {describeDamage, type JournalDamage, readJournal} from '../../dispatcher/journal/read-journal.ts'
import {cutJournal} from '../../dispatcher/journal/repair.ts'
import {describeHolder, findLockHolder} from '../../dispatcher/run-lock.ts'
import {journalPath, listRuns, runsDirectory} from '../../dispatcher/runs.ts'
import type {RunState} from '../../run/state.ts'
import {wallClock} from '../../system/clock.ts'
import {readBytes} from '../../system/files.ts'
import {putBranchBack} from './branch.ts'
import {type Finding, finding} from './finding.ts'

export const examineLock = async (root: string): Promise<Finding> => {
  const holder = await findLockHolder(runsDirectory(root))
  const say = finding('lock')
  if (holder === undefined) return say('ok', 'No dispatcher is at work.')
  const message = describeHolder(root, holder)
  return holder.pid !== undefined && holder.host === undefined ? say('ok', message) : say('problem', message)
}

export interface ExaminedRuns {
  readonly findings: readonly Finding[]
  /** Of the journals that can be read, oldest first. */
  readonly states: readonly RunState[]
  /** Of the last run, if its journal can be read. */
  readonly last?: RunState | undefined
}

/** To repair, the lock must be held. */
export const examineJournals = async (root: string, isRepairing: boolean): Promise<ExaminedRuns> => {
  const findings: Finding[] = []
  const states: RunState[] = []
  let last: RunState | undefined
  for (const run of await listRuns(root)) {
    const {found, state} = await examineJournal(root, run, isRepairing)
    findings.push(found)
    if (state !== undefined) states.push(state)
    last = state
  }
  return {findings, states, last}
}

interface ExaminedRun {
  readonly found: Finding
  readonly state?: RunState | undefined
}

const examineJournal = async (root: string, run: string, isRepairing: boolean): Promise<ExaminedRun> => {
  const say = finding(`run ${run}`)
  const path = journalPath(root, run)
  const bytes = await readBytes(path)
  const read = readJournal(bytes)
  if (!read.ok) {
    const canRepair = isRepairing && read.error.type !== 'newer'
    return canRepair
      ? repair({root, run, path, damage: read.error})
      : {found: say('problem', describeDamage(path, read.error))}
  }
  const {events, position, state} = read.value
  const torn = bytes.length - position.bytes
  const cut = torn === 0 ? '' : ` Its end was torn by a crash; the next dispatcher cuts ${torn} bytes off.`
  return {found: say('ok', `${events.length} events, all whole.${cut}`), state}
}

interface Repair {
  readonly root: string
  readonly run: string
  readonly path: string
  readonly damage: JournalDamage
}

const repair = async ({root, run, path, damage}: Repair): Promise<ExaminedRun> => {
  const copy = await cutJournal(path, damage.goodBytes, wallClock())
  const rest = readJournal(await readBytes(path))
  const state = rest.ok ? rest.value.state : undefined
  const branch = state === undefined ? '' : await putBranchBack(root, state)
  const what =
    state === undefined
      ? 'Nothing stood before it, so the run is gone from the list'
      : `What was recorded from there on has not happened for \`agent-spawn run --continue --run ${run}\``
  const message = `${path} was damaged in line ${damage.line} (${damage.message}) and is cut before it; the original is ${copy}. ${what}.${branch}`
  return {found: finding(`run ${run}`)('repaired', message), state}
}
