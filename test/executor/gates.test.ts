import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Gate, Step} from '../../src/graph/task.ts'
import type {GateRecord} from '../../src/run/outcome.ts'
import {identify} from '../../src/system/identity.ts'
import {judge as judgeGates} from './gates/judge.ts'
import {gate, step} from './rig.ts'

const judge = (...options: Parameters<typeof judgeGates>) => {
  const made = judgeGates(...options)
  /** The record of one `command` gate of these steps. */
  const steps = (list: readonly Step[], more: Partial<Gate> = {}): Promise<GateRecord> =>
    made.only(gate('command', {steps: list, ...more}))
  return {...made, steps}
}

/** A record without its times. */
const seen = (record: GateRecord) => ({
  verdict: record.verdict,
  steps: record.steps.map(({verdict, exitCode, output}) =>
    exitCode === undefined ? [verdict, output] : [verdict, exitCode, output],
  ),
})

test('S003-26: a command passes, fails, and fails when malformed', async () => {
  const {steps, only, write} = judge()
  write('src/a.ts', '')
  expect((await steps([step('test -f src/a.ts')])).verdict).toBe('passed')
  expect((await steps([step('test -f src/b.ts')])).verdict).toBe('failed')
  expect(seen(await steps([]))).toEqual({
    verdict: 'failed',
    steps: [['failed', 'This gate has no steps: nothing was proved.']],
  })
  const parameters = {retries: 99}
  expect(seen(await only(gate('command', {steps: [step('true')], parameters})))).toEqual({
    verdict: 'failed',
    steps: [
      [
        'failed',
        'The parameters of this gate are malformed: "retries" is 99, expected a whole number from 0 to 5.',
      ],
    ],
  })
})

test('S003-26: a type that is not supported never passes silently', async () => {
  const {run} = judge()
  expect(await run([gate('seaworthiness', {name: 'hull', parameters: {retries: 1}})])).toEqual([
    {
      gate: 'hull',
      type: 'seaworthiness',
      verdict: 'manual',
      durationMs: 0,
      steps: [
        {
          name: 'hull',
          command: '',
          verdict: 'manual',
          durationMs: 0,
          output: expect.stringMatching(
            /^Gates of type "seaworthiness" are not supported \(supported: command, file_exists, .*\); a person must look\.$/,
          ),
        },
      ],
    },
  ])
})

test('a flaky gate is run again as often as its plan allows, and the record says which try it is of', async () => {
  const {only, logDirectory} = judge()
  const flaky = (retries: number) =>
    gate('command', {
      name: 'flaky',
      steps: [step('echo x >>tries; [ "$(wc -l <tries)" -ge 3 ]')],
      parameters: {retries},
    })
  expect(await only(flaky(1))).toMatchObject({verdict: 'failed', tries: 2})
  expect(await only(flaky(1))).toMatchObject({verdict: 'passed'})
  expect(await only(flaky(1))).not.toHaveProperty('tries')
  expect(readdirSync(logDirectory)).toEqual(['1-flaky', '1-flaky.1', '1-flaky.2', '1-flaky.3'])
})

test('gates run in order, each is told at once, and the first that fails is the last', async () => {
  const {run, tree} = judge()
  const told: string[] = []
  const commands = ['echo >one', 'test -f one; false', 'echo >three']
  const gates = commands.map((command, index) =>
    gate('command', {name: `gate-${index}`, steps: [step(command)]}),
  )
  const records = await run(gates, ({gate: name, verdict}) => told.push(`${name} ${verdict}`))
  expect(told).toEqual(['gate-0 passed', 'gate-1 failed'])
  expect(records.map(record => record.gate)).toEqual(['gate-0', 'gate-1'])
  expect(readdirSync(tree)).toEqual(['one'])
})

