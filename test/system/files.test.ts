import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {AppendFile} from '../../src/system/append-file.ts'
import {
  copyTree,
  ensureDirectory,
  exists,
  kindOf,
  listDirectory,
  moveAside,
  readTail,
  readText,
  realPath,
  removeFile,
  removeTree,
  writeAnew,
  writeAtomic,
} from '../../src/system/files.ts'
import {temporaryDirectory} from './temporary.ts'

test('a text is read whole, up to its cap', async () => {
  const path = join(temporaryDirectory(), 'plan.md')
  writeFileSync(path, 'päan →\r\n')
  expect(await readText(path)).toEqual({ok: true, value: 'päan →\r\n'})
  expect(await readText(path, 12)).toEqual({ok: true, value: 'päan →\r\n'})
  expect(await readText(path, 10)).toEqual({
    ok: false,
    error: {code: 'too-large', path, message: `${path} is larger than 10 bytes, the most that is read.`},
  })
})

test('what is no readable file is said to be so, and a pipe blocks nobody', async () => {
  const directory = temporaryDirectory()
  const pipe = join(directory, 'pipe')
  execFileSync('mkfifo', [pipe])
  const missing = join(directory, 'none.md')
  expect(await readText(missing)).toEqual({
    ok: false,
    error: {code: 'missing', path: missing, message: `${missing} does not exist.`},
  })
  expect(await readText(directory)).toEqual({
    ok: false,
    error: {
      code: 'not-a-file',
      path: directory,
      message: `${directory} is a directory; expected a regular file.`,
    },
  })
  expect(await readText(pipe)).toEqual({
    ok: false,
    error: {
      code: 'not-a-file',
      path: pipe,
      message: `${pipe} is a device, a pipe or a socket; expected a regular file.`,
    },
  })
})

test.skipIf(process.getuid?.() === 0)(
  'a forbidden file is said to be so (root may read everything)',
  async () => {
    const path = join(temporaryDirectory(), 'secret')
    writeFileSync(path, 'x')
    chmodSync(path, 0)
    expect(await readText(path)).toEqual({
      ok: false,
      error: {code: 'forbidden', path, message: `${path} cannot be read: permission denied.`},
    })
  },
)

test('a file is replaced as a whole and leaves nothing beside it', async () => {
  const directory = temporaryDirectory()
  const path = join(directory, 'state.json')
  await writeAtomic(path, 'old')
  await Promise.all(['a', 'b', 'c'].map(text => writeAtomic(path, text.repeat(100_000))))
  expect(new Set(readFileSync(path, 'utf8')).size).toBe(1)
  expect(readFileSync(path).length).toBe(100_000)
  expect(readdirSync(directory)).toEqual(['state.json'])
})

test('a write that fails leaves the old text and no temporary file', async () => {
  const directory = temporaryDirectory()
  mkdirSync(join(directory, 'taken'))
  await expect(writeAtomic(join(directory, 'taken'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(directory)).toEqual(['taken'])
})

test('a link is replaced, not written through', async () => {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'victim'), 'mine')
  symlinkSync('victim', join(directory, 'link'))
  await writeAtomic(join(directory, 'link'), 'new')
  expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('mine')
  expect(await kindOf(join(directory, 'link'))).toBe('file')
})

test('kinds are of the name itself', async () => {
  const directory = temporaryDirectory()
  symlinkSync('nowhere', join(directory, 'dangling'))
  writeFileSync(join(directory, 'file'), '')
  await ensureDirectory(join(directory, 'a', 'b'))
  expect(await kindOf(join(directory, 'dangling'))).toBe('symlink')
  expect(await kindOf(join(directory, 'file'))).toBe('file')
  expect(await kindOf(join(directory, 'a'))).toBe('directory')
  expect(await kindOf('/dev/null')).toBe('other')
  expect(await kindOf(join(directory, 'file', 'under'))).toBe(undefined)
  expect(await exists(join(directory, 'dangling'))).toBe(true)
  expect(await exists(join(directory, 'none'))).toBe(false)
  expect(await realPath(join(directory, 'dangling'))).toBe(undefined)
  expect(await listDirectory(directory)).toEqual(['a', 'dangling', 'file'])
  expect(await listDirectory(join(directory, 'none'))).toEqual([])
})

