import {randomUUID} from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {delimiter, join} from 'node:path'
import {afterEach, expect, test, vi} from 'vitest'
import type {Agent} from '../../src/executor/agents/agent.ts'
import {outcomeOfAgent} from '../../src/executor/agents/agent-outcome.ts'
import {type AgentRun, runAgent} from '../../src/executor/agents/run-agent.ts'
import {AGENTS, agentOfKind} from '../../src/executor/agents/table.ts'
import type {Output, Task} from '../../src/graph/task.ts'
import type {AgentSpec} from '../../src/run/policy.ts'
import {output, rig, task} from './rig.ts'

const NO_LIMITS = {runMs: 0, idleMs: 0, memoryBytes: 0, logBytes: 1024 * 1024}

const PROMPT = `Do it: $HOME "→" 😀\r\n${'x'.repeat(200_000)}\n`

const spec = (kind: string, more: Partial<AgentSpec> = {}): AgentSpec => ({
  name: kind,
  kind,
  args: [],
  ...more,
})

const agent = (kind: string): Agent => {
  const found = agentOfKind(kind)
  if (found === undefined) throw new Error(`no agent of kind ${kind}`)
  return found
}

/** A workspace with an instruction beside it, and a directory for programs of the test's own, first on the path. */
const stage = (more: Partial<AgentRun> = {}) => {
  const made = rig()
  const instructionFile = join(made.root, 'TASK_INSTRUCTION.md')
  const log = join(made.root, 'agent.log')
  const bin = join(made.root, 'bin')
  mkdirSync(bin)
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`)
  writeFileSync(instructionFile, PROMPT)
  const run = (by: AgentSpec, fields: Partial<AgentRun> = {}) =>
    runAgent(agent(by.kind), {
      spec: by,
      task: task(),
      workspace: made.tree,
      instructionFile,
      env: {},
      log,
      status: join(made.root, `status-${randomUUID()}`),
      limits: NO_LIMITS,
      signal: new AbortController().signal,
      processes: made.processes,
      ...more,
      ...fields,
    })
  return {...made, instructionFile, run, log: () => readFileSync(log, 'utf8'), bin}
}

afterEach(() => {
  vi.unstubAllEnvs()
})

/** Each kind, and the command line that a stand-in for its program must see. */
const COMMAND_LINES: {readonly [kind: string]: readonly string[]} = {
  claude: [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'bypassPermissions'],
    ...['--model', "m'1", '--extra', 'a b'],
  ],
  codex: [
    ...[
      'exec',
      '--json',
      '--skip-git-repo-check',
      '-s',
      'workspace-write',
      '-c',
      'check_for_update_on_startup=false',
    ],
    ...['-m', "m'1", '--extra', 'a b', '-'],
  ],
  gemini: ['--skip-trust', '--approval-mode', 'yolo', '-o', 'stream-json', '-m', "m'1", '--extra', 'a b'],
  opencode: ['run', '--format', 'json', '--auto', '-m', "m'1", '--extra', 'a b'],
  recorder: ['--extra', 'a b'],
}

/** A program that notes how it was called, and does one file of work. */
const standIn = (bin: string, name: string): void => {
  const path = join(bin, name)
  writeFileSync(
    path,
    `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word"; done >../args\ncat >../stdin\nenv >../env\npwd; echo made >made.txt\n`,
  )
  chmodSync(path, 0o755)
}

test.each(AGENTS.map(({kind}) => kind))(
  'S000-24, S000-36: %s gets its prompt byte by byte in its workspace and does its work',
  async kind => {
    const {run, root, tree, read, log, bin} = stage()
    if (kind === 'tangle') {
      const outputs = [output('made.txt', {text: 'made\n'})]
      expect(await agent(kind).missing(spec(kind))).toBe(undefined)
      expect(await run(spec(kind), {task: task({outputs})})).toMatchObject({how: 'exited', exitCode: 0})
    } else {
      const program = kind === 'shell' ? 'recorder' : kind
      const by = spec(kind, {command: 'recorder', model: "m'1", args: ['--extra', 'a b']})
      vi.stubEnv('IS_SANDBOX', '1')
      standIn(bin, program)
      expect(await agent(kind).missing(by)).toBe(undefined)
      expect(await run(by, {env: {FROM_HOST: "it's"}})).toMatchObject({how: 'exited', exitCode: 0})
      expect(readFileSync(join(root, 'args'), 'utf8').trimEnd().split('\n')).toEqual(COMMAND_LINES[program])
      expect(readFileSync(join(root, 'stdin'), 'utf8')).toBe(PROMPT)
      expect(readFileSync(join(root, 'env'), 'utf8')).toContain("\nFROM_HOST=it's\n")
      expect(log()).toBe(`${tree}\n`)
    }
    expect(read('made.txt')).toBe('made\n')
    expect(readdirSync(tree)).toEqual(['made.txt'])
  },
)

