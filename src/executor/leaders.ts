// The processes that work for an attempt: written down before they do anything, so that a later dispatcher can end them.

import type {AttemptRef, EventBody, ProcessName} from '../run/event.ts'
import type {AttemptState} from '../run/state.ts'
import {sinceBoot} from '../system/clock.ts'
import type {ProcessPool} from '../system/process.ts'

/** Writes each of them down. `status`: of the agent's own, see `ProcessStarted`. */
export const announce =
  ({event, emit}: {readonly event: AttemptRef; readonly emit: (body: EventBody) => void}, status?: string) =>
  (leader: ProcessName): void =>
    emit({
      type: 'process-started',
      task: event.task,
      attempt: event.attempt,
      leader,
      uptimeMs: sinceBoot(),
      ...(status === undefined ? {} : {status}),
    })

/** Gates and set-up commands outlive a dispatcher that dies, and are run again. The agent is not ended: its work is adopted. */
export const endSurvivors = async (
  {leaders, agentProcess}: AttemptState,
  processes: ProcessPool,
): Promise<void> => {
  for (const leader of leaders) if (leader.pid !== agentProcess?.leader.pid) await processes.end(leader)
}
