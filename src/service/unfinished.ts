// Before a new run: whether to go on with one that was cut off instead.

import {z} from 'zod'
import {findLockHolder} from '../dispatcher/run-lock.ts'
import {readRun, runsDirectory} from '../dispatcher/runs.ts'
import type {RunState} from '../run/state.ts'
import type {Context} from './operation.ts'

export const RESUME_MODE = z.enum(['ask', 'auto', 'never'])
export type ResumeMode = z.output<typeof RESUME_MODE>

/** The last run, if it was cut off and shall go on. Where nobody can answer, it is named, and left as it is. */
export const unfinishedRun = async (
  root: string,
  mode: ResumeMode,
  {confirm, emit}: Context,
): Promise<string | undefined> => {
  const state = await lastCutOff(root)
  if (state === undefined || mode === 'auto') return state?.run
  const text = `The run ${state.run} of "${state.graph.title}" is not finished: ${progressOf(state)}.`
  if (mode === 'ask' && confirm !== undefined) {
    const isWanted = await confirm({text: `${text}\n`, question: 'Go on with it instead of starting anew?'})
    return isWanted ? state.run : undefined
  }
  const message = `${text} A new one is started; to go on with that one: agent-spawn run --continue --run ${state.run}`
  emit({type: 'notice', message})
  return undefined
}

/** One that a living dispatcher is at work on is none; one whose journal is damaged is for `doctor`. */
const lastCutOff = async (root: string): Promise<RunState | undefined> => {
  const last = await readRun(root)
  if (!last.ok || !isCutOff(last.value)) return undefined
  return (await findLockHolder(runsDirectory(root))) === undefined ? last.value : undefined
}

const isCutOff = ({result}: RunState): boolean => result === undefined || result === 'interrupted'

const progressOf = ({tasks, inFlight}: RunState): string => {
  const phases = [...tasks.values()].map(({phase}) => phase)
  const selected = phases.filter(phase => phase !== 'skipped').length
  const done = phases.filter(phase => phase === 'done').length
  return `${done} of ${selected} tasks done, ${inFlight.size} in flight`
}
