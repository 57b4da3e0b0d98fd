// The verdict on one step of a `command` gate, from what is known of its end. Knows nothing of files.

import type {Step} from '../../graph/task.ts'
import type {StepRecord} from '../../run/outcome.ts'
import type {ProcessEnd} from '../../system/process.ts'
import {unreachable} from '../../util/unreachable.ts'

export interface Judgement {
  readonly verdict: StepRecord['verdict']
  /** Absent: it never ran. Null: a signal ended it. */
  readonly exitCode?: number | null
  /** Said behind the step's own output. */
  readonly note?: string
}

/** Statuses of which a step that is expected to fail proves nothing: it succeeded, could not be run, or was not found. */
export const NO_PROOF: readonly number[] = [0, 126, 127]

const NOTES: {readonly [exitCode: number]: string} = {
  126: 'Exit code 126: a command was found but could not be run; is it executable?',
  127: 'Exit code 127: a command was not found; is it installed, and on the PATH?',
}

const explained = (text: string, exitCode: number | null): string =>
  [text, NOTES[exitCode ?? 0]].filter(Boolean).join(' ')

/** Of a check that came to its end. */
export const judgeEnded = ({expect}: Step, exitCode: number): Judgement => {
  if (expect === 'success') return judgeStatus(exitCode)
  if (!NO_PROOF.includes(exitCode)) return {verdict: 'passed', exitCode}
  const found = exitCode === 0 ? 'succeeded' : 'could not be run at all'
  const note = explained(`This step was expected to fail, but it ${found}.`, exitCode)
  return {verdict: 'failed', exitCode, note}
}

const judgeStatus = (exitCode: number): Judgement => {
  const note = NOTES[exitCode]
  return {verdict: exitCode === 0 ? 'passed' : 'failed', exitCode, ...(note === undefined ? {} : {note})}
}

/** `status` undefined: it was still at work when the gate was over. */
export const judgeBackground = (status: number | undefined): Judgement => {
  if (status === undefined) return {verdict: 'passed', exitCode: null}
  if (status === 0) return {verdict: 'passed', exitCode: 0}
  const note = explained(`This step should have kept running, but it ended with exit code ${status}.`, status)
  return {verdict: 'failed', exitCode: status, note}
}

/** Of a check that never came to its end: the whole script ended within it. */
export const judgeUnended = (end: ProcessEnd, limitMs: number, isLast: boolean): Judgement => {
  if (end.how !== 'exited') return {verdict: 'failed', exitCode: null, note: stopNote(end.how, limitMs)}
  if (end.exitCode === null)
    return {verdict: 'failed', exitCode: null, note: `Its shell was ended by ${end.signal ?? 'a signal'}.`}
  if (end.exitCode !== 0 || isLast) return judgeStatus(end.exitCode)
  const note = "It ended the gate's shell (exit 0), so the steps after it could not run."
  return {verdict: 'failed', exitCode: 0, note}
}

/** Of the first step of a script that did not even get to it, although nothing had failed before. */
export const judgeUnbegun = (end: ProcessEnd, limitMs: number): Judgement => {
  const how = end.how === 'exited' ? `Exit code ${end.exitCode ?? 'unknown'}.` : stopNote(end.how, limitMs)
  return {verdict: 'failed', note: explained(`The gate's shell ended before this step. ${how}`, end.exitCode)}
}

/** Why a command proves nothing; undefined: it ended with exit code 0. */
export const judgeExit = (end: ProcessEnd, limitMs: number): string | undefined => {
  if (end.how !== 'exited') return stopNote(end.how, limitMs)
  if (end.exitCode === 0) return undefined
  const how =
    end.exitCode === null ? `It was ended by ${end.signal ?? 'a signal'}.` : `Exit code ${end.exitCode}.`
  return NOTES[end.exitCode ?? 0] ?? how
}

const stopNote = (how: Exclude<ProcessEnd['how'], 'exited'>, limitMs: number): string => {
  switch (how) {
    case 'timed-out':
      return `Stopped: the gate's limit of ${limitMs} ms is over.`
    case 'stalled':
    case 'out-of-memory':
    case 'cancelled':
      return 'Stopped: it was cancelled.'
    default:
      return unreachable(how)
  }
}