test.each(AGENTS.filter(({kind}) => kind !== 'tangle').map(({kind}) => kind))(
  '%s says how to get it where it is missing',
  async kind => {
    vi.stubEnv('PATH', '/nowhere')
    const by = spec(kind, {name: 'backend', ...(kind === 'shell' ? {command: 'my-agent --fast'} : {})})
    expect(await agent(kind).missing(by)).toMatch(
      /^The command "[a-z-]+" of the agent "backend" was not found on the PATH\. Install it/,
    )
  },
)

test('S000-39: what agents print one after the other is all kept', async () => {
  const {run, log} = stage()
  await run(spec('shell', {command: 'echo first; echo oops >&2'}))
  await run(spec('shell', {command: 'echo second'}))
  expect(log()).toBe('first\noops\nsecond\n')
})

test('S003-32: an agent over its limits is stopped, whether it is slow or silent', async () => {
  const {run} = stage()
  const slow = spec('shell', {command: 'sleep 60'})
  expect(await run(slow, {limits: {...NO_LIMITS, runMs: 50}})).toMatchObject({how: 'timed-out'})
  expect(await run(slow, {limits: {...NO_LIMITS, idleMs: 50}})).toMatchObject({how: 'stalled'})
  expect(await run(slow, {signal: AbortSignal.abort()})).toMatchObject({how: 'cancelled'})
})

test('placeholders are words by themselves, whatever stands in them', async () => {
  const title = `$(touch pwned) '"; touch pwned #\n*`
  const {run, tree, instructionFile, log} = stage({task: task({id: 'T1.a', title})})
  const command = `printf '[%s]' {task} {title} "in {workspace}" 'single {task}' a{instruction} {other} '\\{task}'`
  expect(await run(spec('shell', {command, args: ['$x']}))).toMatchObject({exitCode: 0})
  expect(log()).toBe(`[T1.a][${title}][in ${tree}][single T1.a][a${instructionFile}][{other}][\\{task}][$x]`)
  expect(readdirSync(tree)).toEqual([])
})

test('a title inside quotes is refused: a second shell might read it', async () => {
  const {run} = stage()
  const by = spec('shell', {command: `sh -c 'echo {title}'`})
  const reason =
    "The placeholder {title} stands inside quotes in the agent's command; it is quoted already: take the quotes away."
  expect(await agent('shell').missing(by)).toBe(reason)
  expect(await run(by)).toEqual({how: 'refused', exitCode: null, durationMs: 0, reason})
})

test('a shell agent needs a command, and may be one of the shell itself', async () => {
  const missing = (command?: string) =>
    agent('shell').missing(spec('shell', command === undefined ? {} : {command}))
  expect(await missing()).toBe(
    `The agent "shell" has no command; expected one, e.g. --agent 'shell:my-agent {task}'.`,
  )
  expect(await missing(' ')).toContain('has no command')
  expect(await missing('no-such-agent {task}')).toContain('"no-such-agent"')
  for (const command of [
    'true',
    'exit 3',
    'A=1 no-such',
    './mine {task}',
    'for x in a; do :; done',
    '(cd x)',
  ])
    expect(await missing(command), command).toBe(undefined)
})

