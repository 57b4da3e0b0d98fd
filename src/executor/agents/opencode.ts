// opencode, headless.

import type {Usage} from '../../run/event.ts'
import {modelWords, presetAgent} from './preset.ts'
import {type JsonObject, jsonLines, limitUntil, said, total, usageOf, valueAt} from './said.ts'

export const opencode = presetAgent({
  kind: 'opencode',
  program: 'opencode',
  remedy: 'Install it (npm install --global opencode-ai)',
  // Without `--auto`, the first permission that its configuration wants asked for ends the run, with exit code 0.
  words: spec => ['run', '--format', 'json', '--auto', ...modelWords('-m', spec), ...spec.args],
  env: {OPENCODE_DISABLE_AUTOUPDATE: '1'},
  hear: (output, at) => {
    const lines = jsonLines(output)
    const last = lines.findLast(({type}) => type === 'error' || type === 'step_finish')
    const isLimited = valueAt(last, 'error', 'data', 'statusCode') === 429
    return said(usageIn(lines), isLimited ? limitUntil(retryTime(last, at)) : undefined)
  },
})

/** Each step tells its own. */
const usageIn = (lines: readonly JsonObject[]): Usage | undefined => {
  const steps = lines.filter(({type}) => type === 'step_finish')
  const all = (...path: readonly string[]): readonly unknown[] =>
    steps.map(step => valueAt(step, 'part', ...path))
  return usageOf({
    inputTokens: total(
      ...all('tokens', 'input'),
      ...all('tokens', 'cache', 'read'),
      ...all('tokens', 'cache', 'write'),
    ),
    outputTokens: total(...all('tokens', 'output'), ...all('tokens', 'reasoning')),
    usd: total(...all('cost')),
  })
}

const retryTime = (error: JsonObject | undefined, at: number): number | undefined => {
  const seconds = Number(valueAt(error, 'error', 'data', 'responseHeaders', 'retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? at + seconds * 1000 : undefined
}
