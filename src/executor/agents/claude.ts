// Claude Code, headless.

import type {Usage} from '../../run/event.ts'
import {modelWords, presetAgent} from './preset.ts'
import {type JsonObject, jsonLines, limitUntil, said, total, usageOf, valueAt} from './said.ts'

export const claude = presetAgent({
  kind: 'claude',
  program: 'claude',
  remedy: 'Install it (npm install --global @anthropic-ai/claude-code)',
  // There is nobody to ask for permissions. Flags that take a list would swallow a prompt behind them: it is on standard input.
  words: spec => [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'bypassPermissions'],
    ...modelWords('--model', spec),
    ...spec.args,
  ],
  // By default it retries ten times, for three minutes, even where the key is wrong; we try again ourselves.
  env: {CLAUDE_CODE_MAX_RETRIES: '2', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1'},
  hear: output => {
    const lines = jsonLines(output)
    const result = lines.findLast(({type}) => type === 'result')
    return said(usageIn(result), result?.api_error_status === 429 ? limitUntil(resetIn(lines)) : undefined)
  },
  obstacle: ({name, args}) =>
    isRoot() && process.env.IS_SANDBOX !== '1' && !args.includes('--permission-mode')
      ? `The agent "${name}" refuses to work as root without asking for permissions. Run as another user, set IS_SANDBOX=1 if this machine is a sandbox, or give its args another --permission-mode.`
      : undefined,
})

/** Tokens of this process; USD of the session, which is the same, for every attempt has a session of its own. */
const usageIn = (result: JsonObject | undefined): Usage | undefined => {
  const tokens = (name: string): unknown => valueAt(result, 'usage', name)
  return usageOf({
    inputTokens: total(
      tokens('input_tokens'),
      tokens('cache_creation_input_tokens'),
      tokens('cache_read_input_tokens'),
    ),
    outputTokens: total(tokens('output_tokens')),
    usd: total(result?.total_cost_usd),
  })
}

/** Only subscriptions have such events; with an API key nothing says when. */
const resetIn = (lines: readonly JsonObject[]): number | undefined => {
  const rejected = lines.findLast(line => valueAt(line, 'rate_limit_info', 'status') === 'rejected')
  const seconds = total(valueAt(rejected, 'rate_limit_info', 'resetsAt'))
  return seconds === undefined ? undefined : seconds * 1000
}

const isRoot = (): boolean => process.getuid?.() === 0