test('S000-39: a second run keeps the logs of the first, and is not judged by them', async () => {
  const {run, logDirectory} = judge()
  const gates = (command: string) => [gate('command', {name: 'a/../b', steps: [step(command)]})]
  expect((await run(gates('echo first')))[0]?.verdict).toBe('passed')
  expect((await run(gates('exit 1')))[0]?.verdict).toBe('failed')
  expect(readdirSync(logDirectory)).toEqual(['1-a_.._b', '1-a_.._b.1'])
  expect(readFileSync(join(logDirectory, '1-a_.._b.1', 'step-1.log'), 'utf8')).toBe('first\n')
})

test.each(['bash', 'sh'] as const)('the steps of a gate share one shell: %s', async shell => {
  const {steps, tree} = judge()
  const record = await steps(
    [
      step('mkdir sub && cd sub\nexport A=1; f() { echo "f $A"; }'),
      step('pwd; f; echo "$CI $FROM_HOST"'),
      step('cat; echo no input >&2'),
    ],
    {shell},
  )
  expect(seen(record)).toEqual({
    verdict: 'passed',
    steps: [
      ['passed', 0, ''],
      ['passed', 0, `${tree}/sub\nf 1\ntrue yes\n`],
      ['passed', 0, 'no input\n'],
    ],
  })
})

test.each(['bash', 'sh'] as const)(
  'any failing line of a step fails it, and the rest is skipped: %s',
  async shell => {
    const {steps} = judge()
    const record = await steps([step('echo a'), step('echo b\n(exit 3)\necho not here'), step('echo c')], {
      shell,
    })
    expect(seen(record)).toEqual({
      verdict: 'failed',
      steps: [
        ['passed', 0, 'a\n'],
        ['failed', 3, 'b\n'],
        ['skipped', ''],
      ],
    })
  },
)

test('bash gates see the failure of a pipe', async () => {
  const {steps} = judge()
  expect((await steps([step('false | cat')], {shell: 'bash'})).verdict).toBe('failed')
})

test('no step can talk its way out: set +e, exit 0, a trap, broken syntax', async () => {
  const {steps} = judge()
  expect((await steps([step('set +e'), step('false\necho on')])).steps.map(({verdict}) => verdict)).toEqual([
    'passed',
    'failed',
  ])
  expect((await steps([step('set +e; false')])).verdict).toBe('failed')
  expect(seen(await steps([step('exit 0'), step('false')]))).toEqual({
    verdict: 'failed',
    steps: [
      ['failed', 0, "agent-spawn: It ended the gate's shell (exit 0), so the steps after it could not run."],
      ['skipped', ''],
    ],
  })
  expect((await steps([step('echo a; exit 0')])).verdict).toBe('passed')
  expect((await steps([step("trap 'exit 0' EXIT; false"), step('true')])).verdict).toBe('failed')
  const broken = await steps([step('echo "'), step('echo "')])
  expect(broken.steps.map(({verdict}) => verdict)).toEqual(['failed', 'skipped'])
  expect(broken.steps[0]?.output).toMatch(/unexpected EOF|Unterminated/)
})

test('a command that is missing or forbidden is called so', async () => {
  const {steps, write} = judge()
  write('plain.txt', '')
  expect((await steps([step('no-such-command')])).steps[0]).toMatchObject({
    verdict: 'failed',
    exitCode: 127,
    output: expect.stringMatching(
      /not found\nagent-spawn: Exit code 127: a command was not found; is it installed, and on the PATH\?$/,
    ),
  })
  expect((await steps([step('./plain.txt')])).steps[0]).toMatchObject({
    verdict: 'failed',
    exitCode: 126,
    output: expect.stringMatching(
      /\nagent-spawn: Exit code 126: a command was found but could not be run; is it executable\?$/,
    ),
  })
})

