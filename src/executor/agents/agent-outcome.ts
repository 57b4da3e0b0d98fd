// What the end of an agent means for its attempt. An exit code of 0 means nothing: the workspace has to speak.

import type {Outcome} from '../../run/outcome.ts'
import type {AgentLimits} from '../../run/policy.ts'
import {formatBytes} from '../../util/bytes.ts'
import {unreachable} from '../../util/unreachable.ts'
import type {AgentEnd} from './run-agent.ts'

/** A message is one line for people; the log has the rest. */
const MESSAGE_CHARS = 300

/** Undefined: go on to verification. `tail` is the end of the agent's log. */
export const outcomeOfAgent = (
  end: AgentEnd,
  tail: string,
  limits: Required<AgentLimits>,
): Outcome | undefined => {
  // Whatever else is true of it: who can still write is not at an end.
  if (end.leaked !== undefined)
    return {type: 'agent-failed', exitCode: end.exitCode, message: leak(end.leaked)}
  switch (end.how) {
    case 'refused':
      return {type: 'refused', reason: end.reason ?? 'The agent was refused.'}
    case 'timed-out':
      return {type: 'timed-out', limitMs: limits.runMs}
    case 'stalled':
      return {type: 'stalled', silenceMs: limits.idleMs}
    case 'out-of-memory':
      return {type: 'agent-failed', exitCode: end.exitCode, message: tooMuch(limits)}
    case 'cancelled':
      return {type: 'cancelled'}
    // Whoever hears of one that was left is leaving, too.
    case 'left':
    case 'lost':
      return {type: 'lost'}
    case 'exited':
      return outcomeOfExit(end, tail)
    default:
      return unreachable(end.how)
  }
}

const leak = (pids: readonly number[]): string =>
  `It could not be stopped: ${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')} did not end, not even on SIGKILL, and may still write to the workspace; end them, then retry the task.`

const tooMuch = ({memoryBytes}: Required<AgentLimits>): string =>
  `The agent was stopped: it and what it started used more than ${formatBytes(memoryBytes)} of memory (limits.memory).`

const outcomeOfExit = ({exitCode, signal}: AgentEnd, tail: string): Outcome | undefined => {
  const said = lastLine(tail)
  if (exitCode === 0) return undefined
  if (exitCode === 127)
    return {type: 'refused', reason: withDetail('The agent command was not found (exit code 127)', said)}
  if (exitCode === 126)
    return {type: 'refused', reason: withDetail('The agent command could not be run (exit code 126)', said)}
  const how = signal === undefined ? `exited with code ${exitCode}` : `was ended by ${signal}`
  const message = withDetail(`The agent ${how}`, said)
  return {type: 'agent-failed', exitCode, ...(signal === undefined ? {} : {signal}), message}
}

const withDetail = (text: string, said: string): string => (said === '' ? `${text}.` : `${text}: ${said}`)

const lastLine = (tail: string): string =>
  (tail.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, MESSAGE_CHARS)
