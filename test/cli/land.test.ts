// Landing by the command line: over a branch that has moved on, as a pull request, and past the stages of the promotion.

import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {userName} from '../../src/cli/user-name.ts'
import {lastJson, PLAN, type Rig, rig, WORKER} from './rig.ts'

/** A whole run is a hundred processes, and the machine may be busy. */
vi.setConfig({testTimeout: 60_000})

const CONFIG = '.conductor/config.yaml'
const RUN = ['run', 'T1', '--from-doc', PLAN, '--trust', '--agent', WORKER, '--json']

const ran = async (found: Rig): Promise<string> => {
  const {code, out, err} = await found.run(RUN)
  if (code !== 0) throw new Error(err)
  return String(lastJson({code, out, err}).run)
}

const commitOnMain = ({write, git}: Rig, files: {readonly [path: string]: string}): string => {
  for (const [path, text] of Object.entries(files)) write(path, text)
  git('add', ...Object.keys(files))
  git('commit', '--quiet', '--message=Meanwhile')
  return git('rev-parse', 'HEAD').trim()
}

const tipOf = ({git}: Rig, run: string): string => git('rev-parse', `agent-spawn/${run}`).trim()

test('a branch that has moved on is integrated, judged together with the work, and moved', async () => {
  const found = rig()
  const run = await ran(found)
  const built = tipOf(found, run)
  const base = commitOnMain(found, {'notes.txt': 'mine\n'})
  const landed = await found.run(['land'])
  expect(landed).toEqual({
    code: 0,
    out: `main moved from ${base.slice(0, 7)} to ${tipOf(found, run).slice(0, 7)}, the work of run ${run}.\n`,
    err: '',
  })
  expect(found.git('log', '-1', '--format=%P%n%s', 'main').trim()).toBe(`${built} ${base}\nchore: merge main`)
  expect([found.read('notes.txt'), found.read('out/T1.txt')]).toEqual(['mine\n', 'T1\n'])
  expect(found.git('status', '--porcelain', '--untracked-files=no')).toBe('')
  expect(existsSync(join(found.directory, `.conductor/runs/${run}/judged/landing/1-T1_validation`))).toBe(
    true,
  )
  expect(await found.run(['land', '--json'])).toEqual({
    code: 0,
    out: `${JSON.stringify({
      ...{schemaVersion: 1, kind: 'landing-nothing', run},
      reason: `The branch main already holds all merged work of run ${run}: there is nothing to land.`,
    })}\n`,
    err: '',
  })
  // The run goes on from there, on top of what came from the branch; also where the last one died before it could move its own.
  const hub = join(found.directory, '.conductor/hub.git')
  found.git('--git-dir', hub, 'update-ref', `refs/heads/agent-spawn/${run}`, built)
  const more = await found.run(['run', '--continue', 'T2', '--json'])
  expect(more.code).toBe(0)
  expect(found.git('ls-tree', '--name-only', '-r', `agent-spawn/${run}`)).toContain('notes.txt')
})

test('what conflicts with the branch is named, and nothing changes', async () => {
  const found = rig()
  const run = await ran(found)
  const built = tipOf(found, run)
  const base = commitOnMain(found, {'out/T1.txt': 'by hand\n'})
  expect(await found.run(['land'])).toEqual({
    code: 3,
    out: '',
    err: `agent-spawn: The branch main, now at ${base.slice(0, 7)}, and run ${run} changed the same lines of out/T1.txt. Nothing has changed. Merge the two by hand: git switch main && git merge agent-spawn/${run}\n`,
  })
  expect([found.git('rev-parse', 'main').trim(), tipOf(found, run)]).toEqual([base, built])
})

