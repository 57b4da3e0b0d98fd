// Reviews by another agent, by the command line: what it says decides, what it finds is told, and what it does is thrown away.

import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {lastJson, type Rig, rig} from './rig.ts'

/** A whole run is a hundred processes, and the machine may be busy. */
vi.setConfig({testTimeout: 60_000})

const PLAN = `tasks:
  - taskId: T1
    title: Survey the Quay
    outputs: [out.txt]
    instruction: Write what you find.
    validation:
      - {type: review, agent: critic, prompt: Is the word vague in it?}
`

/** Merged long before the first, which is then judged once more. */
const BESIDE = `  - taskId: T2
    title: Chart the Channel
    outputs: [T2.txt]
`

/** Precise only when it has been told to be. */
const AUTHOR = `[ {task} = T1 ] || { echo x >{task}.txt; exit; }
if grep -q 'be precise' {instruction}; then echo precise; else echo vague; fi >out.txt`

/** Leaves things behind, and prints more than its verdict. */
const CRITIC = `echo junk >junk.txt; echo changed >out.txt; grep -q 'Is the word vague in it' {instruction} || exit 9
if git show HEAD | grep -q '^+vague'; then
  printf '{"verdict": "reject", "findings": [{"file": "out.txt", "line": 1, "message": "be precise"}]}' >REVIEW_VERDICT.json
else
  echo thinking; echo '{"verdict": "approve", "findings": ["well done"]}'
fi`

const withAgents = (critic: string, more = ''): Rig => {
  const found = rig({isEmpty: true})
  found.write('plan.yaml', PLAN)
  found.write(
    '.conductor/config.yaml',
    `agent: author\nagents:\n  author: {kind: shell, command: ${JSON.stringify(AUTHOR)}}\n  critic: {kind: shell, command: ${JSON.stringify(critic)}}\n${more}`,
  )
  found.git('add', '.')
  found.git('commit', '--quiet', '--message=Plan')
  return found
}

const RUN = ['run', '--from-doc', 'plan.yaml', '--trust', '--json']

const gatesOf = ({out}: {readonly out: string}) =>
  out
    .split('\n')
    .filter(line => line.includes('"type":"gate-finished"'))
    .map(line => JSON.parse(line).record)

test('S004-12: what another agent rejects is not merged; its findings are told to the next try', async () => {
  const found = withAgents(CRITIC)
  found.write('plan.yaml', PLAN + BESIDE)
  const ran = await found.run(RUN)
  expect([ran.code, lastJson(ran).result]).toEqual([0, 'done'])
  const records = gatesOf(ran)
  expect(records.map(({verdict}) => verdict)).toEqual(['failed', 'passed', 'passed'])
  expect(records[0].steps).toMatchObject([
    {
      ...{name: 'second opinion of critic', verdict: 'failed', exitCode: 0},
      output: 'agent-spawn: The reviewer rejects this work.\n- out.txt:1: be precise',
    },
  ])
  expect(records[1].steps[0].output).toBe(
    'thinking\n{"verdict": "approve", "findings": ["well done"]}\nagent-spawn: The reviewer approves.\n- well done',
  )
  const branch = `agent-spawn/${lastJson(ran).run}`
  expect(found.git('show', `${branch}:out.txt`)).toMatch(/^precise\n?$/)
  expect(found.git('ls-tree', '--name-only', branch)).not.toContain('junk.txt')
  expect(
    readdirSync(join(found.directory, '.conductor/workspaces')).filter(name => name.startsWith('review')),
  ).toEqual([])
})

test('nobody reviews their own work', async () => {
  const found = withAgents(CRITIC)
  const refused = await found.run([...RUN, '--agent', 'critic'])
  expect([refused.code, refused.err]).toEqual([
    2,
    'agent-spawn: The work of T1 is done by "critic" and would be reviewed by "critic". Name another agent of the configuration in its gate, or let another one do the task.\n',
  ])
  expect(existsSync(join(found.directory, '.conductor/runs'))).toBe(false)
})

test('nor does a stand-in that has done it', async () => {
  const found = withAgents(CRITIC)
  found.write(
    '.conductor/config.yaml',
    `agent: author\nattempts: 2\nagents:\n  author: {kind: shell, command: exit 127, fallback: [critic]}\n  critic: {kind: shell, command: 'echo x >out.txt'}\n`,
  )
  const ran = await found.run(RUN)
  expect(ran.code).toBe(1)
  expect(gatesOf(ran)[0].steps[0].output).toBe(
    'This gate is malformed: "critic" did the work, and nobody reviews their own. Name another agent of the configuration under "agent".',
  )
})

test('an agent that is not configured reviews nothing, and that is said before anything runs', async () => {
  const found = withAgents(CRITIC)
  found.write('plan.yaml', PLAN.replace('agent: critic', 'agent: critics'))
  const refused = await found.run(RUN)
  expect([refused.code, refused.err]).toEqual([
    2,
    'agent-spawn: T1 is to be reviewed by "critics", and there is no such agent. Give it under `agents:` in .conductor/config.yaml.\n',
  ])
})

test.each([
  [
    'echo looks fine',
    /^looks fine\nagent-spawn: The reviewer gave no verdict: the last line that it printed is not of the form/,
  ],
  [
    'echo "{}" >REVIEW_VERDICT.json',
    /REVIEW_VERDICT\.json is not of the form \{"verdict": "approve" or "reject"/,
  ],
  ['ln -s /etc/hostname REVIEW_VERDICT.json', /the last line that it printed is not of the form/],
  [`echo '{"verdict": "approve"}'; exit 3`, /gave no verdict: Exit code 3\./],
  ['sleep 60', /gave no verdict: Stopped: the gate's limit of 1000 ms is over\./],
])('a reviewer that does not come to a verdict lets nothing pass: %s', async (critic, told) => {
  const found = withAgents(critic, 'attempts: 1\nlimits: {gate: 1s}\n')
  const ran = await found.run(RUN)
  expect(ran.code).toBe(1)
  const [record] = gatesOf(ran)
  expect(record.verdict).toBe('failed')
  expect(record.steps[0].output).toMatch(told)
})

test('what reviewers run has to be approved as well', async () => {
  const found = withAgents(CRITIC)
  const asked = await found.run(['run', '--from-doc', 'plan.yaml'], 'n')
  expect(asked.err).toContain('agent critic:')
  expect(asked.code).toBe(2)
})