test('what the user has set himself stays: variables of a preset are only defaults', () => {
  vi.stubEnv('CLAUDE_CODE_MAX_RETRIES', '7')
  const launch = agent('claude').launch({
    spec: spec('claude'),
    task: task(),
    workspace: '/w',
    instructionFile: '/w/TASK_INSTRUCTION.md',
    env: {},
  })
  expect(launch).toEqual({
    type: 'process',
    command:
      "claude '-p' '--output-format' 'stream-json' '--verbose' '--permission-mode' 'bypassPermissions'",
    stdinFile: '/w/TASK_INSTRUCTION.md',
    env: {CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1'},
  })
})

test.skipIf(process.getuid?.() !== 0)(
  'claude as root is told before it refuses by itself (needs root)',
  async () => {
    const {bin} = stage()
    standIn(bin, 'claude')
    vi.stubEnv('IS_SANDBOX', undefined)
    expect(await agent('claude').missing(spec('claude'))).toMatch(/refuses to work as root.*IS_SANDBOX=1/)
    expect(await agent('claude').missing(spec('claude', {args: ['--permission-mode', 'plan']}))).toBe(
      undefined,
    )
  },
)

const tangled = (outputs: readonly Output[], more: Partial<Task> = {}) => ({task: task({outputs, ...more})})

test('tangle writes what the plan gives, removes what it says, and nothing else', async () => {
  const {run, read, tree, log, write} = stage()
  write('old.ts', 'old')
  write('kept.ts', 'kept')
  const outputs = [
    output('src/deep/a.ts', {text: 'a →\n'}),
    output('kept.ts', {intent: 'modify', text: 'new\n'}),
    output('src/'),
    output('old.ts', {intent: 'delete'}),
    output('never.ts', {intent: 'delete'}),
  ]
  expect(await run(spec('tangle'), tangled(outputs))).toMatchObject({how: 'exited', exitCode: 0})
  expect([read('src/deep/a.ts'), read('kept.ts')]).toEqual(['a →\n', 'new\n'])
  expect(readdirSync(tree)).toEqual(['kept.ts', 'src'])
  expect(log()).toBe('wrote src/deep/a.ts\nwrote kept.ts\nremoved old.ts\nremoved never.ts\n')
})

test('tangle refuses a task that it could not do as a whole, and touches nothing', async () => {
  const {run, tree} = stage()
  const outputs = [output('a.ts', {text: 'a\n'}), output('b.ts'), output('c.ts', {intent: 'modify'})]
  expect(await run(spec('tangle'), tangled(outputs))).toMatchObject({
    how: 'refused',
    reason:
      'The plan gives no text for these outputs of task T1: b.ts, c.ts. Give each one a fenced code block, or choose another agent.',
  })
  expect(await run(spec('tangle'), tangled([output('src/')]))).toMatchObject({
    how: 'refused',
    reason: 'Task T1 declares no output file, so there is nothing to write.',
  })
  expect(readdirSync(tree)).toEqual([])
})

test.each(['../a', '/etc/a', 'link/a', '.git/hooks/a', 'sub/.GIT/config', 'dir', ''])(
  'tangle writes nothing for the path %j',
  async path => {
    const {run, root, tree} = stage()
    symlinkSync('..', join(tree, 'link'))
    mkdirSync(join(tree, 'dir'))
    const outputs = [output('fine.ts', {text: 'fine\n'}), output(path, {text: 'evil\n'})]
    expect(await run(spec('tangle'), tangled(outputs))).toMatchObject({how: 'refused', exitCode: null})
    expect(readdirSync(tree)).toEqual(['dir', 'link'])
    expect(existsSync(join(root, 'a'))).toBe(false)
  },
)

test('tangle replaces a link, and says what the disk refused', async () => {
  const {run, root, tree, read, log} = stage()
  writeFileSync(join(root, 'victim'), 'mine')
  symlinkSync('../inside', join(tree, 'dangling'))
  expect(await run(spec('tangle'), tangled([output('dangling', {text: 'x\n'})]))).toMatchObject({
    how: 'refused',
  })
  writeFileSync(join(tree, 'target'), 'target')
  symlinkSync('target', join(tree, 'inner'))
  expect(await run(spec('tangle'), tangled([output('inner', {text: 'x\n'})]))).toMatchObject({exitCode: 0})
  expect([read('target'), read('inner')]).toEqual(['target', 'x\n'])
  const under = tangled([output('target/below', {text: 'x\n'})])
  expect(await run(spec('tangle'), under)).toMatchObject({how: 'exited', exitCode: 1})
  expect(log()).toMatch(/Error: E(?:NOTDIR|EXIST)/)
})

const LIMITS = {...NO_LIMITS, runMs: 1000, idleMs: 200}

test('the end of an agent is judged, and an exit code of 0 is no evidence', () => {
  const exited = (exitCode: number | null, signal?: string) =>
    outcomeOfAgent(
      {how: 'exited', exitCode, durationMs: 1, ...(signal === undefined ? {} : {signal})},
      'first\nlast words \n\n',
      LIMITS,
    )
  expect(exited(0)).toBe(undefined)
  expect(exited(3)).toEqual({
    type: 'agent-failed',
    exitCode: 3,
    message: 'The agent exited with code 3: last words',
  })
  expect(exited(137, 'SIGKILL')).toEqual({
    type: 'agent-failed',
    exitCode: 137,
    signal: 'SIGKILL',
    message: 'The agent was ended by SIGKILL: last words',
  })
  expect(exited(127)).toEqual({
    type: 'refused',
    reason: 'The agent command was not found (exit code 127): last words',
  })
  expect(exited(126)).toEqual({
    type: 'refused',
    reason: 'The agent command could not be run (exit code 126): last words',
  })
})

test('what stopped an agent is its outcome', () => {
  const end = {exitCode: null, durationMs: 1}
  expect(outcomeOfAgent({...end, how: 'timed-out'}, '', LIMITS)).toEqual({type: 'timed-out', limitMs: 1000})
  expect(outcomeOfAgent({...end, how: 'stalled'}, '', LIMITS)).toEqual({type: 'stalled', silenceMs: 200})
  expect(outcomeOfAgent({...end, how: 'cancelled'}, '', LIMITS)).toEqual({type: 'cancelled'})
  expect(outcomeOfAgent({...end, how: 'refused', reason: 'no'}, '', LIMITS)).toEqual({
    type: 'refused',
    reason: 'no',
  })
})

test('an agent of which something lives on has failed, however it ended', () => {
  for (const how of ['exited', 'cancelled', 'timed-out'] as const)
    expect(outcomeOfAgent({how, exitCode: 0, durationMs: 1, leaked: [7, 8]}, '', LIMITS)).toEqual({
      type: 'agent-failed',
      exitCode: 0,
      message:
        'It could not be stopped: processes 7, 8 did not end, not even on SIGKILL, and may still write to the workspace; end them, then retry the task.',
    })
})
