// Gemini CLI, headless.

import {modelWords, presetAgent} from './preset.ts'
import {jsonLines, said, textOf, total, usageOf, valueAt} from './said.ts'

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
  hear: output => {
    const result = jsonLines(output).findLast(({type}) => type === 'result')
    const message = textOf(valueAt(result, 'error', 'message'))
    const usage = usageOf({
      inputTokens: total(valueAt(result, 'stats', 'input_tokens')),
      outputTokens: total(valueAt(result, 'stats', 'output_tokens')),
    })
    // It never says when.
    return said(usage, LIMIT.test(message) ? {} : undefined)
  },
})

const LIMIT = /exhausted your .{0,40}quota|RESOURCE_EXHAUSTED|rate limit|status 429/i