test.each(['bash', 'sh'] as const)(
  'a step that should fail passes when it fails for real: %s',
  async shell => {
    const {steps} = judge()
    const expected = (command: string) => step(command, {expect: 'failure'})
    const record = await steps([expected('echo a\nfalse\necho b'), expected('exit 3'), step('echo on')], {
      shell,
    })
    expect(seen(record)).toEqual({
      verdict: 'passed',
      steps: [
        ['passed', 1, 'a\n'],
        ['passed', 3, ''],
        ['passed', 0, 'on\n'],
      ],
    })
    expect(seen(await steps([expected('true'), step('echo on')], {shell}))).toEqual({
      verdict: 'failed',
      steps: [
        ['failed', 0, 'agent-spawn: This step was expected to fail, but it succeeded.'],
        ['skipped', ''],
      ],
    })
    const missing = await steps([expected('no-such-command')], {shell})
    expect(missing.verdict).toBe('failed')
    expect(missing.steps[0]?.output).toMatch(
      /could not be run at all\. Exit code 127: a command was not found/,
    )
  },
)

const background = (command: string) => step(command, {kind: 'background'})

test.each(['bash', 'sh'] as const)(
  'a background step is there for the checks and gone with its tree: %s',
  async shell => {
    const {steps, read} = judge()
    const record = await steps(
      [
        step('cd .; export PORT=1'),
        background('echo "server on $PORT"; sh -c \'echo $$ >pid; exec sleep 60\' & wait'),
        step('kill -0 "$(cat pid)"; echo up'),
      ],
      {shell},
    )
    expect(seen(record)).toEqual({
      verdict: 'passed',
      steps: [
        ['passed', 0, ''],
        ['passed', null, 'server on 1\n'],
        ['passed', 0, 'up\n'],
      ],
    })
    expect(await identify(Number(read('pid')))).toBe(undefined)
  },
)

test.each(['bash', 'sh'] as const)('a background step that dies early fails its gate: %s', async shell => {
  const {steps} = judge()
  expect(seen(await steps([background('echo port taken; exit 4'), step('echo on')], {shell}))).toEqual({
    verdict: 'failed',
    steps: [
      [
        'failed',
        4,
        'port taken\nagent-spawn: This step should have kept running, but it ended with exit code 4.',
      ],
      ['skipped', ''],
    ],
  })
  const later = [background('while ! [ -e go ]; do sleep 0.01; done; exit 5'), step('echo >go; sleep 0.2')]
  expect((await steps(later, {shell})).steps.map(({verdict}) => verdict)).toEqual(['failed', 'passed'])
  expect((await steps([background('exit 0'), step('true')], {shell})).verdict).toBe('passed')
  const rude = background('trap "exit 1" TERM; while :; do sleep 0.01; done')
  expect((await steps([rude, step('false')], {shell})).steps).toMatchObject([
    {verdict: 'passed', exitCode: null},
    {verdict: 'failed', exitCode: 1},
  ])
  expect((await steps([rude, step('true')], {shell})).verdict).toBe('passed')
})

test('nothing that a check leaves running outlives its gate', async () => {
  const {steps, read} = judge()
  expect((await steps([step('sleep 60 & echo $! >pid')])).verdict).toBe('passed')
  expect(await identify(Number(read('pid')))).toBe(undefined)
})

test('a manual step is left to a person, and keeps its gate from passing', async () => {
  const {steps} = judge()
  const look = step('Open the page and look', {kind: 'manual'})
  expect(seen(await steps([step('echo a'), look]))).toEqual({
    verdict: 'manual',
    steps: [
      ['passed', 0, 'a\n'],
      ['manual', ''],
    ],
  })
  expect((await steps([look])).verdict).toBe('manual')
  expect((await steps([step('false'), look])).verdict).toBe('failed')
})

test.each([[''], ['\n  \n'], ['# start the server\n# and look']])(
  'the empty command %j proves nothing',
  async command => {
    const {steps} = judge()
    expect(seen(await steps([step(command)]))).toEqual({
      verdict: 'failed',
      steps: [['failed', 'The command of this step is empty: nothing was proved.']],
    })
  },
)

