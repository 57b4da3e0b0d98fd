import {execFileSync} from 'node:child_process'
import {existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync} from 'node:fs'
import {createServer} from 'node:net'
import {join, relative} from 'node:path'
import {expect, test} from 'vitest'
import {createIntegrationBranch, openHub} from '../../src/executor/workspace/hub.ts'
import {workspaceType} from '../../src/executor/workspace/names.ts'
import {openWorkspace} from '../../src/executor/workspace/opening.ts'
import {releasePorts, reservePorts} from '../../src/executor/workspace/ports.ts'
import type {RunHook} from '../../src/executor/workspace/provision.ts'
import {openRepository} from '../../src/executor/workspace/repository.ts'
import {temporaryDirectory} from '../system/temporary.ts'
import {
  begin,
  commitAll,
  filesOf,
  gitIn,
  MESSAGE,
  makeRepository,
  must,
  namesIn,
  open,
  order,
  policy,
  RUN,
  read,
  withoutGitSettings,
  write,
} from './repositories.ts'
import {task} from './rig.ts'

/** Runs hooks for real, and remembers what it was asked. */
const hooks = () => {
  const calls: {command: string; cwd: string}[] = []
  const runHook: RunHook = async (command, cwd, env) => {
    calls.push({command, cwd})
    try {
      const options = {cwd, env: {...process.env, ...env}, encoding: 'utf8', stdio: 'pipe'} as const
      return {exitCode: 0, output: execFileSync('/bin/sh', ['-c', command], options)}
    } catch (error) {
      const {status, stderr} = error as {status: number; stderr: string}
      return {exitCode: status, output: stderr}
    }
  }
  return {calls, runHook}
}

test('S003-17: the names are exact', async () => {
  const place = await begin()
  const workspace = await open(place)
  expect(relative(place.root, workspace.path)).toBe('.conductor/workspaces/agent-T1-backend-engineer')
  expect(workspace.branch).toBe('agent/T1/backend-engineer')
  expect(gitIn(workspace.path, 'symbolic-ref', 'HEAD')).toBe('refs/heads/agent/T1/backend-engineer')
  expect(gitIn(workspace.path, 'rev-parse', 'HEAD')).toBe(place.base)
})

test('S003-17: quotes, blanks and worse in an agent type of the plan do not get into names', () => {
  const typed = (type: string) => workspaceType(task({agent: {type}}), policy())
  expect(['"database-engineer"', 'Senior QA / Test', '../../x', '--x', 'ünï', '', '…'].map(typed)).toEqual([
    'database-engineer',
    'Senior-QA-Test',
    'x',
    'x',
    'n',
    'general',
    'general',
  ])
  expect(workspaceType(task(), policy())).toBe('general')
  expect(workspaceType(task({agent: {type: 'a'}}), policy({type: 'b'}))).toBe('b')
})

