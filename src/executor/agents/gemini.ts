// Gemini CLI, headless.

import {modelWords, presetAgent} from './preset.ts'

export const gemini = presetAgent({
  kind: 'gemini',
  program: 'gemini',
  remedy: 'Install it (npm install --global @google/gemini-cli)',
  // In a folder that it does not trust it silently falls back to a mode in which it may not write.
  words: spec => [
    ...['--skip-trust', '--approval-mode', 'yolo', '-o', 'stream-json'],
    ...modelWords('-m', spec),
    ...spec.args,
  ],
  // It would start itself a second time, and the first one would swallow every SIGTERM.
  env: {GEMINI_CLI_NO_RELAUNCH: 'true'},
})