test('green alone and red together: nothing changes, and the evidence is named', async () => {
  const found = rig()
  found.write(PLAN, found.read(PLAN).replace('test -s out/T1.txt', 'test -s out/T1.txt\ntest ! -e ban.txt'))
  found.git('commit', '--quiet', '--all', '--message=Stricter')
  const run = await ran(found)
  const built = tipOf(found, run)
  const base = commitOnMain(found, {'ban.txt': 'x\n'})
  const landed = await found.run(['land'])
  expect([landed.code, landed.out]).toEqual([1, ''])
  expect(landed.err).toContain(
    `The branch main has moved to ${base.slice(0, 7)} since the run began, and together with the run's work it fails: gate T1 validation at "The result is there" (exit code 1).`,
  )
  expect(landed.err).toContain(`.conductor/runs/${run}/judged/landing. Nothing has changed.`)
  expect([found.git('rev-parse', 'main').trim(), tipOf(found, run)]).toEqual([base, built])
})

test('--pr moves nothing: it writes what there is to say, and prints the commands of the code host', async () => {
  const found = rig()
  const run = await ran(found)
  const base = commitOnMain(found, {'notes.txt': 'mine\n'})
  expect((await found.run(['land', '--pr'])).err).toContain('has no remote that work could be pushed to.')
  found.git('remote', 'add', 'origin', 'git@github.com:harbour/quay.git')
  const body = `docs/09-reports/PULL_REQUEST_${run}.md`
  const prepared = await found.run(['land', '--pr'])
  expect(prepared).toEqual({
    code: 0,
    out: `agent-spawn/${run} holds the work of run ${run}, and ${body} what there is to say of it. Next:
  git push --set-upstream origin agent-spawn/${run}
  gh pr create --base main --head agent-spawn/${run} --title 'T1: Survey the Quay' --body-file ${found.directory}/${body}
`,
    err: '',
  })
  expect(found.git('rev-parse', 'main').trim()).toBe(base)
  const merged = tipOf(found, run).slice(0, 7)
  expect(
    readFileSync(join(found.directory, body), 'utf8'),
  ).toBe(`1 of 1 task done by run \`${run}\`, from \`main\` at \`${found.git('rev-parse', '--short=7', 'main^').trim()}\`.

## Tasks

| Task | Title | Agent | Commit | Evidence |
| --- | --- | --- | --- | --- |
| T1 | Survey the Quay | shell | \`${merged}\` | \`validation\` passed |

## Log

What each gate printed is in \`EXECUTION_LOG_${run.slice(0, 8)}.md\`; \`agent-spawn log\` prints it as well.
`)
  found.git('remote', 'set-url', 'origin', 'https://gitlab.example.org/harbour/quay.git')
  expect(lastJson(await found.run(['land', '--pr', '--json'])).commands).toEqual([
    `git push --set-upstream origin agent-spawn/${run}`,
    `glab mr create --target-branch main --source-branch agent-spawn/${run} --title 'T1: Survey the Quay' --description "$(cat ${found.directory}/${body})"`,
  ])
})

const STAGES = `promotion:
  - name: integration
    gates: [{type: command, command: test -s out/T1.txt}]
  - name: staging
    gates: [{type: command, name: smoke, command: 'test -e staging-is-up || { echo nobody home; exit 1; }'}]
    before: land
  - name: production
    gates: [{type: approval, by: the harbour master}]
`

