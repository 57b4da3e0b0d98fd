// Which tests are for `npm test`, which has to end within three minutes, and which for `npm run test:slow`.

import {defineConfig} from 'vitest/config'

/** Whole processes, killed and started again, or whole corpora: minutes of them. */
const SLOW = [
  'test/slow/crash/**/*.test.ts',
  'test/slow/bad-repositories.test.ts',
  'test/slow/disk-faults.test.ts',
  'test/slow/hostile.test.ts',
  'test/slow/ownership-*.test.ts',
  'test/cli/bad-input.test.ts',
  'test/cli/cleanup.test.ts',
  'test/cli/doctor.test.ts',
  'test/cli/gc.test.ts',
  'test/cli/inputs.test.ts',
  'test/cli/land.test.ts',
  'test/cli/launcher.test.ts',
  'test/cli/left-at-work.test.ts',
  'test/cli/live-request.test.ts',
  'test/cli/monitor.test.ts',
  'test/cli/progress.test.ts',
  'test/cli/quarantine.test.ts',
  'test/cli/recover.test.ts',
  'test/cli/request.test.ts',
  'test/cli/rollback.test.ts',
  'test/cli/review.test.ts',
  'test/cli/resolve.test.ts',
  'test/cli/score.test.ts',
  'test/cli/second-opinion.test.ts',
  'test/cli/session.test.ts',
  'test/cli/sync.test.ts',
  'test/dispatcher/approval.test.ts',
  'test/dispatcher/crash.test.ts',
  'test/dispatcher/failover.test.ts',
  'test/dispatcher/integrate.test.ts',
  'test/dispatcher/land.test.ts',
  'test/dispatcher/ownership.test.ts',
  'test/dispatcher/quality.test.ts',
  'test/dispatcher/repair.test.ts',
  'test/dispatcher/revert.test.ts',
  'test/dispatcher/supervision.test.ts',
  'test/dispatcher/torn-journal.test.ts',
  'test/dispatcher/train.test.ts',
  'test/executor/capture.test.ts',
  'test/executor/workspace.test.ts',
  'test/graph/rules/speed.test.ts',
  'test/plan/canonical.property.test.ts',
  'test/plan/write-back.property.test.ts',
  'test/run/simulate.test.ts',
  'test/simulation/simulation.test.ts',
  'test/system/tree.test.ts',
]

export default defineConfig(({mode}) => ({
  test:
    mode === 'slow'
      ? {include: ['test/slow/**/*.test.ts', ...SLOW]}
      : {include: ['test/**/*.test.ts'], exclude: SLOW},
}))
