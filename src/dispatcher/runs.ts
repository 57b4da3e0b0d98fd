// The runs of a directory, as their journals tell of them. Only reads.

import {join} from 'node:path'
import type {RunState} from '../run/state.ts'
import {listDirectory, readBytes, readTail} from '../system/files.ts'
import {err, ok, type Result} from '../util/result.ts'
import {readJournalFile} from './journal/open-journal.ts'
import type {Recorded} from './journal/position.ts'
import {describeDamage, type JournalContent, readJournal} from './journal/read-journal.ts'

export interface RunError {
  readonly code:
    | 'not-a-repository'
    | 'no-commits'
    | 'repository'
    | 'held'
    | 'no-run'
    | 'journal'
    | 'agent-missing'
    | 'integration'
  /** Whole sentences for people, with the remedy. */
  readonly message: string
}

/** Also where the lock lies: one dispatcher at a time in a directory, as runs share workspaces and their names. */
export const runsDirectory = (directory: string): string => join(directory, '.conductor', 'runs')

export const runDirectory = (directory: string, run: string): string => join(runsDirectory(directory), run)

export const journalPath = (directory: string, run: string): string =>
  join(runDirectory(directory, run), 'journal')

/** Oldest first: ids sort by age. */
export const listRuns = async (directory: string): Promise<readonly string[]> => {
  const names = (await listDirectory(runsDirectory(directory))).toSorted()
  const isRun = await Promise.all(names.map(name => isBegun(journalPath(directory, name))))
  return names.filter((_, index) => isRun[index])
}

/** A journal that a crash left without its first event tells of no run. */
const isBegun = async (journal: string): Promise<boolean> => (await readTail(journal, 1)) !== ''

/** The named run, else the last. The error tells which there are. */
export const findRun = async (
  directory: string,
  run: string | undefined,
): Promise<Result<string, RunError>> => {
  const runs = await listRuns(directory)
  const last = runs.at(-1)
  if (last === undefined)
    return err({
      code: 'no-run',
      message: `There is no run in ${directory} yet. Start one with \`agent-spawn run\`.`,
    })
  if (run === undefined || runs.includes(run)) return ok(run ?? last)
  return err({
    code: 'no-run',
    message: `There is no run ${run} in ${directory}; the last ones are ${runs.slice(-5).join(', ')}.`,
  })
}

/** The state so far. A torn end is left as it is: the run's own dispatcher may be writing it. */
export const readRun = async (directory: string, run?: string): Promise<Result<RunState, RunError>> => {
  const read = await readRecorded(directory, run)
  return read.ok ? ok(read.value.state) : read
}

/** As `readRun`, for whoever goes on with it and need not read it again. */
export const readRecorded = async (directory: string, run?: string): Promise<Result<Recorded, RunError>> => {
  const found = await findRun(directory, run)
  if (!found.ok) return found
  const path = journalPath(directory, found.value)
  const read = await readJournalFile(path)
  if (!read.ok) return err({code: 'journal', message: describeDamage(path, read.error)})
  const {state} = read.value
  return state === undefined ? err(emptyJournal(path, found.value)) : ok({...read.value, state})
}

export interface AllRuns {
  /** Oldest first. */
  readonly states: readonly RunState[]
  /** Those whose journal cannot be read. */
  readonly unread: readonly string[]
}

export const readRuns = async (directory: string): Promise<AllRuns> => {
  const states: RunState[] = []
  const unread: string[] = []
  for (const run of await listRuns(directory)) {
    const read = await readRun(directory, run)
    if (read.ok) states.push(read.value)
    else unread.push(run)
  }
  return {states, unread}
}

export interface History extends JournalContent {
  readonly state: RunState
}

/** As `readRun`, with the events that made the state. */
export const readHistory = async (directory: string, run?: string): Promise<Result<History, RunError>> => {
  const found = await findRun(directory, run)
  if (!found.ok) return found
  const path = journalPath(directory, found.value)
  const read = readJournal(await readBytes(path))
  if (!read.ok) return err({code: 'journal', message: describeDamage(path, read.error)})
  const {state} = read.value
  return state === undefined ? err(emptyJournal(path, found.value)) : ok({...read.value, state})
}

export const emptyJournal = (path: string, run: string): RunError => ({
  code: 'journal',
  message: `${path} is empty: the run ${run} was never started. Remove it, or start a new run.`,
})
