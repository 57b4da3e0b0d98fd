// The command that a configuration names for conflicts, run by the host in the workspace that they are laid out in. Exit code 0 means that
// it takes them for resolved; what it leaves is judged like any agent's work.

import type {Outcome} from '../run/outcome.ts'
import {type AttemptOrder, attemptPath, environment} from './attempt-order.ts'
import {hookRunner} from './hook.ts'
import {announce} from './leaders.ts'
import {conflictingPaths} from './repair.ts'
import type {Workspace} from './workspace/workspace.ts'

/** The conflicting paths, a line each, in `AGENT_SPAWN_CONFLICTS`. Undefined: it takes them for resolved. */
export const resolverTurn = async (
  order: AttemptOrder,
  workspace: Workspace,
): Promise<Outcome | undefined> => {
  const {state, processes, signal} = order
  const command = state.policy.merge.resolver
  if (command === undefined) return {type: 'refused', reason: 'No resolver is configured any more.'}
  const paths = await conflictingPaths(order)
  const run = hookRunner({
    processes,
    signal,
    log: attemptPath(order, 'log'),
    limitMs: state.policy.limits.gateMs,
    onStart: announce(order),
  })
  const env = {...environment(order, workspace.env), AGENT_SPAWN_CONFLICTS: paths.join('\n')}
  const {exitCode, output} = await run(command, workspace.path, env)
  if (signal.aborted) return {type: 'cancelled'}
  const message = `The resolver ended with exit code ${exitCode ?? 'none'}. ${output.trimEnd()}`.trim()
  return exitCode === 0 ? undefined : {type: 'agent-failed', exitCode, message}
}
