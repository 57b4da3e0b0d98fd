// Codex, headless, in its own sandbox.

import {modelWords, presetAgent} from './preset.ts'

export const codex = presetAgent({
  kind: 'codex',
  program: 'codex',
  remedy: 'Install it (npm install --global @openai/codex)',
  // Its default is a read-only sandbox. A workspace need not be a repository (`--workspace shared`). `-`: the prompt is on standard input.
  words: spec => [
    ...['exec', '--json', '--skip-git-repo-check', '-s', 'workspace-write'],
    ...['-c', 'check_for_update_on_startup=false'],
    ...modelWords('-m', spec),
    ...spec.args,
    '-',
  ],
  env: {},
})
