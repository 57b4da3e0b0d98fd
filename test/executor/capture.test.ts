import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {temporaryDirectory} from '../system/temporary.ts'
import {
  begin,
  commitAll,
  filesOf,
  gitIn,
  MESSAGE,
  makeRepository,
  must,
  open,
  type Place,
  RUN,
  write,
} from './repositories.ts'

const START = {'.gitignore': '*.log\nbuild/\n', 'a.txt': 'one\ntwo\nthree\n', 'src/b.txt': 'b\n'}

/** Files of a fresh capture. */
const captured = async (place: Place, workspace: Awaited<ReturnType<typeof open>>) => {
  const {tree = ''} = must(await workspace.capture(MESSAGE))
  return filesOf(place, tree)
}

test('nothing done is a result, too: a commit with the tree of the base', async () => {
  const place = await begin()
  const workspace = await open(place)
  const tree = gitIn(place.root, 'rev-parse', 'HEAD^{tree}')
  const captured = must(await workspace.capture(MESSAGE))
  expect(captured).toEqual({commit: expect.stringMatching(/^[0-9a-f]{40}$/), tree, changed: []})
})

test('S003-31: the host commits what lies in the workspace, on the base, anchored for good', async () => {
  const place = await begin()
  const workspace = await open(place)
  write(workspace.path, {'new.txt': 'new\n', 'a.txt': 'one\n'})
  const {commit = '', tree, changed} = must(await workspace.capture(MESSAGE))
  expect(changed).toEqual(['a.txt', 'new.txt'])
  expect(gitIn(place.hub.path, 'rev-parse', `refs/agent-spawn/${RUN}/T1/1`)).toBe(commit)
  expect(gitIn(place.hub.path, 'log', '-1', '--format=%P %T %an %at%n%B', commit)).toBe(
    `${place.base} ${tree} agent-spawn 1795262400\nfeat(T1): Try it\n\nAgent-Spawn-Task: T1`,
  )
  expect(filesOf(place, commit)).toEqual({...START, 'new.txt': 'new\n', 'a.txt': 'one\n'})
})

test('added, edited, deleted, renamed, made executable, linked, made a link, replaced: all of it', async () => {
  const root = makeRepository({
    ...START,
    'gone.txt': 'gone\n',
    'old name.txt': 'renamed\n',
    'run.sh': '#!/bin/sh\n',
    'becomes-link': 'file\n',
    'becomes-directory': 'file\n',
    'becomes-file/inner': 'inner\n',
    'becomes-link-to-directory/b.txt': 'inner\n',
  })
  const place = await begin(root)
  const {path, ...workspace} = await open(place)
  const at = (name: string) => join(path, name)
  rmSync(at('gone.txt'))
  renameSync(at('old name.txt'), at('new name.txt'))
  chmodSync(at('run.sh'), 0o755)
  rmSync(at('becomes-link'))
  symlinkSync('a.txt', at('becomes-link'))
  rmSync(at('becomes-directory'))
  rmSync(at('becomes-file'), {recursive: true})
  rmSync(at('becomes-link-to-directory'), {recursive: true})
  symlinkSync('src', at('becomes-link-to-directory'))
  symlinkSync('/nowhere', at('dangling'))
  write(path, {'becomes-directory/inner': 'inner\n', 'becomes-file': 'file\n', 'a.txt': 'edited\n'})
  const files = await captured(place, {path, ...workspace})
  expect(files).toEqual({
    ...START,
    'a.txt': 'edited\n',
    'becomes-directory/inner': 'inner\n',
    'becomes-file': 'file\n',
    'becomes-link': '120000 a.txt',
    'becomes-link-to-directory': '120000 src',
    dangling: '120000 /nowhere',
    'new name.txt': 'renamed\n',
    'run.sh': '100755 #!/bin/sh\n',
  })
})

