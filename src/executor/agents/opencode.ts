// opencode, headless.

import {modelWords, presetAgent} from './preset.ts'

export const opencode = presetAgent({
  kind: 'opencode',
  program: 'opencode',
  remedy: 'Install it (npm install --global opencode-ai)',
  // Without `--auto`, the first permission that its configuration wants asked for ends the run, with exit code 0.
  words: spec => ['run', '--format', 'json', '--auto', ...modelWords('-m', spec), ...spec.args],
  env: {OPENCODE_DISABLE_AUTOUPDATE: '1'},
})
