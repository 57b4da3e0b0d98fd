// Comments that silence nothing. `suppress` finds them, once all other rules have spoken.

import type {Rule} from '../rule.ts'
import {markdown} from './example.ts'

export const unusedSuppression: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  summary: 'A comment silences a rule that has nothing to tell there',
  why: 'What it was written for is gone, and it would hide the next fault of that kind.',
  wrong: markdown(`
    <!-- agent-spawn-ignore total-wrong: the fitting-out is planned elsewhere -->
    **Total Effort:** 2 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`
  `),
  right: markdown(`
    <!-- agent-spawn-ignore total-wrong: the fitting-out is planned elsewhere -->
    **Total Effort:** 40 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`
  `),
  check: () => [],
}
