// A plan that people carried out by hand, beside what is really there.

import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {lastJson, rig} from './rig.ts'

const PLANS = new URL('../../../shared/plans/', import.meta.url)

const PLAN = `
- [x] **T1: Lay the keel**
  - Files: \`hull/keel.txt\`
  - Verify: \`test -s hull/keel.txt\`
- [x] **T2: Plank it**
  - Files: \`hull/planks/\`
- [ ] **T3: Raise the mast**
  - Files: \`mast.txt\`
- [ ] **T4: Sew a jib**
  - Files: \`sails/*.sail\`, \`sails/jib.md\`
`

const verdicts = (ran: Parameters<typeof lastJson>[0]): readonly (readonly string[])[] =>
  (lastJson(ran).tasks as {task: string; verdict: string; gates: string | null}[]).map(
    ({task, verdict, gates}) => (gates === null ? [task, verdict] : [task, verdict, gates]),
  )

test('S003-47: gap tells for each task what is planned, claimed and there', async () => {
  const {run, write} = rig({isEmpty: true})
  write('plan.md', PLAN)
  write('hull/keel.txt', '')
  write('mast.txt', 'raised')
  write('sails/fore.sail', 'half')
  const ran = await run(['gap', 'plan.md', '--json'])
  expect([ran.code, ran.err]).toEqual([1, ''])
  expect(verdicts(ran)).toEqual([
    ['T1', 'complete'],
    ['T2', 'claimed-but-absent'],
    ['T3', 'present-but-unclaimed'],
    ['T4', 'partial'],
  ])
  const text = await run(['gap', 'plan.md'])
  expect(text.out).toContain(
    '4 tasks: 1 complete, 1 present but unclaimed, 1 partial, 1 claimed but absent. 3 of 5 outputs present.',
  )
})

test('with --gates the checks of the plan decide, once somebody has approved them', async () => {
  const {run, write} = rig({isEmpty: true})
  write('plan.md', PLAN)
  write('hull/keel.txt', '')
  write('hull/planks/1', 'oak')
  const refused = await run(['gap', 'plan.md', '--gates'])
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.err).toContain('--trust')
  const failed = await run(['gap', 'plan.md', '--gates', '--trust', '--json'])
  expect(verdicts(failed).slice(0, 2)).toEqual([
    ['T1', 'claimed-but-absent', 'failed'],
    ['T2', 'complete'],
  ])
  write('hull/keel.txt', 'oak')
  expect(verdicts(await run(['gap', 'plan.md', '--gates', '--json']))[0]).toEqual([
    'T1',
    'complete',
    'passed',
  ])
})

test('no gap is exit code 0', async () => {
  const {run, write} = rig({isEmpty: true})
  write('plan.md', '### T1: Lay the keel\n**Files:** `keel.txt`\n')
  expect((await run(['gap', 'plan.md'])).code).toBe(1)
  write('keel.txt', 'oak')
  expect((await run(['gap', 'plan.md'])).code).toBe(0)
})

test.skipIf(!existsSync(PLANS))(
  'S003-47: of the reference plan 28 of 48 outputs were there, and 12 of 22 tasks complete (skipped without ../shared/plans)',
  async () => {
    const {run, write} = rig({isEmpty: true})
    const {claimVsEvidence} = JSON.parse(readFileSync(new URL('k1-expected.json', PLANS), 'utf8')).yaml
    write('plan.yaml', readFileSync(new URL('k1-task-dispatcher.yaml', PLANS)))
    const [first] = Object.values(claimVsEvidence) as {
      outputsPresentList: string[]
      tasksComplete: string[]
    }[]
    for (const path of first?.outputsPresentList ?? [])
      write(path.endsWith('/') ? `${path}one.ts` : path, 'x')
    const ran = await run(['gap', 'plan.yaml', '--json'])
    const {outputs, present} = lastJson(ran)
    expect({outputs, present}).toEqual({outputs: 48, present: 28})
    const complete = verdicts(ran).flatMap(([task = '', verdict]) => (verdict === 'complete' ? [task] : []))
    expect(complete.sort()).toEqual([...(first?.tasksComplete ?? [])].sort())
  },
)
