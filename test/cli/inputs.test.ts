// A task whose inputs are not there is not begun.

import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {HARBOUR, lastJson, PLAN, rig, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

test('S003-27: no agent is started for a task whose input is missing; one that another task writes is there in time', async () => {
  const {run, write, git, directory} = rig()
  const given = (id: string, path: string, plan: string): string =>
    plan.replace(`**Task ID:** ${id}\n`, `**Task ID:** ${id}\n**Inputs:**\n- \`${path}\`\n`)
  write(PLAN, given('T2', 'docs/chart.md', given('T3', 'out/T1.txt', HARBOUR)))
  const begun = join(directory, '.git', 'begun')
  const agent = WORKER.replace('shell:', `shell:touch '${begun}'-{task}; `)
  const ran = await run(['run', '--from-doc', PLAN, '--trust', '--agent', agent])
  expect(ran.code).toBe(1)
  expect(ran.out).toContain(
    'T2 attempt 1: It could not be started: The task is given "docs/chart.md", which the tree it begins with does not hold. Commit it before a new run, let a task that it depends on write it, or correct the inputs in the plan.',
  )
  expect(['T1', 'T2', 'T3'].map(task => existsSync(`${begun}-${task}`))).toEqual([true, false, true])
  write('docs/chart.md', '# Chart\n')
  git('add', 'docs')
  git('commit', '--quiet', '-m', 'chart')
  const again = await run(['run', 'T2', '--from-doc', PLAN, '--trust', '--agent', agent, '--json'])
  expect([again.code, lastJson(again).result]).toEqual([0, 'done'])
})