test('the tail of a file holds whole characters only', async () => {
  const path = join(temporaryDirectory(), 'log')
  writeFileSync(path, 'x'.repeat(50_000) + 'ä→😀'.repeat(10))
  expect(await readTail(path, 4)).toBe('ä→😀')
  expect(await readTail(path, 3)).toBe('→😀')
  expect(await readTail(path, 1)).toBe('')
  expect(await readTail(path, 1_000_000)).toBe('x'.repeat(50_000) + 'ä→😀'.repeat(10))
  expect(await readTail(`${path}-none`, 10)).toBe('')
  for (let length = 0; length < 9; length++) expect(await readTail(path, length)).not.toContain('\uFFFD')
})

test('what is in the way is moved to the first free number, and nothing is replaced', async () => {
  const directory = temporaryDirectory()
  const path = join(directory, 'agent-T1')
  writeFileSync(`${path}.1`, 'first')
  mkdirSync(path)
  writeFileSync(join(path, 'work'), 'precious')
  expect(await moveAside(path)).toBe(`${path}.2`)
  writeFileSync(path, 'file')
  expect(await moveAside(path)).toBe(`${path}.3`)
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('first')
  expect(readFileSync(join(`${path}.2`, 'work'), 'utf8')).toBe('precious')
  expect(readFileSync(`${path}.3`, 'utf8')).toBe('file')
  expect(await exists(path)).toBe(false)
})

test('trees are copied and removed without following links', async () => {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'outside'), 'stays')
  await ensureDirectory(join(directory, 'tree', 'deep'))
  writeFileSync(join(directory, 'tree', 'deep', 'run.sh'), 'x', {mode: 0o755})
  symlinkSync('../outside', join(directory, 'tree', 'link'))
  await copyTree(join(directory, 'tree'), join(directory, 'copy'))
  expect(await kindOf(join(directory, 'copy', 'link'))).toBe('symlink')
  expect(readFileSync(join(directory, 'copy', 'link'), 'utf8')).toBe('stays')
  await removeTree(join(directory, 'tree'))
  await removeTree(join(directory, 'tree'))
  await removeFile(join(directory, 'copy', 'link'))
  await removeFile(join(directory, 'copy', 'link'))
  expect(readFileSync(join(directory, 'outside'), 'utf8')).toBe('stays')
  expect(await listDirectory(join(directory, 'copy'))).toEqual(['deep'])
})

test('an append file grows, is cut and grows again', async () => {
  const path = join(temporaryDirectory(), 'journal')
  const file = await AppendFile.open(path)
  await file.append('one\n')
  await file.append(Buffer.from('two\nthr'))
  expect(await file.size()).toBe(11)
  await file.truncate(8)
  await file.append('four\n')
  await file.sync()
  await file.close()
  const again = await AppendFile.open(path)
  await again.append('five\n')
  await again.close()
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nfour\nfive\n')
})

test('a file is made anew whatever has its name: a link is not written through, a pipe blocks nobody', async () => {
  const directory = temporaryDirectory()
  const [outside, path] = [join(directory, 'outside'), join(directory, 'note.md')]
  writeFileSync(outside, 'not yours')
  const others = [
    () => symlinkSync(outside, path),
    () => execFileSync('mkfifo', [path]),
    () => mkdirSync(join(path, 'deep'), {recursive: true}),
    () => undefined,
  ]
  for (const put of others) {
    put()
    await writeAnew(path, 'mine')
    expect([await kindOf(path), readFileSync(path, 'utf8')]).toEqual(['file', 'mine'])
    await removeFile(path)
  }
  expect(readFileSync(outside, 'utf8')).toBe('not yours')
})
