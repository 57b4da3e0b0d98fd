// The program as it is installed: the launcher, real signals, real pipes. Needs the build.

import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test, vi} from 'vitest'
import {lastJson, PLAN, rig} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const launcher = fileURLToPath(new URL('../../bin/agent-spawn.js', import.meta.url))
const isBuilt = existsSync(new URL('../../dist/main.js', import.meta.url))
const built = test.skipIf(!isBuilt)

built('--version and --help answer at once (needs `npm run build`)', () => {
  const version = spawnSync(process.execPath, [launcher, '--version'], {encoding: 'utf8'})
  expect(version).toMatchObject({status: 0, stderr: ''})
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  const help = spawnSync(process.execPath, [launcher, '--help'], {encoding: 'utf8'})
  expect(help).toMatchObject({status: 0, stderr: ''})
  for (const text of ['Usage: agent-spawn', 'Examples:', 'Exit codes:', 'simulate', 'approve'])
    expect(help.stdout).toContain(text)
})

test('a Node that is too old is told so in one line', () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.0"})'
  const ran = spawnSync(process.execPath, ['--import', pretend, launcher, '--help'], {encoding: 'utf8'})
  expect(ran).toMatchObject({status: 2, stdout: ''})
  expect(ran.stderr).toBe(
    `agent-spawn needs Node 22.22.2 or later, 24.15 or later, or 26 or later; this is ${process.version}.\n`,
  )
})

built('a reader that has seen enough is no error (needs `npm run build`)', () => {
  const {directory, write} = rig()
  const tasks = Array.from({length: 2000}, (_, index) => `### T${index + 1}: Lay one more stone (1 hour)\n`)
  write('wall.md', `# Wall\n\n${tasks.join('\n')}`)
  const command = `"$NODE" "$PROGRAM" plan wall.md --json --no-write | head -c 10; exit "\${PIPESTATUS[0]}"`
  const ran = spawnSync('bash', ['-c', command], {
    cwd: directory,
    encoding: 'utf8',
    env: {...process.env, NODE: process.execPath, PROGRAM: launcher},
  })
  expect({status: ran.status, stdout: ran.stdout, stderr: ran.stderr}).toEqual({
    status: 0,
    stdout: '{"schemaVe',
    stderr: '',
  })
})

interface Started {
  readonly child: ChildProcess
  /** Resolves once standard output or error holds the text. */
  readonly said: (text: string) => Promise<void>
  readonly ended: Promise<{readonly code: number | null; readonly out: string; readonly err: string}>
}

const start = (directory: string, words: readonly string[]): Started => {
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  const waiting = new Set<() => void>()
  child.stdout?.on('data', data => {
    out += data
    for (const look of waiting) look()
  })
  child.stderr?.on('data', data => {
    err += data
    for (const look of waiting) look()
  })
  return {
    child,
    said: text =>
      new Promise(resolve => {
        const look = (): void => {
          if (!out.includes(text) && !err.includes(text)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    ended: new Promise(resolve => child.on('close', code => resolve({code, out, err}))),
  }
}

const AGENT =
  'shell:echo started {task}; mkdir -p out; until test -e "$GO"; do sleep 0.05; done; echo 1 > out/{task}.txt'

built(
  'the first Ctrl-C lets running agents finish, and the run goes on later (needs `npm run build`)',
  async () => {
    const {directory, run, write} = rig()
    process.env.GO = `${directory}/.git/go`
    const words = ['run', '--from-doc', PLAN, '--agent', AGENT, '--concurrency', '1', '--trust']
    const started = start(directory, words)
    await started.said('T1 workspace')
    started.child.kill('SIGINT')
    await started.said('nothing new is started')
    write('.git/go', '')
    const {code, err} = await started.ended
    expect(code).toBe(130)
    expect(err).toBe(
      'agent-spawn: Stopping: what runs may finish, nothing new is started. Once more stops it, its workspaces are kept.\n',
    )
    const status = lastJson(await run(['status', '--json']))
    expect(status).toMatchObject({result: 'interrupted', counts: {done: 1, waiting: 3}})
    const continued = lastJson(await run(['run', '--continue', '--json']))
    expect(continued).toMatchObject({run: status.run, result: 'done', counts: {done: 4}})
  },
)

built('the second signal stops what runs; SIGTERM says 143 (needs `npm run build`)', async () => {
  const {directory, run} = rig()
  process.env.GO = `${directory}/.git/never`
  const started = start(directory, ['run', 'T1', '--from-doc', PLAN, '--agent', AGENT, '--trust'])
  await started.said('T1 workspace')
  started.child.kill('SIGTERM')
  await started.said('nothing new is started')
  started.child.kill('SIGTERM')
  const {code, out} = await started.ended
  expect(code).toBe(143)
  expect(out).toContain('run finished: interrupted')
  const status = lastJson(await run(['status', '--json']))
  expect(status).toMatchObject({result: 'interrupted', counts: {waiting: 1}})
})

built('a run that another process holds is left alone (needs `npm run build`)', async () => {
  const {directory, run} = rig()
  process.env.GO = `${directory}/.git/never`
  const started = start(directory, ['run', 'T1', '--from-doc', PLAN, '--agent', AGENT, '--trust'])
  await started.said('T1 workspace')
  const second = await run(['run', '--continue'])
  expect(second).toMatchObject({code: 7, out: ''})
  expect(second.err).toMatch(
    /^agent-spawn: Another dispatcher is at work in .+: process \d+\. Wait for it, or stop it first: agent-spawn stop --run \S+\n$/,
  )
  for (const wait of ['nothing new is started', 'leaves at once']) {
    started.child.kill('SIGINT')
    await started.said(wait)
  }
  expect((await started.ended).code).toBe(130)
})
