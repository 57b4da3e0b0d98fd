// What is left of runs that nobody is at work on, what was done about it, and what to do next. Knows no file and no process.

import {listed} from '../graph/wording.ts'
import type {AttemptRef} from '../run/event.ts'
import {unreachable} from '../util/unreachable.ts'
import {oneLine} from './words.ts'

export interface Cleanup {
  /** `planned`: only looked. `unconfirmed`: somebody has to be asked, and nobody can answer. */
  readonly stage: 'planned' | 'unconfirmed' | 'declined' | 'done'
  /** A run at work: it, and all workspaces, are left alone. */
  readonly live?: string
  readonly processes: readonly LeftProcesses[]
  readonly workspaces: readonly LeftWorkspace[]
  /** Of dispatchers and of git, relative to the root. */
  readonly locks: readonly string[]
  /** Pids of what is there still, although it was to be ended. */
  readonly leaked?: readonly number[]
}

export interface LeftProcesses extends AttemptRef {
  readonly run: string
  readonly agent: string
  readonly pids: readonly number[]
}

export interface LeftWorkspace {
  /** Relative to the root. */
  readonly path: string
  readonly run: string
  readonly task: string
  /** Why it is not removed, as the end of a sentence; absent: it is. */
  readonly stays?: string
  /** What of it is kept for good, whether it stays or not. */
  readonly kept: readonly Kept[]
}

export interface Kept {
  readonly ref: string
  /** A shell command that makes a branch of it. */
  readonly command: string
}

/** Whether there is anything to end or to remove. */
export const isClean = ({processes, workspaces, locks}: Cleanup): boolean =>
  processes.length === 0 && locks.length === 0 && workspaces.every(({stays}) => stays !== undefined)

/** Whether all that was to be ended is. */
export const hasLeaked = ({leaked = []}: Cleanup): boolean => leaked.length > 0

/** What would be done, or was, and what to do next. */
export const cleanupText = (cleanup: Cleanup): string =>
  `${[...found(cleanup), ...conclusion(cleanup)].join('\n')}\n`

/** For the question whether to do it. */
export const foundText = (cleanup: Cleanup): string => `${found(cleanup).join('\n')}\n`

const found = ({stage, live, processes, workspaces, locks}: Cleanup): readonly string[] => {
  const verb = stage === 'done' ? {end: 'Ended', remove: 'Removed'} : {end: 'To end', remove: 'To remove'}
  const removed = [
    ...workspaces.filter(({stays}) => stays === undefined).flatMap(workspaceLines),
    ...locks.map(path => `${oneLine(path)}  a lock whose owner is dead`),
  ]
  return [
    ...(live === undefined ? [] : [atWork(live)]),
    ...section(verb.end, processes.map(processLine)),
    ...section(verb.remove, removed),
    ...section('Stays', workspaces.filter(({stays}) => stays !== undefined).flatMap(workspaceLines)),
  ]
}

const atWork = (run: string): string =>
  `Run ${oneLine(run)} is at work: it and all workspaces are left alone. To stop it first: agent-spawn cleanup --force`

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map(line => `  ${line}`)]

const processLine = ({task, attempt, run, agent, pids}: LeftProcesses): string => {
  const what = pids.length === 1 ? 'process' : 'processes'
  return `${what} ${listed(pids.map(String))} of ${task} attempt ${attempt} (${oneLine(agent)}), run ${oneLine(run)}`
}

const workspaceLines = ({path, task, run, stays, kept}: LeftWorkspace): readonly string[] => [
  `${oneLine(path)}  ${task} of run ${oneLine(run)}${stays === undefined ? '' : `: ${oneLine(stays)}`}`,
  ...kept.flatMap(({ref, command}) => [`  kept as ${ref}`, `  get it back: ${command}`]),
]

const conclusion = (cleanup: Cleanup): readonly string[] => {
  const {stage, live} = cleanup
  if (isClean(cleanup))
    return live === undefined
      ? ['Clean: nothing is left to end or to remove.', ...NEXT]
      : ['Nothing else is left to end or to remove.']
  switch (stage) {
    case 'planned':
      return ['Nothing was changed.']
    case 'unconfirmed':
      return ['Nothing was changed: cleanup asks first; without a terminal, add --force.']
    case 'declined':
      return ['Cancelled; nothing was changed.']
    case 'done':
      return hasLeaked(cleanup)
        ? [`Not clean: not even SIGKILL has ended ${listed((cleanup.leaked ?? []).map(String))}.`]
        : ['Clean now.', ...NEXT]
    default:
      return unreachable(stage)
  }
}

const NEXT = [
  'Next:',
  '  agent-spawn status          where the last run stands',
  '  agent-spawn run --continue  go on with it',
  '  agent-spawn doctor          look for anything else that is wrong',
]
