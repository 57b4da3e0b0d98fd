// The shell script of a `command` gate: all steps in one shell, each framed so that its end can be read from files afterwards.
// Knows nothing of who runs it. A step may end the script at any point; what it has not written then is evidence, too.

import type {Gate, Step} from '../../graph/task.ts'
import {quote} from '../../system/quote.ts'
import {NO_PROOF} from './judgement.ts'

export type GateShell = 'bash' | 'sh'

/** What a step leaves: an empty `begin` when it starts, its output, and its exit status as a line in `end`. */
export interface StepFiles {
  readonly begin: string
  /** A background step that is still at work when the gate is over leaves none: it is killed before it could. */
  readonly end: string
  readonly log: string
}

/** `number` counts all steps of the gate from 1. */
export const stepFiles = (directory: string, number: number): StepFiles => {
  const stem = `${directory}/step-${number}`
  return {begin: `${stem}.begin`, end: `${stem}.end`, log: `${stem}.log`}
}

/** What the script prints outside of its steps, such as a trap of theirs at its end. */
export const gateLog = (directory: string): string => `${directory}/gate.log`

/** What every script begins with: any failing line fails the whole. */
export const STRICT: {readonly [shell in GateShell]: string} = {bash: 'set -eo pipefail', sh: 'set -e'}

interface Frame {
  readonly step: Step
  readonly files: StepFiles
  readonly strict: string
}

/** The script's own exit status is not 0 if a step failed, unless a step says so itself. */
export const gateScript = (gate: Gate, shell: GateShell, directory: string): string => {
  const strict = STRICT[shell]
  const frames = gate.steps.map((step, index) => ({step, files: stepFiles(directory, index + 1), strict}))
  const background = frames.filter(frame => frame.step.kind === 'background')
  const body = frames.flatMap((frame, index) => {
    const running = background.filter(other => frames.indexOf(other) < index)
    return frame.step.kind === 'manual' ? [] : [...running.map(lookAt), framed(frame)]
  })
  return [strict, ...body, ''].join('\n')
}

const framed = (frame: Frame): string => {
  // Emptied here and appended to from then on, so that its middle can be left out meanwhile.
  const begin = `: >|${quote(frame.files.begin)}; : >|${quote(frame.files.log)}`
  if (frame.step.kind === 'background') return `${begin}\n${backgroundFrame(frame)}`
  return `${begin}\n${frame.step.expect === 'failure' ? failureFrame(frame) : checkFrame(frame)}`
}

/** `eval` keeps a step that is no valid shell text from swallowing the next one. A step may have switched `-e` off. */
const checkFrame = ({step, files, strict}: Frame): string =>
  [
    `eval ${quote(step.command)} >>${quote(files.log)} 2>&1`,
    `agent_spawn_status=$?; ${strict}`,
    '[ "$agent_spawn_status" -eq 0 ] || exit "$agent_spawn_status"',
    `printf '0\\n' >|${quote(files.end)}`,
  ].join('\n')

/** In a subshell of its own, and not in a condition: there `-e` would have no effect inside of the step. */
const failureFrame = ({step, files, strict}: Frame): string =>
  [
    `set +e; ( ${strict}; eval ${quote(step.command)} ) >>${quote(files.log)} 2>&1`,
    `agent_spawn_status=$?; ${strict}`,
    `printf '%s\\n' "$agent_spawn_status" >|${quote(files.end)}`,
    `case $agent_spawn_status in ${NO_PROOF.join('|')}) exit 1 ;; esac`,
  ].join('\n')

/** Gives it a moment to fail at once: a port that is taken, a program that is missing. */
const backgroundFrame = ({step, files, strict}: Frame): string =>
  [
    `( set +e; ( ${strict}; eval ${quote(step.command)} ); printf '%s\\n' "$?" >|${quote(files.end)} ) >>${quote(files.log)} 2>&1 &`,
    `for agent_spawn_try in 1 2 3 4; do [ -s ${quote(files.end)} ] || sleep 0.05 || :; done`,
  ].join('\n')

/** Ends the script if a background step has failed by now. */
const lookAt = ({files}: Frame): string =>
  `if [ -s ${quote(files.end)} ] && read -r agent_spawn_status <${quote(files.end)}; then [ "$agent_spawn_status" -eq 0 ] || exit 1; fi`