test('names with blanks, quotes, line breaks, accents and patterns, or that look like options', async () => {
  const place = await begin()
  const workspace = await open(place)
  const names = [
    ' blank ',
    'ünï/ço∂é 漢字 🎉',
    '"quoted"',
    "it's",
    'line\nbreak',
    '-n',
    '*',
    '[ab]',
    ':(top)x',
    'back\\slash',
    '#x',
    '!y',
  ]
  const files = Object.fromEntries(names.map(name => [name, `${name}\n`]))
  write(workspace.path, files)
  const {changed, tree = ''} = must(await workspace.capture(MESSAGE))
  expect(filesOf(place, tree)).toEqual({...START, ...files})
  expect([...(changed ?? [])].sort()).toEqual([...names].sort())
})

test('a name that is not UTF-8 is taken, too', async () => {
  const place = await begin()
  const workspace = await open(place)
  const name = Buffer.concat([Buffer.from(`${workspace.path}/latin-`), Buffer.from([0xe9])])
  writeFileSync(name, 'x')
  const {tree = ''} = must(await workspace.capture(MESSAGE))
  const listed = execFileSync('git', ['ls-tree', '-z', '--name-only', tree], {cwd: place.hub.path})
  expect(listed.includes(Buffer.from([0x2d, 0xe9, 0]))).toBe(true)
})

test('ignored files are not taken, unless they were tracked before', async () => {
  const root = makeRepository(START)
  write(root, {'kept.log': 'tracked\n'})
  gitIn(root, 'add', '--force', 'kept.log')
  gitIn(root, 'commit', '--quiet', '-m', 'log')
  const place = await begin(root)
  const workspace = await open(place)
  write(workspace.path, {
    'x.log': '',
    'build/out': '',
    'src/.gitignore': 'secret\n',
    'src/secret': '',
    'kept.log': 'new\n',
  })
  expect(await captured(place, workspace)).toEqual({
    ...START,
    'src/.gitignore': 'secret\n',
    'kept.log': 'new\n',
  })
})

test('the instruction is never part of the work, nor of the status that the agent sees', async () => {
  const place = await begin()
  const workspace = await open(place)
  write(workspace.path, {'TASK_INSTRUCTION.md': 'do it', 'docs/TASK_INSTRUCTION.md': 'a document\n'})
  expect(gitIn(workspace.path, 'status', '--porcelain')).toBe('?? docs/')
  expect(await captured(place, workspace)).toEqual({...START, 'docs/TASK_INSTRUCTION.md': 'a document\n'})
})

test('an instruction that somebody has committed stays as it is', async () => {
  const root = makeRepository({...START, 'TASK_INSTRUCTION.md': 'old\n'})
  const place = await begin(root)
  const workspace = await open(place)
  write(workspace.path, {'TASK_INSTRUCTION.md': 'new'})
  expect((await captured(place, workspace))['TASK_INSTRUCTION.md']).toBe('old\n')
  rmSync(join(workspace.path, 'TASK_INSTRUCTION.md'))
  expect((await captured(place, workspace))['TASK_INSTRUCTION.md']).toBe('old\n')
})

test('captured again: only the difference to the base counts, and the last one is anchored', async () => {
  const place = await begin()
  const workspace = await open(place)
  write(workspace.path, {x: '1', y: '1'})
  const first = must(await workspace.capture(MESSAGE))
  rmSync(join(workspace.path, 'y'))
  write(workspace.path, {x: '2'})
  const second = must(await workspace.capture(MESSAGE))
  expect(second.changed).toEqual(['x'])
  expect(filesOf(place, second.commit ?? '')).toEqual({...START, x: '2'})
  expect(gitIn(place.hub.path, 'rev-parse', `refs/agent-spawn/${RUN}/T1/1`)).toBe(second.commit)
  expect(gitIn(place.hub.path, 'rev-parse', `${second.commit}^`)).toBe(place.base)
  expect(filesOf(place, first.commit ?? '')).toEqual({...START, x: '1', y: '1'})
})

