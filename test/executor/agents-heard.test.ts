// What agents say of usage and limits. The lines are made after those that the real programs print.

import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {Said} from '../../src/executor/agents/said.ts'
import {agentOfKind} from '../../src/executor/agents/table.ts'

/** Saturday, noon, by the clock of this machine. */
const AT = new Date(2026, 10, 21, 12, 0).getTime()
const MINUTE = 60_000

const hear = (kind: string, ...lines: readonly (object | string)[]): Said | undefined =>
  agentOfKind(kind)?.hear?.(
    lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    AT,
  )

test('Claude Code tells tokens, cached ones included, and USD; a limit with its time only where there is a subscription', () => {
  const usage = {
    input_tokens: 10,
    cache_creation_input_tokens: 200,
    cache_read_input_tokens: 3000,
    output_tokens: 40,
  }
  const good = {type: 'result', is_error: false, api_error_status: null, usage, total_cost_usd: 0.25}
  const used = {inputTokens: 3210, outputTokens: 40, usd: 0.25}
  expect(hear('claude', {type: 'system'}, good)).toEqual({usage: used})
  const bad = {...good, is_error: true, api_error_status: 429}
  expect(hear('claude', bad)).toEqual({usage: used, limit: {}})
  const event = {type: 'rate_limit_event', rate_limit_info: {status: 'rejected', resetsAt: 1_795_000_000}}
  expect(hear('claude', event, bad)).toEqual({usage: used, limit: {resetsAt: 1_795_000_000_000}})
  const warning = {type: 'rate_limit_event', rate_limit_info: {status: 'allowed_warning', resetsAt: 5}}
  expect(hear('claude', warning, good)).toEqual({usage: used})
  expect(hear('claude', 'no JSON', '{"type": "result", cut off')).toEqual({})
})

test('Codex tells tokens, and the time of a reset in words', () => {
  const turn = (input_tokens: number) => ({type: 'turn.completed', usage: {input_tokens, output_tokens: 7}})
  expect(hear('codex', turn(100), turn(250))).toEqual({usage: {inputTokens: 250, outputTokens: 7}})
  const failed = (message: string) => hear('codex', {type: 'turn.failed', error: {message}})
  const limit = (when: string) => failed(`You’ve hit your usage limit. Upgrade, or try again ${when}.`)?.limit
  expect(limit('at Nov 23rd, 2026 3:45 PM')).toEqual({resetsAt: new Date(2026, 10, 23, 15, 45).getTime()})
  expect(limit('at 3:45 PM')).toEqual({resetsAt: new Date(2026, 10, 21, 15, 45).getTime()})
  expect(limit('at 12:30 AM')).toEqual({resetsAt: new Date(2026, 10, 22, 0, 30).getTime()})
  expect(limit('in 1 day 2 hours 3 minutes')).toEqual({resetsAt: AT + (26 * 60 + 3) * MINUTE})
  expect(limit('later')).toEqual({})
  expect(failed('exceeded retry limit, last status: 429 Too Many Requests')?.limit).toEqual({})
  expect(failed('unexpected status 401 Unauthorized')).toEqual({})
})

test('Gemini CLI tells tokens, and never when a quota resets', () => {
  const stats = {input_tokens: 400, output_tokens: 80}
  const usage = {inputTokens: 400, outputTokens: 80}
  expect(hear('gemini', {type: 'result', status: 'success', stats})).toEqual({usage})
  const error = {message: '[API Error: You have exhausted your daily quota on this model.]'}
  expect(hear('gemini', {type: 'result', status: 'error', error, stats})).toEqual({usage, limit: {}})
})