test('a workspace is a clean clone with nobody else in it', async () => {
  const place = await begin()
  const {path} = await open(place)
  expect(gitIn(path, 'status', '--porcelain', '--branch')).toBe('## agent/T1/backend-engineer')
  expect(gitIn(path, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/T1/backend-engineer')
  expect(gitIn(path, 'remote')).toBe('')
  expect(read(path, 'a.txt')).toBe('one\ntwo\nthree\n')
  expect(gitIn(path, 'fsck')).toBe('')
})

test('the agent can commit although nobody has told git who it is', async () => {
  const {path} = await open(await begin())
  write(path, {x: 'x'})
  execFileSync('git', ['add', '.'], {cwd: path})
  execFileSync('git', ['commit', '--quiet', '-m', 'mine'], {cwd: path})
  expect(gitIn(path, 'log', '-1', '--format=%an %s')).toBe('agent-spawn mine')
})

test('what the user has not committed is not in it', async () => {
  const place = await begin()
  write(place.root, {'a.txt': 'uncommitted\n', untracked: ''})
  const {path} = await open(place)
  expect(namesIn(path)).toEqual(['.git', '.gitignore', 'a.txt', 'src'])
  expect(read(path, 'a.txt')).toBe('one\ntwo\nthree\n')
})

test('S003-18: a workspace holds what was merged before it', async () => {
  const place = await begin()
  const first = await open(place)
  write(first.path, {'t1.txt': 'T1\n'})
  const {commit = ''} = must(await first.capture(MESSAGE))
  const second = await open({...place, base: commit}, {task: 'T2'})
  expect(read(second.path, 't1.txt')).toBe('T1\n')
})

test('64 at once, and none fails', async () => {
  const place = await begin()
  const workspaces = await Promise.all(
    Array.from({length: 64}, (_, index) => open(place, {task: `T${index}`, policy: policy({ports: 2})})),
  )
  await Promise.all(workspaces.map(({path}, index) => write(path, {[`${index}.txt`]: `${index}`})))
  const captures = await Promise.all(workspaces.map(({capture}) => capture(MESSAGE)))
  expect(captures.map(result => must(result).changed)).toEqual(workspaces.map((_, index) => [`${index}.txt`]))
  const ports = workspaces.flatMap(({env}) => [env.AGENT_SPAWN_PORT, env.AGENT_SPAWN_PORT_1])
  expect(new Set(ports).size).toBe(128)
  expect(gitIn(place.hub.path, 'fsck')).toBe('')
}, 60_000)

test('a retry from the same commit goes on where the last attempt stopped', async () => {
  const place = await begin()
  const first = await open(place)
  write(first.path, {'half.txt': 'half', 'x.log': 'ignored'})
  must(await first.capture(MESSAGE))
  await first.close({keep: true})
  const second = await open(place, {attempt: 2})
  expect(namesIn(second.path)).toEqual(['.git', '.gitignore', 'a.txt', 'half.txt', 'src', 'x.log'])
  expect(must(await second.capture(MESSAGE)).changed).toEqual(['half.txt'])
  expect(gitIn(place.hub.path, 'for-each-ref', '--format=%(refname)', 'refs/agent-spawn')).toBe(
    `refs/agent-spawn/${RUN}/T1/1\nrefs/agent-spawn/${RUN}/T1/2`,
  )
})

test('a capture that was cut short does not stand in the way of the next attempt', async () => {
  const place = await begin()
  const first = await open(place)
  write(place.hub.path, {'agent-spawn/agent-T1-backend-engineer/index.lock': ''})
  await first.close({keep: true})
  const second = await open(place, {attempt: 2})
  write(second.path, {x: 'x'})
  expect(must(await second.capture(MESSAGE)).changed).toEqual(['x'])
})

test.each([
  ['another base', {run: RUN, fromNext: true}],
  ['another run', {run: 'other', fromNext: false}],
])('%s: the old workspace is moved aside with all its work', async (_, {run, fromNext}) => {
  const place = await begin()
  const first = await open(place)
  write(first.path, {'half.txt': 'half'})
  await first.close({keep: true})
  const next = commitAll(place.root, 'next')
  await openHub(must(await openRepository(place.root)))
  const second = await open({...place, base: fromNext ? next : place.base}, {run})
  expect(second.path).toBe(first.path)
  expect(existsSync(join(second.path, 'half.txt'))).toBe(false)
  expect(read(`${first.path}.1`, 'half.txt')).toBe('half')
  expect(gitIn(`${first.path}.1`, 'status', '--porcelain')).toBe('?? half.txt')
})

test('whatever has the name is moved aside: a file, or a link with what it leads to', async () => {
  const place = await begin()
  const path = join(place.hub.workspaces, 'agent-T1-backend-engineer')
  const elsewhere = temporaryDirectory()
  write(elsewhere, {precious: 'precious'})
  symlinkSync(elsewhere, path)
  const first = await open(place)
  await first.close({keep: false})
  expect(readlinkSync(`${path}.1`)).toBe(elsewhere)
  expect(namesIn(elsewhere)).toEqual(['precious'])
})

test('two tasks that would have the same workspace: the second is refused', async () => {
  const place = await begin()
  const first = await open(place, {task: 'T1', type: 'a-b'})
  expect(await openWorkspace(order(place, {task: 'T1-a', type: 'b'}))).toEqual({
    ok: false,
    error: `The workspace ${first.path} is in use by task T1 of run ${RUN}, and task T1-a of run ${RUN} would have the same. Give one of them another agent type or name.`,
  })
  await first.close({keep: false})
  await open(place, {task: 'T1-a', type: 'b'})
})

test.each(['../../x', '-x', 'a..b', 'a.lock'])('task %s: refused by name', async id => {
  const place = await begin()
  expect(await openWorkspace(order(place, {task: id}))).toEqual({
    ok: false,
    error: `${JSON.stringify(id)} cannot be part of a branch name and a path; expected letters, digits, \`.\`, \`_\` and \`-\`, without \`..\` and without \`.\` or \`.lock\` at the end.`,
  })
})

test('a name of the policy overrides the default one; a path is none', async () => {
  const place = await begin()
  const {path} = await open(place, {policy: policy({name: 'mine'})})
  expect(path).toBe(join(place.hub.workspaces, 'mine'))
  expect((await openWorkspace(order(place, {policy: policy({name: '../mine'})}))).ok).toBe(false)
})

test('S003-49: files are copied and linked, then set-up commands run in the workspace', async () => {
  const place = await begin()
  write(place.root, {'.env': 'KEY=1\n', 'node_modules/x/index.js': 'x', 'conf [d]/a.json': '{}'})
  const {calls, runHook} = hooks()
  const {path, env, ...workspace} = await open(place, {
    policy: policy({
      copy: ['.env', './conf [d]/', 'absent'],
      link: ['node_modules/'],
      setup: ['cat .env > seen', 'echo "$AGENT_SPAWN_ROOT" >> seen'],
    }),
    runHook,
  })
  expect(read(path, 'seen')).toBe(`KEY=1\n${place.root}\n`)
  expect(calls.map(({cwd}) => cwd)).toEqual([path, path])
  expect(env).toEqual({AGENT_SPAWN_ROOT: place.root, AGENT_SPAWN_WORKSPACE: path})
  expect(lstatSync(join(path, 'node_modules')).isSymbolicLink()).toBe(true)
  expect(read(path, 'node_modules/x/index.js')).toBe('x')
  expect(gitIn(path, 'status', '--porcelain')).toBe('?? seen')
  expect(must(await workspace.capture(MESSAGE)).changed).toEqual(['seen'])
})

test('S003-49: a set-up command that fails refuses the attempt, with its evidence', async () => {
  const place = await begin()
  const {calls, runHook} = hooks()
  const setup = ['./setup-that-is-not-there.sh', 'true']
  const result = await openWorkspace(order(place, {policy: policy({setup}), runHook}))
  expect(!result.ok && result.error).toMatch(
    /^The workspace's setup command `.\/setup-that-is-not-there.sh` failed with exit code 127. Its last output:\n.*not found$/,
  )
  expect(calls.length).toBe(1)
})

test('a workspace whose set-up failed is not taken for a finished one', async () => {
  const place = await begin()
  const {runHook} = hooks()
  await openWorkspace(order(place, {policy: policy({setup: ['false']}), runHook}))
  const {path} = await open(place, {policy: policy({setup: ['touch ready']}), runHook})
  expect(existsSync(join(path, 'ready'))).toBe(true)
  expect(existsSync(`${path}.1`)).toBe(false)
})

test.each(['../secret', '/etc/passwd', '.'])('to copy or link %s is refused', async path => {
  const place = await begin()
  for (const more of [{copy: [path]}, {link: [path]}])
    expect(await openWorkspace(order(place, {policy: policy(more)}))).toEqual({
      ok: false,
      error: `${JSON.stringify(path)} cannot be copied or linked; expected a path inside the repository.`,
    })
})

test('what cannot be put into the workspace is named', async () => {
  const place = await begin()
  const result = await openWorkspace(order(place, {policy: policy({link: ['a.txt']})}))
  expect(!result.ok && result.error).toMatch(/^a\.txt could not be put into the workspace: EEXIST/)
})

test('ports: in a row, free, and given back', async () => {
  const place = await begin()
  const ports = policy({ports: 3})
  const {env, close} = await open(place, {policy: ports})
  const {AGENT_SPAWN_PORT: first = '', AGENT_SPAWN_PORT_1: second, AGENT_SPAWN_PORT_2: third} = env
  expect([second, third]).toEqual([`${Number(first) + 1}`, `${Number(first) + 2}`])
  const server = createServer()
  await new Promise<void>(resolve => server.listen(Number(first), '127.0.0.1', resolve))
  await new Promise(resolve => server.close(resolve))
  const again = await open(place, {policy: ports, attempt: 2})
  expect(again.env).toEqual(env)
  await close({keep: true})
})

test('ports: none is given twice, and when they are out it is said', async () => {
  const blocks: (readonly number[])[] = []
  for (let block = await reservePorts(400); block !== undefined; block = await reservePorts(400))
    blocks.push(block)
  expect(new Set(blocks.flat()).size).toBe(blocks.length * 400)
  const place = await begin()
  expect(await openWorkspace(order(place, {policy: policy({ports: 400})}))).toMatchObject({
    ok: false,
    error: expect.stringMatching(
      /^No 400 free ports in a row were found for the workspace .* Ask for fewer\.$/,
    ),
  })
  for (const block of blocks) releasePorts(block)
  await open(place, {policy: policy({ports: 2})})
})

test('S003-49: a merged workspace is archived and removed; one to keep is neither', async () => {
  const place = await begin()
  const {calls, runHook} = hooks()
  const out = join(temporaryDirectory(), 'archive')
  const archive = policy({archive: [`cp a.txt '${out.replaceAll("'", "'\\''")}'`]})
  const kept = await open(place, {policy: archive, runHook})
  expect(await kept.close({keep: true})).toEqual({removed: false, warnings: []})
  expect(calls).toEqual([])
  const merged = await open(place, {policy: archive, runHook})
  expect(await merged.close({keep: false})).toEqual({removed: true, warnings: []})
  expect(existsSync(merged.path)).toBe(false)
  expect(read(out)).toBe('one\ntwo\nthree\n')
})

test('what could not be archived is kept', async () => {
  const place = await begin()
  const {runHook} = hooks()
  const {path, close} = await open(place, {policy: policy({archive: ['echo no disk >&2; exit 3']}), runHook})
  expect(await close({keep: false})).toEqual({
    removed: false,
    warnings: [
      `The workspace ${path} is kept: The workspace's archive command \`echo no disk >&2; exit 3\` failed with exit code 3. Its last output:\nno disk`,
    ],
  })
  expect(existsSync(path)).toBe(true)
})

test('removal does not follow links', async () => {
  const place = await begin()
  const {path, close} = await open(place)
  const precious = temporaryDirectory()
  write(precious, {x: 'x'})
  symlinkSync(precious, join(path, 'link'))
  expect((await close({keep: false})).removed).toBe(true)
  expect(read(precious, 'x')).toBe('x')
})

test('a workspace that has become a link is not removed through it', async () => {
  const place = await begin()
  const {path, close} = await open(place)
  const precious = temporaryDirectory()
  write(precious, {x: 'x'})
  rmSync(path, {recursive: true})
  symlinkSync(precious, path)
  expect(await close({keep: false})).toEqual({
    removed: false,
    warnings: [`${path} is no directory any more, so it is left as it is.`],
  })
  expect(read(precious, 'x')).toBe('x')
})

test('a disk that says no is a refusal, not a crash', async () => {
  const place = await begin()
  rmSync(place.hub.workspaces, {recursive: true})
  write(place.root, {'.conductor/workspaces': 'a file'})
  const result = await openWorkspace(order(place))
  expect(result.ok).toBe(false)
})

test('shared: the tree itself, which need not be a repository; nothing is set up, taken or removed', async () => {
  withoutGitSettings()
  const root = temporaryDirectory()
  const shared = policy({mode: 'shared', setup: ['touch x'], ports: 1})
  const {source: _, ...plain} = order({root, hub: {} as never, repository: {} as never, base: ''})
  const [one, two] = [
    must(await openWorkspace({...plain, policy: shared})),
    must(await openWorkspace({...plain, task: 'T2', policy: shared})),
  ]
  expect([one.path, one.branch, two.path]).toEqual([root, '', root])
  expect(one.env.AGENT_SPAWN_PORT).not.toBe(two.env.AGENT_SPAWN_PORT)
  write(root, {x: 'x'})
  expect(await one.capture(MESSAGE)).toEqual({ok: true, value: {}})
  expect(await one.close({keep: false})).toEqual({removed: false, warnings: []})
  await two.close({keep: false})
  expect(namesIn(root)).toEqual(['x'])
})

const WORKTREE = policy({mode: 'worktree'})

test('worktree: the same names, and the same work comes back', async () => {
  const place = await begin()
  const {path, branch, ...workspace} = await open(place, {policy: WORKTREE})
  expect(gitIn(path, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('agent/T1/backend-engineer')
  write(path, {'TASK_INSTRUCTION.md': 'do it', x: 'x'})
  expect(gitIn(path, 'status', '--porcelain')).toBe('?? x')
  const {commit = ''} = must(await workspace.capture(MESSAGE))
  expect(Object.keys(filesOf(place, commit))).toEqual(['.gitignore', 'a.txt', 'src/b.txt', 'x'])
  expect(await workspace.close({keep: false})).toEqual({removed: true, warnings: []})
  expect(gitIn(place.root, 'worktree', 'list').split('\n').length).toBe(1)
  expect(gitIn(place.root, 'branch', '--list', branch)).toBe('')
})

test('worktree: an earlier one is moved aside with its branch, and commits on a branch stay', async () => {
  const place = await begin()
  const first = await open(place, {policy: WORKTREE})
  write(first.path, {x: 'x'})
  const own = commitAll(first.path, 'my own')
  await first.close({keep: true})
  must(await createIntegrationBranch(place.hub, 'other', place.base))
  const second = await open(place, {policy: WORKTREE, run: 'other'})
  expect(gitIn(`${first.path}.1`, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('agent/T1/backend-engineer.1')
  expect(gitIn(place.root, 'rev-parse', 'agent/T1/backend-engineer.1')).toBe(own)
  const more = commitAll(second.path, 'more')
  await second.close({keep: false})
  expect(gitIn(place.root, 'rev-parse', 'agent/T1/backend-engineer')).toBe(more)
})

test('worktree: a clone that has the name, or a worktree removed by hand, is no obstacle', async () => {
  const place = await begin()
  const clone = await open(place)
  await clone.close({keep: true})
  const {path, close} = await open(place, {policy: WORKTREE})
  expect(existsSync(join(`${path}.1`, '.git', 'objects'))).toBe(true)
  await close({keep: true})
  rmSync(path, {recursive: true})
  await open(place, {policy: WORKTREE})
})

test('worktree: 16 at once', async () => {
  const place = await begin()
  const workspaces = await Promise.all(
    Array.from({length: 16}, (_, index) => open(place, {task: `T${index}`, policy: WORKTREE})),
  )
  await Promise.all(workspaces.map(({path}, index) => write(path, {[`${index}.txt`]: `${index}`})))
  const captures = await Promise.all(workspaces.map(({capture}) => capture(MESSAGE)))
  expect(captures.map(result => must(result).changed)).toEqual(workspaces.map((_, index) => [`${index}.txt`]))
}, 60_000)

test('a workspace of a shallow repository works', async () => {
  const origin = makeRepository()
  commitAll(origin, 'second')
  const root = join(temporaryDirectory(), 'shallow')
  mkdirSync(root)
  gitIn(origin, 'clone', '--quiet', '--depth=1', `file://${origin}`, root)
  const place = await begin(root)
  const {path, capture} = await open(place)
  expect(gitIn(path, 'log', '--format=%s')).toBe('second')
  write(path, {x: 'x'})
  expect(must(await capture(MESSAGE)).changed).toEqual(['x'])
})