test('what the agent does with git does not matter: the files are the truth', async () => {
  const place = await begin()
  const {path, ...workspace} = await open(place)
  write(path, {committed: 'c\n'})
  commitAll(path, 'my own commit')
  gitIn(path, 'checkout', '--quiet', '-b', 'elsewhere')
  write(path, {staged: 's\n', stashed: 'gone\n'})
  gitIn(path, 'add', 'stashed')
  gitIn(path, 'stash', '--quiet')
  write(path, {staged: 's\n'})
  gitIn(path, 'add', '--all')
  gitIn(path, 'rm', '--quiet', '--cached', 'a.txt')
  gitIn(path, 'update-index', '--assume-unchanged', 'src/b.txt')
  write(path, {'src/b.txt': 'hidden change\n'})
  expect(await captured(place, {path, ...workspace})).toEqual({
    ...START,
    committed: 'c\n',
    staged: 's\n',
    'src/b.txt': 'hidden change\n',
  })
})

test('an agent may even lose its repository', async () => {
  const place = await begin()
  const workspace = await open(place)
  rmSync(join(workspace.path, '.git'), {recursive: true})
  write(workspace.path, {x: 'x'})
  expect(await captured(place, workspace)).toEqual({...START, x: 'x'})
})

test('repositories inside of the workspace are taken as plain files, and again when they change', async () => {
  const place = await begin()
  const workspace = await open(place)
  const inner = join(workspace.path, 'made by a générator')
  mkdirSync(inner)
  gitIn(inner, 'init', '--quiet')
  write(inner, {'.gitignore': 'skip\n', skip: '', 'sub/x': 'x\n', 'deep/y': 'y\n'})
  commitAll(inner, 'inner')
  gitIn(join(inner, 'deep'), 'init', '--quiet')
  const files = {
    ...START,
    'made by a générator/.gitignore': 'skip\n',
    'made by a générator/sub/x': 'x\n',
    'made by a générator/deep/y': 'y\n',
  }
  expect(await captured(place, workspace)).toEqual(files)
  write(inner, {'sub/x': 'changed\n', z: 'z\n'})
  expect(await captured(place, workspace)).toEqual({
    ...files,
    'made by a générator/sub/x': 'changed\n',
    'made by a générator/z': 'z\n',
  })
})

