// What goes wrong before anything is done: one clear message that names place and remedy, the right exit code, no trace.

import {chmodSync, existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {keysAt} from '../../src/service/config-shape.ts'
import {HARBOUR, lastJson, PLAN, rig, runMain, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const refused = (err: string) => ({code: 2, out: '', err})
const isRoot = process.getuid?.() === 0

test('a document that does not exist', async () => {
  const {run} = rig()
  expect(await run(['plan', 'no.md', '--json'])).toEqual(
    refused('agent-spawn: no.md does not exist. Name an existing document.\n'),
  )
  expect(await run(['run'])).toEqual(
    refused(
      'agent-spawn: .conductor/task-dispatcher.yaml does not exist. Compile a plan with `agent-spawn plan DOC` first, or name a document.\n',
    ),
  )
})

test.skipIf(isRoot)('a document that may not be read (root may read any)', async () => {
  const {run, directory} = rig()
  chmodSync(join(directory, PLAN), 0)
  expect(await run(['check', PLAN])).toEqual(
    refused('agent-spawn: plan.md cannot be read: permission denied. Make it readable.\n'),
  )
})

test('a directory without documents, an empty document and one with no task', async () => {
  const {run, write} = rig()
  write('pictures/mast.png', '')
  expect(await run(['check', 'pictures'])).toEqual(
    refused(
      'agent-spawn: pictures/ holds no document that could be a plan: no Markdown, YAML or JSON file. Hidden directories and node_modules are not entered; name them to read them.\n',
    ),
  )
  write('empty.md', '')
  const empty = await run(['check', 'empty.md'])
  expect(empty).toMatchObject({code: 2, err: ''})
  expect(empty.out).toContain('empty.md:1:1 error empty-plan: empty.md is empty; expected at least one task')
  write('prose.md', 'Nothing to do today.\n')
  const prose = await run(['run', '--from-doc', 'prose.md'])
  expect(prose).toMatchObject({code: 2, out: ''})
  expect(prose.err).toContain('prose.md:1:1 error ')
})

test('a binary file and a document of 50 MB', async () => {
  const {run, write} = rig()
  write('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]))
  const binary = await run(['plan', 'image.png'])
  expect(binary).toMatchObject({code: 2, out: ''})
  expect(binary.err).toContain(
    'image.png:1:1 error binary-file: image.png holds a NUL byte, so it is no text in UTF-8: name a text file, or save it as UTF-8\n',
  )
  write('large.md', 'x'.repeat(70_000_000))
  expect(await run(['plan', 'large.md'])).toEqual(
    refused(
      'agent-spawn: large.md is larger than 64 MiB; a plan may have 8 MiB of text. Split it, or name the right file.\n',
    ),
  )
})

test('a cycle is shown as a path, and nothing is written', async () => {
  const {run, write, directory} = rig()
  write(PLAN, HARBOUR.replace('**Dependencies:** None', '**Dependencies:** T4'))
  const ran = await run(['plan', PLAN])
  expect(ran.code).toBe(2)
  expect(ran.err).toMatch(/error cycle: tasks depend on each other: T\d → T\d/)
  expect(existsSync(join(directory, '.conductor'))).toBe(false)
  const json = await run(['plan', PLAN, '--json'])
  expect(json.code).toBe(2)
  expect(lastJson(json)).toMatchObject({
    kind: 'graph',
    diagnostics: expect.arrayContaining([expect.objectContaining({rule: 'cycle'})]),
  })
  const dispatched = await run(['run', '--from-doc', PLAN, '--agent', 'simulate'])
  expect(dispatched).toMatchObject({code: 2, out: ''})
})

test('S003-38: a YAML plan with an alias bomb is refused at its place', async () => {
  const {run, write} = rig()
  write('bomb.yaml', 'dispatcher:\n  phase: &a [x, x]\n  sources: [*a, *a]\n')
  const ran = await run(['--validate-only', '--from-doc', 'bomb.yaml'])
  expect(ran.code).toBe(2)
  expect(ran.out + ran.err).toContain('bomb.yaml:2:13 error yaml-alias: the anchor &a is not read')
})

test('S003-38: a YAML plan with broken syntax is refused at its place', async () => {
  const {run, write} = rig()
  write('broken.yaml', 'taskGroups:\n  - groupId: A\n   tasks: [\n')
  const ran = await run(['--validate-only', '--from-doc', 'broken.yaml'])
  expect(ran.code).toBe(2)
  expect(ran.out + ran.err).toMatch(/broken\.yaml:\d+:\d+ error yaml-syntax: not well-formed YAML: /)
})

test('a task id that is a path is no task id', async () => {
  const {run, write, directory} = rig()
  write('evil.yaml', 'tasks:\n  - taskId: ../../x\n    title: Escape\n')
  const ran = await run(['run', '--from-doc', 'evil.yaml', '--agent', WORKER, '--trust'])
  expect(ran).toMatchObject({code: 2, out: ''})
  expect(ran.err).toContain('../../x')
  expect(existsSync(join(directory, '.conductor'))).toBe(false)
})

test('no git repository: the message offers the shared mode, which works', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cli-'))
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}))
  process.env.XDG_CONFIG_HOME = join(directory, 'user-configuration')
  const {write} = rig()
  write(PLAN, HARBOUR)
  const plan = join(rig().directory, PLAN)
  const words = ['run', '--from-doc', plan, '--agent', WORKER, '--trust']
  process.env.XDG_CONFIG_HOME = join(directory, 'user-configuration')
  expect(await runMain(words, directory)).toEqual(
    refused(
      `agent-spawn: ${directory} is not in a git repository. Make one with \`git init\` and a first commit, or run with \`--workspace shared\`, which needs no repository.\n`,
    ),
  )
  const shared = await runMain([...words, '--workspace', 'shared', '--json'], directory)
  expect(lastJson(shared)).toMatchObject({result: 'done', integrationBranch: null})
  expect(existsSync(join(directory, 'out/T4.txt'))).toBe(true)
})

