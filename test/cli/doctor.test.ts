// `doctor` on what disks, crashes and people do to a repository's `.conductor`; and that a repair loses nothing.

import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {ENDING, EVENTS, START} from '../report/story.ts'
import {framed, plantRun} from '../rig/journals.ts'
import {lastJson, PLAN, type Rig, rig, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const RUN = '20260309-235930-ab12'
const ALL = [...EVENTS, ...ENDING.map((body, at) => ({...body, at: START + 1e6 + at}))]

interface Finding {
  readonly check: string
  readonly level: string
  readonly message: string
}

const examine = async ({run}: Rig, ...words: readonly string[]) => {
  const ran = await run(['doctor', ...words, '--json'])
  const {findings} = lastJson(ran) as unknown as {readonly findings: readonly Finding[]}
  return {
    code: ran.code,
    of: (check: string): Finding | undefined => findings.find(found => found.check === check),
    bad: findings.filter(({level}) => level === 'problem').map(({check}) => check),
  }
}

test('all is well after a real run, and each thing is named on a line', async () => {
  const made = rig()
  await made.run(['run', '--from-doc', PLAN, '--agent', WORKER, '--trust', '--no-report'])
  expect(made.git('status', '--porcelain')).toBe('')
  const {code, out, err} = await made.run(['doctor'])
  expect({code, err}).toEqual({code: 0, err: ''})
  for (const line of [
    /^ok {6,}node: Node v\d/m,
    /^ok {6,}git: git \d\S+, repository \S+\.$/m,
    /^ok {6,}lock: No dispatcher is at work\.$/m,
    /^ok {6,}run \S+: \d+ events, all whole\.$/m,
    /^ok {6,}state files: They say what the journal says\.$/m,
    /^ok {6,}workspaces: None is left over\.$/m,
    /^ok {6,}kept work: \d+ refs in \S+hub\.git, all of runs that are known\.$/m,
  ])
    expect(out).toMatch(line)
})

test('where nothing ever ran, only the machine is looked at', async () => {
  const {code, bad} = await examine(rig())
  expect({code, bad}).toEqual({code: 0, bad: []})
})

const damaged = () => {
  const made = rig()
  const path = plantRun(made.directory, ALL)
  const bytes = readFileSync(path)
  const line = ALL.length - 6
  const start = Buffer.byteLength(framed(ALL.slice(0, line - 1)))
  bytes[start + 40] = (bytes[start + 40] ?? 0) ^ 4
  writeFileSync(path, bytes)
  return {made, path, bytes, line}
}

test('a damaged journal: every command names line and remedy, and changes nothing', async () => {
  const {made, path, bytes, line} = damaged()
  const message = `${path}:${line} is damaged (the checksum does not match): this is no torn end of a crash. Nothing was changed. Restore the file from a copy, or let \`agent-spawn doctor --repair\` cut it before that line, which keeps the original beside it.`
  for (const words of [['status'], ['log'], ['history', 'T1'], ['run', '--continue']])
    expect(await made.run(words)).toEqual({code: 2, out: '', err: `agent-spawn: ${message}\n`})
  const {code, of} = await examine(made)
  expect(code).toBe(1)
  expect(of(`run ${RUN}`)).toEqual({check: `run ${RUN}`, level: 'problem', message})
  expect(readFileSync(path)).toEqual(bytes)
})

test('`doctor --repair` cuts it before the damage, keeps the original, and the run can be read again', async () => {
  const {made, path, bytes, line} = damaged()
  const {code, of, bad} = await examine(made, '--repair')
  expect({code, bad}).toEqual({code: 0, bad: []})
  const [copy = ''] = readdirSync(dirname(path)).filter(name => name.startsWith('journal.damaged-'))
  expect(readFileSync(join(dirname(path), copy))).toEqual(bytes)
  expect(readFileSync(path, 'utf8')).toBe(framed(ALL.slice(0, line - 1)))
  expect(of(`run ${RUN}`)).toEqual({
    check: `run ${RUN}`,
    level: 'repaired',
    message: `${path} was damaged in line ${line} (the checksum does not match) and is cut before it; the original is ${join(dirname(path), copy)}. What was recorded from there on has not happened for \`agent-spawn run --continue --run ${RUN}\`.`,
  })
  expect(lastJson(await made.run(['status', '--json']))).toMatchObject({run: RUN, result: null})
  expect((await examine(made)).bad).toEqual([])
})

test('a journal of a newer version is left alone by a repair', async () => {
  const made = rig()
  const [first, ...rest] = EVENTS
  const path = plantRun(made.directory, [{...first, version: 9} as never, ...rest])
  const before = readFileSync(path)
  const {code, bad} = await examine(made, '--repair')
  expect({code, bad}).toEqual({code: 1, bad: [`run ${RUN}`]})
  expect(readFileSync(path)).toEqual(before)
})

test('a merge that the cut journal does not tell of is taken off the branch and kept; the run goes on to its end', async () => {
  const made = rig()
  const words = ['run', '--from-doc', PLAN, '--agent', WORKER, '--trust', '--no-report', '--json']
  const {run, integrationBranch} = lastJson(await made.run(words))
  const path = join(made.directory, `.conductor/runs/${run}/journal`)
  const lines = readFileSync(path, 'latin1').split('\n')
  const merged = lines.findLastIndex(line => line.includes('"merge-started"'))
  lines[merged - 1] = (lines[merged - 1] ?? '').replace('"', "'")
  writeFileSync(path, lines.join('\n'), 'latin1')
  const tree = made.git('rev-parse', `${integrationBranch}^{tree}`)
  const {of} = await examine(made, '--repair')
  expect(of(`run ${run}`)?.message).toMatch(
    / The branch agent-spawn\/\S+ is put back to [0-9a-f]{40}, where the journal has it; what it held is kept in \S+ as refs\/agent-spawn\/\S+\.$/,
  )
  const continued = lastJson(await made.run(['run', '--continue', '--json', '--no-report']))
  expect(continued).toMatchObject({run, result: 'done', counts: {done: 4}})
  const hub = join(made.directory, '.conductor/hub.git')
  expect(made.git('--git-dir', hub, 'rev-parse', `${integrationBranch}^{tree}`)).toBe(tree)
})

test('S001-37: state files that say something else are found, and made again from the journal', async () => {
  const made = rig()
  plantRun(made.directory, ALL)
  const file = '.conductor/state/T1.json'
  expect((await examine(made)).bad).toEqual(['state files'])
  expect((await examine(made, '--repair')).of('state files')?.level).toBe('repaired')
  const right = made.read(file)
  made.write(file, right.replace('"completed"', '"running"'))
  made.write('.conductor/state/T99.json', '{}')
  const {code, of} = await examine(made)
  expect(code).toBe(1)
  const names = ['T1', 'T99'].map(id => join(made.directory, `.conductor/state/${id}.json`)).join(', ')
  expect(of('state files')).toEqual({
    check: 'state files',
    level: 'problem',
    message: `Not as the journal of run ${RUN} has it: ${names}. \`agent-spawn doctor --repair\` makes them again.`,
  })
  await examine(made, '--repair')
  expect(made.read(file)).toBe(right)
  expect(existsSync(join(made.directory, '.conductor/state/T99.json'))).toBe(false)
})

test('a lock that cannot be read', async () => {
  const made = rig()
  plantRun(made.directory, ALL)
  made.write('.conductor/runs/lock-1', 'nonsense')
  const {of} = await examine(made)
  expect(of('lock')?.message).toContain('lock-1 cannot be read')
  expect(of('lock')?.level).toBe('problem')
})

test('work that nobody needs any more is named', async () => {
  const made = rig()
  const {run} = lastJson(
    await made.run(['run', '--from-doc', PLAN, '--agent', WORKER, '--trust', '--no-report', '--json']),
  )
  rmSync(join(made.directory, `.conductor/runs/${run}`), {recursive: true})
  made.write('.conductor/workspaces/agent-T9-general/notes.txt', 'half a thought')
  plantRun(made.directory, ALL)
  const {of} = await examine(made)
  expect(of('workspaces')).toEqual({
    check: 'workspaces',
    level: 'warning',
    message: `No task needs these any more; agent-spawn cleanup removes those that hold nothing: ${join(made.directory, '.conductor/workspaces/agent-T9-general')}.`,
  })
  expect(of('kept work')?.message).toContain(`keeps work of runs that have no readable journal: ${run}.`)
})

const imported = () => {
  const made = rig({isEmpty: true})
  const put = (path: string, value: object): void =>
    made.write(`agent-deployment/${path}`, JSON.stringify(value))
  const at = {started_at: '2026-03-09T08:00:00', pid: 4_194_301}
  put('state/L2.1.json', {agent_id: 'L2.1', agent_type: 'L2', status: 'running', ...at})
  put('agents/L2.1/status.json', {agent_id: 'L2.1', status: 'completed', last_updated: '2026-03-09T09:00:00'})
  put('state/L2.2.json', {agent_id: 'L2.2', agent_type: 'L2', status: 'running', ...at})
  put('agents/L2.2/status.json', {agent_id: 'L2.2', status: 'running'})
  put('state/L2.3.json', {agent_id: 'L2.3', status: 'failed'})
  made.write('agent-deployment/state/L2.4.json', '{"agent_id": "L2')
  return made
}

test('S001-37, S001-11, S001-25: imported state files that contradict their agents are told, and reconciled by a repair', async () => {
  const made = imported()
  const incomplete = async () => lastJson(await made.run(['recover', '--json'])).total_incomplete
  expect(await incomplete()).toBe(2)
  const place = ['--deployment-dir', 'agent-deployment']
  const {code, bad} = await examine(made, ...place)
  expect({code, bad}).toEqual({code: 1, bad: ['state file', 'agent L2.1', 'agent L2.2']})
  const repaired = await examine(made, '--repair', ...place)
  expect({code: repaired.code, bad: repaired.bad}).toEqual({code: 0, bad: []})
  expect(repaired.of('agent L2.1')?.message).toMatch(
    /L2\.1\.json says running, but its status\.json says completed\. It says completed now; the original is .+L2\.1\.json\.1\.$/,
  )
  expect(await incomplete()).toBe(0)
  const state = (id: string) => JSON.parse(made.read(`agent-deployment/state/${id}.json`))
  expect(state('L2.1')).toMatchObject({status: 'completed', completed_at: '2026-03-09T09:00:00'})
  expect(state('L2.2')).toMatchObject({
    status: 'failed',
    error: 'Process terminated unexpectedly (recovered after crash)',
    failed_at: expect.stringMatching(/^\d{4}-/),
  })
  expect((await examine(made, ...place)).bad).toEqual([])
})

test('S001-04: a corrupt state file is moved aside by a repair and told of; the others are read', async () => {
  const made = imported()
  await examine(made, '--repair', '--deployment-dir', 'agent-deployment')
  expect(made.read('agent-deployment/state/L2.4.json.1')).toBe('{"agent_id": "L2')
  expect(existsSync(join(made.directory, 'agent-deployment/state/L2.4.json'))).toBe(false)
})
