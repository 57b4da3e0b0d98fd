// Codex, headless, in its own sandbox.

import type {Usage} from '../../run/event.ts'
import {modelWords, presetAgent} from './preset.ts'
import {resetTime} from './reset-time.ts'
import {type JsonObject, jsonLines, limitUntil, said, textOf, total, usageOf, valueAt} from './said.ts'

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
  hear: (output, at) => {
    const lines = jsonLines(output)
    const failure = lines.findLast(({type}) => type === 'turn.failed')
    const message = textOf(valueAt(failure, 'error', 'message'))
    const limit = LIMIT.test(message) ? limitUntil(resetTime(message, at)) : undefined
    return said(usageIn(lines), limit)
  },
})

/** Its apostrophe is typographic. */
const LIMIT = /hit your usage limit|Quota exceeded|429 Too Many Requests/

/** Counted over the thread, which is this process's own: the last word holds it all. Cached tokens are among those put in. */
const usageIn = (lines: readonly JsonObject[]): Usage | undefined => {
  const turn = lines.findLast(({type}) => type === 'turn.completed')
  return usageOf({
    inputTokens: total(valueAt(turn, 'usage', 'input_tokens')),
    outputTokens: total(valueAt(turn, 'usage', 'output_tokens')),
  })
}