test('submodules stay what they are', async () => {
  const library = makeRepository({'lib.txt': 'lib\n'})
  const root = makeRepository(START)
  gitIn(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib')
  const commit = commitAll(root, 'with a library')
  const place = await begin(root)
  const workspace = await open(place)
  gitIn(workspace.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init')
  write(workspace.path, {'lib/lib.txt': 'changed\n', x: 'x'})
  commitAll(join(workspace.path, 'lib'), 'a commit that nobody else has')
  const {tree = '', changed} = must(await workspace.capture(MESSAGE))
  expect(changed).toEqual(['x'])
  expect(gitIn(place.hub.path, 'rev-parse', `${tree}:lib`)).toBe(gitIn(root, 'rev-parse', `${commit}:lib`))
})

test('what is no file is named, and nothing is half taken', async () => {
  const place = await begin()
  const workspace = await open(place)
  rmSync(join(workspace.path, 'a.txt'))
  execFileSync('mkfifo', [join(workspace.path, 'a.txt')])
  const result = await workspace.capture(MESSAGE)
  expect(!result.ok && result.error).toContain('a.txt')
  expect(() => gitIn(place.hub.path, 'rev-parse', '--verify', `refs/agent-spawn/${RUN}/T1/1`)).toThrow()
})

test('a workspace that is gone, or has become a link to elsewhere, is not taken', async () => {
  const place = await begin()
  const {path, ...workspace} = await open(place)
  rmSync(path, {recursive: true})
  const gone = {ok: false, error: `The workspace ${path} is gone: its work cannot be taken.`}
  expect(await workspace.capture(MESSAGE)).toEqual(gone)
  symlinkSync(temporaryDirectory(), path)
  expect(await workspace.capture(MESSAGE)).toEqual(gone)
})

/** Everything that git can be told to run, told to a repository. */
const poison = (directory: string, canary: string): void => {
  const run = `touch '${canary.replaceAll("'", "'\\''")}'`
  const settings = {
    'core.fsmonitor': `${run}; false`,
    'core.hooksPath': join(directory, '.git', 'evil-hooks'),
    'core.sshCommand': run,
    'core.pager': run,
    'core.editor': run,
    'core.attributesFile': join(directory, '.git', 'evil-attributes'),
    'core.worktree': '/',
    'alias.add': `!${run}`,
    'alias.status': `!${run}`,
    'filter.evil.clean': `${run}; cat`,
    'filter.evil.smudge': `${run}; cat`,
    'filter.evil.process': run,
    'filter.evil.required': 'true',
    'diff.external': run,
    'diff.evil.command': run,
    'diff.evil.textconv': run,
    'merge.evil.driver': run,
    'gpg.program': run,
    'commit.gpgSign': 'true',
    'credential.helper': `!${run}`,
    'uploadpack.packObjectsHook': run,
    'gc.auto': '1',
  }
  for (const [name, value] of Object.entries(settings)) gitIn(directory, 'config', name, value)
  const attributes = '* filter=evil diff=evil merge=evil\n'
  write(directory, {
    '.gitattributes': attributes,
    '.git/info/attributes': attributes,
    '.git/evil-attributes': attributes,
  })
  const hooks = [
    'pre-commit',
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-auto-gc',
    'post-commit',
  ]
  for (const folder of ['hooks', 'evil-hooks'])
    for (const hook of hooks) {
      write(directory, {[`.git/${folder}/${hook}`]: `#!/bin/sh\n${run}\n`})
      chmodSync(join(directory, '.git', folder, hook), 0o755)
    }
}

test('nothing that an agent puts into its clone, or into repositories inside of it, runs on the host', async () => {
  const library = makeRepository({'lib.txt': 'lib\n'})
  const root = makeRepository(START)
  gitIn(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib')
  commitAll(root, 'with a library')
  const place = await begin(root)
  const workspace = await open(place)
  const canary = join(temporaryDirectory(), 'canary')
  const inner = join(workspace.path, 'inner')
  gitIn(workspace.path, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init')
  // Of the same size when edited: only then does git look into a file, and run a filter to do so.
  const lib = join(workspace.path, 'lib')
  rmSync(join(lib, '.git'))
  mkdirSync(inner)
  for (const directory of [inner, lib]) {
    gitIn(directory, 'init', '--quiet')
    write(directory, {file: 'x\n'})
    commitAll(directory, 'inner')
  }
  for (const directory of [inner, lib, workspace.path]) poison(directory, canary)
  write(workspace.path, {'a.txt': 'edited\n', 'lib/lib.txt': 'LIB\n', 'inner/file': 'edited\n'})
  must(await workspace.capture(MESSAGE))
  write(workspace.path, {
    'a.txt': 'edited again\n',
    'lib/lib.txt': 'Lib\n',
    'inner/file': 'edited again\n',
  })
  const files = await captured(place, workspace)
  expect(files['a.txt']).toBe('edited again\n')
  expect(files['inner/file']).toBe('edited again\n')
  expect((await workspace.close({keep: false})).removed).toBe(true)
  expect(existsSync(canary)).toBe(false)
})

test('the poison of these tests is one: a person who asks git for the status gets it', () => {
  const root = makeRepository()
  const canary = join(temporaryDirectory(), 'canary')
  poison(root, canary)
  gitIn(root, '-c', `core.worktree=${root}`, 'ls-files', '--modified', '--others')
  expect(readFileSync(canary, 'utf8')).toBe('')
})
