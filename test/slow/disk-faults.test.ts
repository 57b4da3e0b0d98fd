// The disk is full, or fails: the run stops cleanly, agents go on, and when that is mended the run ends as if nothing had been.

import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {identify} from '../../src/system/identity.ts'
import {lastJson, PLAN, type Ran, type Rig, rig} from '../cli/rig.ts'

vi.setConfig({testTimeout: 120_000})

const CLI = join(import.meta.dirname, '../rig/cli.ts')
const FAULTS = new URL('../rig/faults.mjs', import.meta.url).href

/** T2 works until it is told to stop, T1 until T2 is at work. Each notes its starts. */
const AGENT = [
  'shell:mkdir -p out; cd "$AGENT_SPAWN_ROOT/.git"; echo $$ >> starts-{task}',
  'if [ {task} = T1 ]; then wanted=starts-T2; else wanted=go; fi',
  'until [ -e $wanted ]; do sleep 0.05; done; cd "$AGENT_SPAWN_WORKSPACE"; echo {task} > out/{task}.txt',
].join('; ')

const WORDS = ['run', 'T1,T2', '--from-doc', PLAN, '--agent', AGENT, '--trust', '--no-report']

const faulty = ({directory}: Rig, fault: string): Ran => {
  const {status, stdout, stderr} = spawnSync(process.execPath, ['--import', FAULTS, CLI, ...WORDS], {
    cwd: directory,
    encoding: 'utf8',
    env: {...process.env, FAULT: fault},
    timeout: 60_000,
  })
  return {code: status ?? -1, out: stdout, err: stderr}
}

const starts = ({read}: Rig, task: string): readonly string[] =>
  read(`.git/starts-${task}`).trim().split('\n')

const LEFT =
  'The run has stopped, and nothing that was recorded is lost; agents at work go on by themselves. Mend that, then go on with `agent-spawn run --continue`.\n'

const FAILED_READING = 'the device has failed to read or write'

test.each([
  ['write EIO "agent-exited"', FAILED_READING],
  ['short ENOSPC "agent-exited"', 'no space is left on the device'],
  ['write EACCES "gate-finished"', 'permission is denied'],
  ['write EROFS "merge-started"', 'the file system is read-only'],
  ['write EDQUOT "merge-finished"', 'the quota of the disk is used up'],
  ['sync EIO 3', FAILED_READING],
])('%s: a clean stop, agents that go on, a clean resume', async (fault, trouble) => {
  const made = rig()
  const stopped = faulty(made, fault)
  const journal = join(made.directory, `.conductor/runs/${lastRun(made)}/journal`)
  expect(stopped).toMatchObject({
    code: 74,
    err: `agent-spawn: This machine does not let agent-spawn go on: ${trouble} (${journal}). ${LEFT}`,
  })
  const isBegun = existsSync(join(made.directory, '.git/starts-T2'))
  if (isBegun) expect(await identify(Number(starts(made, 'T2')[0]))).toBeDefined()
  expect(isBegun).toBe(!fault.startsWith('sync'))
  made.write('.git/go', '')
  const resumed = await made.run(['run', '--continue', '--json', '--no-report'])
  expect(lastJson(resumed)).toMatchObject({result: 'done', counts: {done: 2}})
  expect(resumed.err.includes('The end of the journal was torn')).toBe(fault.startsWith('short'))
  expect([starts(made, 'T1').length, starts(made, 'T2').length]).toEqual([1, 1])
  const subjects = made.git('log', '--format=%s', `agent-spawn/${lastRun(made)}`).split('\n')
  expect(subjects.toSorted()).toEqual(['Plan', 'feat(T1): Survey the Quay', 'feat(T2): Chart the Channel'])
})

const lastRun = ({directory}: Rig): string => {
  const listed = spawnSync('ls', [join(directory, '.conductor/runs')], {encoding: 'utf8'})
  return listed.stdout.split('\n').findLast(name => /^\d{8}-/.test(name)) ?? ''
}

test('writes that take two calls are whole', async () => {
  const made = rig()
  made.write('.git/go', '')
  expect(faulty(made, 'halves - "type"')).toMatchObject({code: 0, err: ''})
  expect(lastJson(await made.run(['status', '--json']))).toMatchObject({result: 'done', counts: {done: 2}})
})

/** Root in a user namespace of its own may mount there. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0

const SCRIPT = `
set -e
mount -t tmpfs -o size=160k tmpfs .conductor/runs
set +e
"$NODE" "$CLI" run T1,T2 --from-doc ${PLAN} --agent "$AGENT" --trust --no-report > .git/first.out 2> .git/first.err
echo "first $?"
"$NODE" "$CLI" status --json > .git/between.out 2>&1
mount -o remount,size=20m .conductor/runs
touch .git/go
"$NODE" "$CLI" doctor > .git/doctor.out 2>&1
echo "doctor $?"
"$NODE" "$CLI" run --continue --json --no-report > .git/second.out 2> .git/second.err
echo "second $?"
`

test.skipIf(!canMount)(
  'a disk that is really full: a small tmpfs, grown later (needs `unshare -rm`)',
  async () => {
    const made = rig()
    made.write('.conductor/runs/.gitignore', '*\n')
    const noisy = AGENT.replace('mkdir -p out;', 'mkdir -p out; yes noise | head -c 400000;')
    const ran = spawnSync('unshare', ['-rm', 'sh', '-c', SCRIPT], {
      cwd: made.directory,
      encoding: 'utf8',
      env: {...process.env, NODE: process.execPath, CLI, AGENT: noisy},
      timeout: 90_000,
    })
    expect({out: ran.stdout, err: ran.stderr}).toEqual({out: 'first 74\ndoctor 0\nsecond 0\n', err: ''})
    expect(made.read('.git/first.err')).toContain('no space is left on the device')
    expect(made.read('.git/first.err')).toContain(LEFT.trimEnd())
    expect(JSON.parse(made.read('.git/between.out'))).toMatchObject({kind: 'status', result: null})
    const last = JSON.parse(made.read('.git/second.out').trimEnd().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({result: 'done', counts: {done: 2}})
    expect(readFileSync(join(made.directory, '.git/starts-T2'), 'utf8').trim().split('\n')).toHaveLength(1)
  },
)