test('a gate over its limit fails in the step that was running, and says so', async () => {
  const {steps} = judge(300)
  const record = await steps([step('echo a'), step('echo b; sleep 60'), step('echo c')])
  expect(seen(record)).toEqual({
    verdict: 'failed',
    steps: [
      ['passed', 0, 'a\n'],
      ['failed', null, "b\nagent-spawn: Stopped: the gate's limit of 300 ms is over."],
      ['skipped', ''],
    ],
  })
  expect(record.durationMs).toBeLessThan(5_000)
  expect(record.steps[1]?.durationMs).toBeGreaterThan(100)
})

test('a gate that was cancelled before it began fails', async () => {
  const abort = new AbortController()
  abort.abort()
  const {steps} = judge(0, abort)
  expect(seen(await steps([step('true'), step('true')]))).toEqual({
    verdict: 'failed',
    steps: [
      ['failed', "agent-spawn: The gate's shell ended before this step. Stopped: it was cancelled."],
      ['skipped', ''],
    ],
  })
})

test('a step that takes its shell with it fails', async () => {
  const {steps} = judge()
  const record = await steps([step('kill -9 $$'), step('true')])
  expect(record.steps).toMatchObject([{verdict: 'failed', exitCode: 137}, {verdict: 'skipped'}])
})

test('the record holds the last 4,000 characters of a step, the log all of them', async () => {
  const {steps, logDirectory} = judge()
  const record = await steps([
    step('i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; exit 1'),
  ])
  expect(record.steps[0]?.output.length).toBeLessThanOrEqual(4_000)
  expect(record.steps[0]?.output).toMatch(/line 1999\n$/)
  expect(readFileSync(join(logDirectory, '1-command', 'step-1.log'), 'utf8')).toMatch(/^line 0\n/)
})

test('file_exists reads paths, directories and globs', async () => {
  const {run, write, tree} = judge()
  write('src/a.ts', '')
  write('src/deep/b.ts', '')
  write('app/[id]/page.tsx', '')
  symlinkSync('src', join(tree, 'link'))
  const look = async (parameters: Gate['parameters']) =>
    (await run([gate('file_exists', {parameters})]))[0]?.steps.map(
      ({verdict, output}) => `${verdict}: ${output}`,
    )
  const paths = ['src/a.ts', './src/', 'src/*.ts', 'src/**/*.ts', 'app/[id]/page.tsx', 'link/a.ts']
  expect(await look({paths})).toEqual([
    'passed: "src/a.ts" exists.',
    'passed: "./src/" is a directory with 2 entries.',
    'passed: 1 name matches "src/*.ts".',
    'passed: 2 names match "src/**/*.ts".',
    'passed: "app/[id]/page.tsx" exists.',
    'passed: "link/a.ts" exists.',
  ])
  expect(await look({globs: 'src/*.js', paths: ['src/a.ts/', 'none', '*/']})).toEqual([
    'failed: "src/a.ts/" is a file; expected a directory.',
    'failed: "none" does not exist.',
    'passed: 2 names match "*/".',
    'failed: Nothing matches "src/*.js".',
  ])
})

test('file_exists never looks outside of the tree, and an empty directory is nothing', async () => {
  const {run, root, tree} = judge()
  writeFileSync(join(root, 'secret'), '')
  mkdirSync(join(tree, 'empty'))
  symlinkSync('..', join(tree, 'out'))
  symlinkSync('../secret', join(tree, 'leak'))
  symlinkSync('loop', join(tree, 'loop'))
  const paths = [
    '../secret',
    '/etc/passwd',
    'out/secret',
    'leak',
    'le*',
    'out/*',
    'loop',
    'a\0b',
    'empty',
    'e*/',
  ]
  const [record] = await run([gate('file_exists', {parameters: {paths}})])
  expect(record?.steps.map(({verdict}) => verdict)).toEqual(paths.map(() => 'failed'))
  expect(record?.steps[0]?.output).toBe('"../secret" leads out of the directory; expected a path inside it.')
  expect(existsSync(join(root, 'secret'))).toBe(true)
})