test('S004-18, S003-43: stages are passed in order, for that very commit, and skipped by a recorded approval alone', async () => {
  const found = rig()
  const {run} = found
  found.write(CONFIG, STAGES)
  const id = await ran(found)
  const tip = tipOf(found, id).slice(0, 7)
  const early = await run(['promote', 'staging'])
  expect([early.code, early.err]).toEqual([
    3,
    `agent-spawn: The stage staging is not reached: integration comes before it and has not passed for ${tipOf(found, id)}. See to that first: agent-spawn promote integration\n`,
  ])
  expect((await run(['approve', 'staging', '--comment', 'now'])).err).toContain(
    'The stage staging is not reached',
  )
  const refused = await run(['land'])
  expect([refused.code, refused.err]).toEqual([
    3,
    `agent-spawn: The commit ${tip} lands when integration and staging have passed (integration not judged yet). Next: agent-spawn promote integration\n`,
  ])
  expect(await run(['promote'])).toEqual({
    code: 0,
    out: `integration passed, for ${tip}.\nNext: agent-spawn promote staging\n`,
    err: '',
  })
  expect(await run(['promote'])).toEqual({
    code: 1,
    out: `staging failed at gate smoke, for ${tip}.\n  nobody home\nMend it and let the run go on, or skip the stage for this commit: agent-spawn approve staging --comment TEXT\n`,
    err: '',
  })
  expect((await run(['status'])).out).toContain(
    `promotion of ${tip}: integration passed, staging failed at gate smoke, production not reached\n`,
  )
  expect((await run(['land'])).code).toBe(3)
  expect((await run(['approve', 'staging'])).err).toContain(
    'is recorded with its reason: add --comment TEXT.',
  )
  expect(await run(['approve', 'staging', '--comment', 'staging is down for weeks'])).toEqual({
    code: 0,
    out: 'staging is approved.\n',
    err: '',
  })
  const status = lastJson(await run(['status', '--json']))
  expect(status.promotion).toMatchObject([
    {stage: 'integration', standing: 'passed', verdict: 'passed', decision: null},
    {
      ...{stage: 'staging', before: 'land', standing: 'passed', verdict: 'failed'},
      decision: {decision: 'approved', by: userName(), comment: 'staging is down for weeks'},
    },
    {stage: 'production', standing: 'open', commit: null},
  ])
  const log = await run(['log'])
  expect(log.out).toContain(
    `| staging | skipped by ${userName()}: staging is down for weeks | ${userName()}, `,
  )
  expect((await run(['land'])).code).toBe(0)
  const asked = await run(['promote'])
  expect([asked.code, asked.out]).toEqual([
    4,
    `production waits for a person, for ${tip}.\nNext: agent-spawn approve production --comment TEXT, or reject it.\n`,
  ])
  await run(['approve', 'production', '--comment', 'go'])
  expect((await run(['promote'])).out).toBe(`All stages have passed for ${tip}.\n`)
  // What is built next has to pass anew.
  expect((await run(['run', '--continue', 'T2', '--json'])).code).toBe(0)
  expect((await run(['status'])).out).toContain(
    `promotion of ${tipOf(found, id).slice(0, 7)}: integration not judged yet, staging not reached, production not reached\n`,
  )
})

test('S004-18: a branch that has moved on is integrated only if the stages before landing let it', async () => {
  const found = rig()
  found.write(CONFIG, STAGES)
  const id = await ran(found)
  const built = tipOf(found, id)
  const base = commitOnMain(found, {'notes.txt': 'mine\n'})
  const red = await found.run(['land'])
  expect(red.code).toBe(1)
  expect(red.err).toContain(
    'together with the run\'s work it fails: stage staging, gate smoke at "test -e staging-is-up || { echo nobody home; exit 1; }" (exit code 1): nobody home',
  )
  expect([found.git('rev-parse', 'main').trim(), tipOf(found, id)]).toEqual([base, built])
  commitOnMain(found, {'staging-is-up': 'x\n'})
  expect((await found.run(['land'])).code).toBe(0)
  expect((await found.run(['status'])).out).toContain(
    'integration passed, staging passed, production not judged yet',
  )
})

test('a run without stages, and a stage that there is not', async () => {
  const found = rig()
  const id = await ran(found)
  expect((await found.run(['promote'])).err).toBe(
    `agent-spawn: Run ${id} has no stages of promotion. Give them under \`promotion:\` in .conductor/config.yaml; a run takes them over when it is started or goes on.\n`,
  )
  found.write(CONFIG, STAGES)
  expect((await found.run(['run', '--continue', '--json', '--trust'])).code).toBe(0)
  expect((await found.run(['promote', 'stagging'])).err).toBe(
    `agent-spawn: Run ${id} has no stage "stagging" (did you mean "staging"?); its stages are integration, staging, production.\n`,
  )
  found.write(CONFIG, 'promotion: [{name: a, gates: [{type: comand, command: x}]}]\n')
  expect((await found.run(['run', 'T2', '--from-doc', PLAN])).err).toContain(
    'expected a gate that can pass: there is no type of gate "comand" (did you mean "command"?)',
  )
})
