// What `.conductor/config.yaml` may say, and what becomes of it together with the plan and the command line.

import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {PlanSettings} from '../../src/graph/task.ts'
import {settingsOf} from '../../src/graph/yaml/settings.ts'
import {DEFAULT_POLICY, limitsFor} from '../../src/run/policy.ts'
import {readConfig} from '../../src/service/config.ts'
import {type RunFlags, resolvePolicy} from '../../src/service/settings.ts'
import {task} from '../graph/graphs.ts'

const config = (text: string) => {
  const read = readConfig(text)
  if (!read.ok) throw new Error(read.error.diagnostics?.map(({message}) => message).join('\n'))
  return read.value
}

const complaints = (text: string): readonly string[] => {
  const read = readConfig(text)
  if (read.ok) return []
  return (read.error.diagnostics ?? []).map(
    ({location, rule, message}) => `${location.line}:${location.column} ${rule}: ${message}`,
  )
}

const NO_SETTINGS = {documents: {}}

test('nothing configured is the default policy', () => {
  expect(resolvePolicy(config('').config, NO_SETTINGS, {})).toEqual({ok: true, value: DEFAULT_POLICY})
})

test('the configuration of the example is understood, and so is every line of it that is commented out', () => {
  const text = readFileSync(new URL('../../.conductor/config.yaml', import.meta.url), 'utf8')
  expect(complaints(text)).toEqual([])
  const settings = text.replaceAll(/^# (?=\w+:| +[-\w])/gm, '').replaceAll(/^limits: \{run: 5m.*$/gm, '')
  expect(complaints(settings).filter(complaint => !complaint.includes('duplicate-key'))).toEqual([])
})

test('no agent is called as people and resolvers are recorded', () => {
  expect(complaints('agents: {person: {kind: shell, command: work}}\n')).toEqual([
    '1:10 bad-value: the key "person" of agents: expected another name than person and resolver, as which people and the command for conflicts are recorded',
  ])
})

test('the command line wins over the configuration, which wins over the plan', () => {
  const {config: configured} = config('concurrency: 5\nattempts: 2\nlimits: {run: 90 minutes, idle: 30s}\n')
  const plan = {documents: {}, maxConcurrent: 8, maxRetries: 6, runLimitMs: 1000, gateGroups: true}
  expect(resolvePolicy(configured, plan, {attempts: 1, gate: 'none'})).toMatchObject({
    value: {
      slots: 5,
      attempts: 1,
      gateGroups: false,
      limits: {runMs: 5_400_000, idleMs: 30_000, gateMs: 3_600_000},
    },
  })
  expect(resolvePolicy({}, plan, {})).toMatchObject({
    value: {slots: 8, attempts: 7, gateGroups: true, limits: {runMs: 1000}},
  })
})

test('S002-07: in one tree a write outside of the claims fails an attempt, unless somebody says otherwise', () => {
  const claimsWith = (text: string, flags: RunFlags, plan: PlanSettings = NO_SETTINGS) => {
    const policy = resolvePolicy(config(text).config, plan, flags)
    return policy.ok && policy.value.claims
  }
  expect([claimsWith('', {}), claimsWith('', {workspace: 'shared'})]).toEqual(['warn', 'fail'])
  expect([
    claimsWith('workspace: {mode: shared}\n', {}),
    claimsWith('workspace: {mode: shared}\n', {workspace: 'clone'}),
  ]).toEqual(['fail', 'warn'])
  expect(claimsWith('claims: warn\n', {workspace: 'shared'})).toBe('warn')
  expect(claimsWith('claims: warn\n', {workspace: 'shared', claims: 'fail'})).toBe('fail')
  expect(claimsWith('', {workspace: 'shared'}, {documents: {}, coordination: {claims: 'warn'}})).toBe('warn')
})

test('S001-32: the interval of checkpoints is five minutes, or as the plan says, or as the configuration says', () => {
  const coordinated = {documents: {}, coordination: {checkpointMs: 120_000}}
  const intervals = [
    resolvePolicy({}, NO_SETTINGS, {}),
    resolvePolicy({}, coordinated, {}),
    resolvePolicy(config('checkpoint: 90s\n').config, coordinated, {}),
  ].map(policy => policy.ok && policy.value.checkpointMs)
  expect(intervals).toEqual([300_000, 120_000, 90_000])
})

test('S003-32: the limits of a task count before those of its agent, and those before the rest', () => {
  const {config: configured} = config(
    [
      'limits: {run: 1h, memory: 4 GB, log: 1.5MB}',
      'agents: {mine: {kind: claude, limits: {run: 2h, idle: 5m}}}',
      'agent: mine',
      'tasks: {T1: {limits: {run: 0, memory: 512MB}}}',
    ].join('\n'),
  )
  const policy = resolvePolicy(configured, {documents: {}, runLimitMs: 1000}, {})
  if (!policy.ok) throw new Error(policy.error)
  const limits = (id: string) => limitsFor(task({id}), policy.value.agents.default, policy.value)
  const MINUTE = 60_000
  const MB = 1024 * 1024
  expect(limits('T1')).toMatchObject({
    runMs: 0,
    idleMs: 5 * MINUTE,
    memoryBytes: 512 * MB,
    logBytes: 1.5 * MB,
  })
  expect(limits('T2')).toMatchObject({runMs: 120 * MINUTE, memoryBytes: 4096 * MB, gateMs: 60 * MINUTE})
  expect(complaints('limits: {memory: much}')).toHaveLength(1)
})

test('who may write what, who goes first and what a person must see come from the configuration', () => {
  const {config: configured} = config(
    [
      'ownership: {agents/database/: DatabaseArchitect}',
      'tasks: {T1: {priority: 1, claims: {exclusive: [gen/], shared: ["src/*.sql"]}}, T2: {agent: codex}}',
      'ageing: 10m',
      'review: {paths: [shared/], deletions: 0.1}',
    ].join('\n'),
  )
  expect(resolvePolicy(configured, NO_SETTINGS, {})).toMatchObject({
    value: {
      ownership: {
        owners: {'agents/database/': 'DatabaseArchitect'},
        claims: {T1: {exclusive: ['gen/'], shared: ['src/*.sql']}},
      },
      priority: {byTask: {T1: 1}, ageMs: 600_000},
      guard: {paths: ['shared/'], deletions: 0.1},
    },
  })
})

test('S002-06: a claim outside of the repository is refused where it stands', () => {
  const text = 'ownership:\n  /etc/: root\ntasks:\n  T1: {priority: 9, claims: {exclusive: [a/../../b]}}\n'
  expect(complaints(text)).toEqual([
    '2:3 bad-value: the key "/etc/" of ownership: expected a path inside of the repository: a file, a directory or a glob',
    '4:18 bad-value: tasks.T1.priority is 9, expected a whole number from 1, the most urgent, to 5',
    '4:42 bad-value: tasks.T1.claims.exclusive.0 is "a/../../b", expected a path inside of the repository: a file, a directory or a glob',
  ])
})

test('agents are chosen by name, by type and by task; one on the command line is for all', () => {
  const {config: configured} = config(
    [
      'agent: opus',
      'agents:',
      '  opus: {kind: claude, model: opus}',
      '  script: {kind: shell, command: "./work {task}", args: [-v]}',
      'types: {qa-engineer: {agent: script}}',
      'tasks: {T4: {agent: codex}}',
    ].join('\n'),
  )
  const opus = {name: 'opus', kind: 'claude', args: [], model: 'opus'}
  const script = {name: 'script', kind: 'shell', command: './work {task}', args: ['-v']}
  const codex = {name: 'codex', kind: 'codex', args: []}
  expect(resolvePolicy(configured, NO_SETTINGS, {})).toMatchObject({
    value: {agents: {default: opus, byType: {'qa-engineer': script}, byTask: {T4: codex}}},
  })
  expect(resolvePolicy(configured, NO_SETTINGS, {agent: 'shell:make {task}'})).toMatchObject({
    value: {
      agents: {
        default: {name: 'shell', kind: 'shell', command: 'make {task}', args: []},
        ...{byType: {}, byTask: {}},
      },
    },
  })
})

test('agents and kinds that there are not are named with what there is', () => {
  expect(
    resolvePolicy(config('agent: opuss\nagents: {opus: {kind: claude}}').config, NO_SETTINGS, {}),
  ).toEqual({
    ok: false,
    error:
      'There is no agent "opuss" (did you mean "opus"?); known are opus, claude, codex, gemini, opencode, tangle, simulate and \'shell:COMMAND {task}\'.',
  })
  expect(
    resolvePolicy(config('agent: mine\nagents: {mine: {kind: cluade}}').config, NO_SETTINGS, {}),
  ).toEqual({
    ok: false,
    error:
      'The agent "mine" has the kind "cluade" (did you mean "claude"?); known are shell, claude, codex, gemini, opencode, tangle, simulate.',
  })
})

test('every complaint has its place, and unknown words a suggestion', () => {
  expect(
    complaints('concurrency: 0\nworkspace:\n  setup: npm ci\n  mod: clone\nrules: {title-drft: off}\n'),
  ).toEqual([
    '1:14 bad-value: concurrency is 0, expected a whole number above 0',
    '3:10 bad-value: workspace.setup is "npm ci", expected a list of texts',
    '4:3 unknown-key: the key "mod" is not known here (did you mean "mode"?); known are mode, setup, archive, copy, link, ports, keep',
  ])
  expect(complaints('rules: {title-drft: off}\n')).toEqual([
    '1:9 unknown-rule: there is no rule "title-drft" (did you mean "title-drift"?); `agent-spawn rules` lists all',
  ])
  expect(complaints('steps:\n  - kind: manual\n  - {step: serve, kind: forever}\n')).toEqual([
    '2:5 bad-value: steps.0.step is missing, expected a name',
    '3:25 bad-value: steps.1.kind is "forever", expected one of check, background, manual',
  ])
  expect(complaints('agent: &a claude\n')).toEqual([
    '1:11 yaml-alias: the anchor &a is not read; expected plain YAML: write the value itself',
  ])
})

test('overrides of steps know where they stand', () => {
  expect(config('steps:\n  - {task: T1, step: serve, kind: background}\n').overrides).toEqual([
    {
      ...{task: 'T1', step: 'serve', kind: 'background'},
      location: expect.objectContaining({file: '.conductor/config.yaml', line: 2, column: 5}),
    },
  ])
})

test('a simulated run waits for nobody', () => {
  expect(resolvePolicy({}, NO_SETTINGS, {agent: 'simulate'})).toMatchObject({
    value: {manual: 'accept', unverified: 'accept'},
  })
})

test('an agent may have others that stand in for it, of other providers', () => {
  const {config: configured} = config(
    'agent: a\nagents:\n  a: {kind: claude, provider: team, fallback: [b, codex]}\n  b: {kind: shell, command: ./b, fallback: [a]}\n',
  )
  const policy = resolvePolicy(configured, NO_SETTINGS, {})
  expect(policy.ok && policy.value.agents.default).toEqual({
    name: 'a',
    kind: 'claude',
    args: [],
    provider: 'team',
    fallback: [
      {name: 'b', kind: 'shell', command: './b', args: []},
      {name: 'codex', kind: 'codex', args: []},
    ],
  })
  const wrong = resolvePolicy(
    config('agent: a\nagents: {a: {kind: claude, fallback: [codx]}}').config,
    NO_SETTINGS,
    {},
  )
  expect(!wrong.ok && wrong.error).toMatch(
    /^The agent "a" has an unknown fallback\. There is no agent "codx" \(did you mean "codex"\?\);/,
  )
})

test('budgets come from the configuration, for the whole run also from the command line, where 0 takes them away', () => {
  const {config: configured} = config(
    'budget: {run: {usd: 5, time: 2h}, task: {attempts: 2}, day: {tokens: 1000}}\nbackoff: none\nlimits: {wait: 10m}\n',
  )
  const policy = resolvePolicy(configured, NO_SETTINGS, {budgetUsd: 0, budgetAttempts: 7})
  expect(policy).toMatchObject({
    value: {
      budget: {run: {attempts: 7, ms: 7_200_000}, task: {attempts: 2}, day: {tokens: 1000}},
      backoff: {baseMs: 0, capMs: 0},
      limits: {waitMs: 600_000},
    },
  })
  expect(policy.ok && policy.value.budget.run.usd).toBe(undefined)
  expect(complaints('budget: {day: {time: 2h}}\n')).toEqual([
    '1:16 unknown-key: the key "time" is not known here; known are attempts, tokens, usd',
  ])
})

test('S003-32: a plan may want a person to look at what its retries could not do', () => {
  const settings = settingsOf({execution: {agentSpawning: {maxRetries: 2, fallback: 'human-review'}}})
  expect(resolvePolicy(config('').config, {...settings, documents: {}}, {})).toMatchObject({
    value: {attempts: 3, onExhausted: 'needs-review'},
  })
  const {config: configured} = config('onExhausted: fail')
  expect(resolvePolicy(configured, {...settings, documents: {}}, {})).toMatchObject({
    value: {onExhausted: 'fail'},
  })
})