test('no commits yet', async () => {
  const {run, write, directory} = rig({isEmpty: true})
  write(PLAN, HARBOUR)
  expect(await run(['run', '--from-doc', PLAN, '--agent', WORKER, '--trust'])).toEqual(
    refused(
      `agent-spawn: ${directory} has no commits yet. Make one with \`git add . && git commit -m start\`, or run with \`--workspace shared\`, which needs no repository.\n`,
    ),
  )
})

test('uncommitted changes are named and left alone, and the run starts without them', async () => {
  const {run, write, read} = rig()
  write(PLAN, `${HARBOUR}\n`)
  const ran = await run(['run', 'T1', '--from-doc', PLAN, '--agent', WORKER, '--trust'])
  expect(ran.code).toBe(0)
  expect(ran.err).toMatch(
    /^agent-spawn: .* has uncommitted changes \(plan\.md\); the run starts from commit [0-9a-f]{7}, without them\.\n$/,
  )
  expect(read(PLAN)).toBe(`${HARBOUR}\n`)
})

test('a detached HEAD runs, and cannot be landed', async () => {
  const {run, git} = rig()
  git('checkout', '--quiet', '--detach')
  const ran = await run(['run', 'T1', '--from-doc', PLAN, '--agent', WORKER, '--trust', '--json'])
  const {run: id} = lastJson(ran)
  expect(await run(['land'])).toEqual({
    code: 3,
    out: '',
    err: `agent-spawn: Run ${id} began on no branch, so none can be moved. Move to its work with \`git merge --ff-only agent-spawn/${id}\`.\n`,
  })
})

test('an agent whose command there is not is refused before anything starts', async () => {
  const {run, directory} = rig()
  const ran = await run(['run', '--from-doc', PLAN, '--agent', 'shell:no-such-agent {task}', '--trust'])
  expect(ran).toEqual(
    refused(
      'agent-spawn: The command "no-such-agent" of the agent "shell" was not found on the PATH. Install it, or correct the agent\'s command.\n',
    ),
  )
  expect(existsSync(join(directory, '.conductor'))).toBe(false)
  expect(await run(['run', '--from-doc', PLAN, '--agent', 'calude'])).toEqual(
    refused(
      'agent-spawn: There is no agent "calude" (did you mean "claude"?); known are claude, codex, gemini, opencode, tangle, simulate and \'shell:COMMAND {task}\'.\n',
    ),
  )
})

test('a dispatcher YAML of somebody else is not replaced', async () => {
  const {run, write, read} = rig()
  const theirs = 'taskGroups: []\n'
  write('.conductor/task-dispatcher.yaml', theirs)
  expect(await run(['plan', PLAN])).toEqual(
    refused(
      'agent-spawn: .conductor/task-dispatcher.yaml was not written by agent-spawn, so it is left as it is. Remove it, name another file with --output, or use --no-write.\n',
    ),
  )
  expect(read('.conductor/task-dispatcher.yaml')).toBe(theirs)
})

test('a wrong configuration is refused with its places', async () => {
  const {run, write} = rig()
  write('.conductor/config.yaml', 'agent: simulate\nconcurency: 4\nlimits:\n  run: soon\n')
  expect(await run(['run', '--from-doc', PLAN])).toEqual(
    refused(
      '.conductor/config.yaml:4:8 error bad-value: limits.run is "soon", expected a duration such as 30m or 6 hours, or 0 for no limit\n' +
        '4 |   run: soon\n  |        ^^^^\n\n' +
        `.conductor/config.yaml:2:1 error unknown-key: the key "concurency" is not known here (did you mean "concurrency"?); known are ${keysAt([]).join(', ')}\n` +
        '2 | concurency: 4\n  | ^^^^^^^^^^\n\n' +
        '2 errors\n\nagent-spawn: .conductor/config.yaml has 2 errors; nothing was done.\n',
    ),
  )
})

test('S003-39: words that mean nothing are answered with a suggestion and the usage', async () => {
  const {run} = rig()
  expect(await run(['chek'])).toEqual(refused("error: unknown command 'chek'\n(Did you mean check?)\n"))
  expect(await run(['check', '--jsn'])).toEqual(
    refused(
      "error: unknown option '--jsn'\n(Did you mean --json?)\nusage: agent-spawn check [options] [doc...]  (--help tells more)\n",
    ),
  )
  const bare = await run(['--task'])
  expect(bare).toMatchObject({code: 2, out: ''})
  expect(bare.err).toMatch(/^error: option '--task <task>' argument missing\nusage: agent-spawn --task TASK /)
  expect(await run(['simulate', PLAN, '--slots', 'many'])).toEqual(
    refused(
      "error: option '--slots <n>' argument 'many' is invalid. Expected a whole number above 0.\nusage: agent-spawn simulate [options] [doc...]  (--help tells more)\n",
    ),
  )
})

test('nothing at all is answered with the help, on standard error', async () => {
  const {run} = rig()
  const ran = await run([])
  expect(ran).toMatchObject({code: 2, out: ''})
  expect(ran.err).toContain('Usage: agent-spawn <command> [options]')
})

test('a report cannot be led out of the repository', async () => {
  const {run} = rig()
  const words = ['run', 'T1', '--from-doc', PLAN, '--agent', 'simulate']
  expect(await run([...words, '--output-pattern', '../{task}.md'])).toEqual(
    refused(
      'agent-spawn: The output pattern "../{task}.md" leaves the repository; expected a file inside the repository, e.g. docs/09-reports/{task}_execution_log.md.\n',
    ),
  )
})
