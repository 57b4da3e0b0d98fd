// Events of older journals in today's words. What a policy did not know then is as it is by default.

import type {RunEvent} from '../../run/event.ts'
import {DEFAULT_POLICY, type Policy} from '../../run/policy.ts'

/** The same event where there is nothing to add. */
export const upgrade = (event: RunEvent): RunEvent =>
  event.type === 'run-started' || event.type === 'run-resumed'
    ? {...event, policy: withDefaults(event.policy)}
    : event

const withDefaults = (policy: Policy): Policy => ({
  ...DEFAULT_POLICY,
  ...policy,
  agents: {...DEFAULT_POLICY.agents, ...policy.agents},
  workspace: {...DEFAULT_POLICY.workspace, ...policy.workspace},
  limits: {...DEFAULT_POLICY.limits, ...policy.limits},
})
