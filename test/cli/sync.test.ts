import {chmodSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {lastJson, PLAN, type Rig, rig, WORKER} from './rig.ts'

const task = (id: string, mark: string, needs: string): string => `### ${id}: Sweep ${mark}

**Dependencies:** ${needs}
**Files:** \`out/${id}.txt\`

**Validation:**
\`\`\`bash
test -s out/${id}.txt
\`\`\`
`

const ROPES = `# Ropes

${task('T1', '⏳', 'None')}
${task('T2', '⏳', 'T1')}
${task('T3', '', 'None')}
`

const TICKED = ROPES.replace('T1: Sweep ⏳', 'T1: Sweep ✅').replace('T2: Sweep ⏳', 'T2: Sweep ✅')

const RUN = ['run', '--agent', WORKER, '--trust']

const place = (text = ROPES): Rig => {
  const made = rig()
  made.write(PLAN, text)
  made.git('commit', '--quiet', '--all', '--message=Ropes')
  return made
}

const finish = async (made: Rig, ...words: string[]): Promise<void> => {
  const {code, err} = await made.run([...RUN, '--from-doc', PLAN, ...words])
  expect({code, err}).toMatchObject({code: 0})
}

test('sync ticks what the last run has finished, and says what it found of each task', async () => {
  const made = place()
  await finish(made)
  expect(made.read(PLAN)).toBe(ROPES)
  const {code, out} = await made.run(['sync'])
  expect(out).toBe(`T1  ticked  plan.md:3 [⏳] → [✅]
T2  ticked  plan.md:13 [⏳] → [✅]
T3  has no mark that could be ticked

2 tasks ticked in plan.md.
`)
  expect(code).toBe(0)
  expect(made.read(PLAN)).toBe(TICKED)
  const again = await made.run(['sync', PLAN])
  expect(again.out).toBe(`T1  is ticked already
T2  is ticked already
T3  has no mark that could be ticked

Nothing to change.
`)
})

test('a box over others, which is no work of its own, is ticked with them', async () => {
  const kiro = '# Ropes\n\n- [ ] 1. Splice\n  - [ ] 1.1 Cut\n  - [ ] 1.2 Lay\n- [ ] 2. Coil\n'
  const made = place(kiro)
  made.write('.conductor/config.yaml', 'review: {unverified: accept}\n')
  await finish(made, '1')
  const {out} = await made.run(['sync'])
  expect(out).toBe(`1    ticked  plan.md:3 [ ] → [x]
1.1  ticked  plan.md:4 [ ] → [x]
1.2  ticked  plan.md:5 [ ] → [x]

3 tasks ticked in plan.md.
`)
  expect(made.read(PLAN)).toBe(kiro.replace(/\[ \] 1/g, '[x] 1'))
})

test('--dry-run prints a diff that git can apply, and changes nothing', async () => {
  const made = place()
  await finish(made, 'T1')
  const {out, err} = await made.run(['sync', '--dry-run'])
  expect(out).toBe(`--- a/plan.md
+++ b/plan.md
@@ -1,6 +1,6 @@
 # Ropes
 
-### T1: Sweep ⏳
+### T1: Sweep ✅
 
 **Dependencies:** None
 **Files:** \`out/T1.txt\`
`)
  expect(err).toBe('T1  ticked  plan.md:3 [⏳] → [✅]\n\n1 task would be ticked in plan.md.\n')
  expect(made.read(PLAN)).toBe(ROPES)
  made.write('ticks.diff', out)
  made.git('apply', 'ticks.diff')
  expect(made.read(PLAN)).toBe(ROPES.replace('T1: Sweep ⏳', 'T1: Sweep ✅'))
})

test('--json tells each change with its place', async () => {
  const made = place()
  await finish(made, 'T1')
  const {run, ...rest} = lastJson(await made.run(['sync', '--json']))
  expect(run).toMatch(/^\d{8}/)
  expect(rest).toEqual({
    schemaVersion: 1,
    kind: 'sync',
    dryRun: false,
    tasks: [
      {
        task: 'T1',
        result: 'ticked',
        changes: [{file: 'plan.md', line: 3, column: 15, endColumn: 16, from: '⏳', to: '✅'}],
      },
    ],
  })
})

test('a run writes back by itself where the configuration says so, and its work can be landed', async () => {
  const made = place()
  made.write('.conductor/config.yaml', 'writeBack: true\n')
  const {code, out, err} = await made.run([...RUN, '--from-doc', PLAN])
  expect({code, err}).toMatchObject({code: 0})
  expect(out + err).toContain('2 tasks ticked in plan.md; the change is yours to commit.')
  expect(made.read(PLAN)).toBe(TICKED)
  const landed = await made.run(['land'])
  expect(landed).toMatchObject({code: 0, err: ''})
  expect(made.read('out/T2.txt')).toBe('T2\n')
  expect(made.read(PLAN)).toBe(TICKED)
  expect(made.git('status', '--porcelain', '--untracked-files=no')).toBe('M plan.md')
})

test('landing keeps the ticks, and is refused where the landed work changes the plan itself', async () => {
  const made = place(ROPES.replace('**Files:** `out/T3.txt`', '**Files:** `out/T3.txt`, `plan.md`'))
  const agent =
    'shell:mkdir -p out && echo {task} > out/{task}.txt && (test {task} != T3 || echo more >> plan.md)'
  const ran = await made.run(['run', '--agent', agent, '--trust', '--from-doc', PLAN])
  expect(ran).toMatchObject({code: 0})
  await made.run(['sync'])
  const landed = await made.run(['land'])
  expect(landed.code).toBe(3)
  expect(landed.err).toContain('plan.md')
  expect(made.read(PLAN)).toContain('T1: Sweep ✅')
})

test('other work in progress still keeps a run from being landed', async () => {
  const made = place()
  made.write('boat.txt', 'wood\n')
  made.git('add', 'boat.txt')
  made.git('commit', '--quiet', '--message=Boat')
  await finish(made)
  await made.run(['sync'])
  made.write('boat.txt', 'paint\n')
  const {code, err} = await made.run(['land'])
  expect(code).toBe(3)
  expect(err).toContain('which has uncommitted changes: boat.txt. Commit or stash them')
})

test('the document may have changed since: its tasks are found by their ids, and nothing that was added is lost', async () => {
  const made = place()
  await finish(made)
  const now = `# Ropes and knots\r\n\r\nA new word.\r\n\r\n- [ ] T2: Sweep twice\r\n- [ ] T7: Splice\r\n`
  writeFileSync(join(made.directory, PLAN), now)
  const {out} = await made.run(['sync'])
  expect(out).toBe(`T2  ticked  plan.md:5 [ ] → [x]
T1  is not in the document any more
T3  is not in the document any more

1 task ticked in plan.md.
`)
  expect(made.read(PLAN)).toBe(now.replace('[ ] T2', '[x] T2'))
})

test('a link stays a link, and a file keeps its permissions', async () => {
  const made = place()
  await finish(made)
  const target = join(made.directory, 'ropes.md')
  writeFileSync(target, ROPES)
  chmodSync(target, 0o600)
  made.git('rm', '--quiet', PLAN)
  symlinkSync('ropes.md', join(made.directory, PLAN))
  expect(
    (
      await made.run([
        'sync',
        PLAN,
        '--run',
        made.git('branch', '--list', 'agent-spawn/*', '--format=%(refname:lstrip=3)'),
      ])
    ).code,
  ).toBe(0)
  expect(readFileSync(target, 'utf8')).toBe(TICKED)
  expect(statSync(target).mode & 0o777).toBe(0o600)
  expect(made.git('ls-files', '--others', '--exclude-standard')).toContain('plan.md')
})

test.each([
  [['sync', 'nothing.md'], 'nothing.md does not exist. Name an existing document.'],
  [['sync', 'out'], 'out is no regular file; name a document.'],
  [
    ['sync', 'other.md'],
    'No run was compiled from other.md. Name the run with --run; `agent-spawn runs` lists them.',
  ],
])('%j is refused', async (words, message) => {
  const made = place()
  made.write('other.md', ROPES)
  made.write('out/x', '')
  await finish(made, 'T1')
  const {code, out, err} = await made.run(words)
  expect({code, out}).toEqual({code: 2, out: ''})
  expect(err).toContain(message)
})

test.each([
  [Buffer.from('- [ ] T1: K\xF6nig\n', 'latin1'), 'plan.md holds bytes that are no UTF-8'],
  [
    Buffer.from('- [ ] T1: Hull â€” one\n- [ ] T2: Mast â€” two\n'),
    'plan.md was once read as windows-1252 and saved so',
  ],
  [Buffer.from('Nothing here.\n'), 'plan.md has 1 error; nothing was done.'],
])('a document whose marks cannot be written safely is left alone', async (bytes, message) => {
  const made = place()
  await finish(made, 'T1')
  made.write(PLAN, bytes)
  const {code, err} = await made.run(['sync'])
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(readFileSync(join(made.directory, PLAN))).toEqual(bytes)
})

test('what was simulated is not ticked', async () => {
  const made = place()
  made.write('.conductor/config.yaml', 'writeBack: true\n')
  expect((await made.run(['run', '--agent', 'simulate', '--from-doc', PLAN])).code).toBe(0)
  expect(made.read(PLAN)).toBe(ROPES)
  const {code, err} = await made.run(['sync'])
  expect(code).toBe(2)
  expect(err).toContain('was simulated: nothing of it was really done, so there is nothing to tick.')
})

test('a compiled plan that names a file outside of the repository does not get it changed', async () => {
  const made = place()
  const outside = join(made.directory, '..', `outside-${process.pid}.md`)
  writeFileSync(outside, ROPES)
  await made.run(['plan', PLAN])
  const compiled = made.read('.conductor/task-dispatcher.yaml')
  made.write(
    '.conductor/task-dispatcher.yaml',
    compiled.replaceAll('- plan.md', `- ../outside-${process.pid}.md`),
  )
  expect((await made.run([...RUN])).code).toBe(0)
  const {code, err} = await made.run(['sync'])
  expect(code).toBe(2)
  expect(err).toContain('is not in this repository any more, or never was. Name the document')
  expect(readFileSync(outside, 'utf8')).toBe(ROPES)
})
