// After a journal was cut: the integration branch may hold merges that it does not tell of any more.

import {anchor, hubAt, integrationBranch, moveIntegrationBranch, tip} from '../../executor/workspace/hub.ts'
import type {RunState} from '../../run/state.ts'

/**
 * Moves the branch back to where the journal has it, or the run could never merge again; what it held stays under a ref of its
 * own. The sentence says so, with a blank before it; empty where there was nothing to do.
 */
export const putBranchBack = async (root: string, {run, tip: recorded}: RunState): Promise<string> => {
  const hub = await hubAt(root)
  const found = hub === undefined ? undefined : await tip(hub, run)
  if (hub === undefined || found === undefined || recorded === undefined || found === recorded) return ''
  const ref = `refs/agent-spawn/${run}/damaged/${found}`
  const kept = await anchor(hub, ref, found)
  const moved = kept.ok ? await moveIntegrationBranch(hub, run, {from: found, to: recorded}) : kept
  const branch = integrationBranch(run)
  return moved.ok
    ? ` The branch ${branch} is put back to ${recorded}, where the journal has it; what it held is kept in ${hub.path} as ${ref}.`
    : ` The branch ${branch} is not where the journal has it, and could not be put back: ${moved.error.message}`
}