test('opencode tells tokens and USD step by step, and the headers of a refusal', () => {
  const step = {
    type: 'step_finish',
    part: {tokens: {input: 100, output: 20, reasoning: 5, cache: {read: 30, write: 0}}, cost: 0.5},
  }
  const usage = {inputTokens: 260, outputTokens: 50, usd: 1}
  expect(hear('opencode', step, step)).toEqual({usage})
  const error = (statusCode: number, headers: object) => ({
    type: 'error',
    error: {data: {statusCode, responseHeaders: headers}},
  })
  expect(hear('opencode', step, step, error(429, {'retry-after': '90'}))).toEqual({
    usage,
    limit: {resetsAt: AT + 90_000},
  })
  expect(hear('opencode', error(429, {}))).toEqual({limit: {}})
  expect(hear('opencode', error(429, {}), step, step)).toEqual({usage})
  expect(hear('opencode', error(500, {}))).toEqual({})
})

test('any command can tell the same in plain lines', () => {
  const usage = 'agent-spawn:usage input=12000 output=800 usd=0.42'
  expect(hear('shell', 'working', usage, 'done')).toEqual({
    usage: {inputTokens: 12_000, outputTokens: 800, usd: 0.42},
  })
  expect(hear('shell', 'agent-spawn:usage output=1 nonsense=2')).toEqual({usage: {outputTokens: 1}})
  expect(hear('shell', 'agent-spawn:limited')).toEqual({limit: {}})
  expect(hear('shell', 'agent-spawn:limited 1795000000')).toEqual({limit: {resetsAt: 1_795_000_000_000}})
  expect(hear('shell', 'agent-spawn:limited 2026-11-21T15:00:00Z')).toEqual({
    limit: {resetsAt: Date.UTC(2026, 10, 21, 15)},
  })
  expect(hear('shell', 'agent-spawn:limited soon')).toEqual({limit: {}})
  expect(hear('shell', 'agent-spawn:limited', 'and yet it went on')).toEqual({})
})

const TRANSCRIPTS = new URL('../../../shared/transcripts/', import.meta.url)

test.skipIf(!existsSync(TRANSCRIPTS))(
  'what the real programs printed is understood (skipped where their transcripts are not at hand)',
  () => {
    const heard = (kind: string, name: string) =>
      agentOfKind(kind)?.hear?.(readFileSync(new URL(`${name}.jsonl`, TRANSCRIPTS), 'utf8'), AT)
    const reset = {resetsAt: 4_102_444_800_000}
    expect(heard('claude', 'claude')?.usage).toEqual({
      inputTokens: 200,
      outputTokens: 40,
      usd: 0.0012000000000000001,
    })
    expect(heard('claude', 'extra/claude-usage-limit-rejected')?.limit).toEqual(reset)
    expect(heard('claude', 'extra/claude-usage-limit-warning')?.limit).toBe(undefined)
    expect(heard('claude', 'extra/claude-429-failed')?.limit).toEqual({})
    expect(heard('claude', 'extra/claude-529-failed')?.limit).toBe(undefined)
    expect(heard('codex', 'codex')).toEqual({usage: {inputTokens: 200, outputTokens: 40}})
    expect(heard('codex', 'extra/codex-usage-limit')?.limit).toEqual({
      resetsAt: new Date(2100, 0, 1).getTime(),
    })
    expect(heard('codex', 'extra/codex-429-failed')?.limit).toEqual({})
    expect(heard('codex', 'extra/codex-429-then-ok')?.limit).toBe(undefined)
    expect(heard('codex', 'extra/codex-401-failed')?.limit).toBe(undefined)
    expect(heard('gemini', 'gemini')).toEqual({usage: {inputTokens: 200, outputTokens: 40}})
    expect(heard('gemini', 'extra/gemini-429-daily-quota')?.limit).toEqual({})
    expect(heard('gemini', 'extra/gemini-stream-broken')?.limit).toBe(undefined)
    expect(heard('opencode', 'opencode')?.usage).toEqual({inputTokens: 200, outputTokens: 40, usd: 0.0012})
    expect(heard('opencode', 'extra/opencode-429-failed')?.limit).toEqual({resetsAt: AT + 2000})
  },
)
