// A conflict that a person finishes, or gives up, by the command line.

import {expect, test, vi} from 'vitest'
import {lastJson, PLAN, type Rig, rig} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const CONFIG = '.conductor/config.yaml'
const AGENT = 'shell:mkdir -p out && echo {task} | tee out/{task}.txt > shared.txt'

/** T1 and T2 begin together, and write the same line. */
const conflicting = async ({run, write}: Rig): Promise<{id: string; task: string; text: string}> => {
  write(CONFIG, 'merge: {repairs: 0}\n')
  const words = ['run', 'T1', 'T2', '--from-doc', PLAN, '--trust', '--agent', AGENT]
  const rested = await run(words)
  expect(rested.code).toBe(4)
  const [, id = ''] = /^run (\S+) /m.exec(rested.out) ?? []
  const [, task = ''] = /^needs-review {2}(T\d) /m.exec(rested.out) ?? []
  return {id, task, text: rested.out}
}

test('what is left to a person is told with its commands, done in the workspace, judged and merged', async () => {
  const place = rig()
  const {id, task, text} = await conflicting(place)
  const [title, workspace] = [TITLES[task], `.conductor/workspaces/agent-${task}-general`]
  expect(text).toContain(
    `needs-review  ${task}  ${title}: edit ${workspace}, then agent-spawn resolve ${task} --continue | --abort\n`,
  )
  const log = await place.run(['log', task])
  expect(log.out).toContain(
    `a person must check: the conflict in shared.txt: edit ${workspace}, then agent-spawn resolve ${task} --continue`,
  )
  expect(log.out).toContain(
    `then \`agent-spawn resolve ${task} --continue\` or \`agent-spawn resolve ${task} --abort\``,
  )
  expect(await place.run(['resolve', task])).toEqual({
    ...{code: 2, out: ''},
    err: expect.stringContaining('either --continue or --abort'),
  })
  place.write(`${workspace}/shared.txt`, 'T1 and T2\n')
  expect(await place.run(['resolve', task, '--continue'])).toEqual({
    code: 0,
    out: `What lies in the workspace of ${task} will be judged and merged. Next: agent-spawn run --continue --run ${id}\n`,
    err: '',
  })
  const done = await place.run(['run', '--continue', '--json'])
  expect([done.code, lastJson(done).result]).toEqual([0, 'done'])
  expect(place.git('show', `agent-spawn/${id}:shared.txt`)).toBe('T1 and T2')
  expect(
    place.git('log', '-1', '--format=%(trailers:key=Agent-Spawn-Agent,valueonly)', `agent-spawn/${id}`),
  ).toBe('person')
  expect((await place.run(['history', task])).out).toMatch(
    /resolved by .+: what is in its workspace is judged\n/,
  )
})

test('a conflict that is given up leaves its task failed, with its work where it is kept', async () => {
  const place = rig()
  const {id, task} = await conflicting(place)
  const aborted = await place.run(['resolve', task, '--abort', '--json'])
  expect([aborted.code, JSON.parse(aborted.out)]).toEqual([
    0,
    {
      ...{schemaVersion: 1, kind: 'request', run: id, task, phase: 'failed'},
      ...{isAtWork: false, isPaused: false, result: 'needs-review'},
    },
  ])
  const continued = await place.run(['run', '--continue'])
  expect(continued.code).toBe(3)
  expect(continued.out).toMatch(
    new RegExp(
      `failed {8}${task} {2}${TITLES[task]}: given up by .+; agent-spawn retry ${task} takes it back\n`,
    ),
  )
  expect(
    place.git('--git-dir=.conductor/hub.git', 'show', `refs/agent-spawn/${id}/${task}/1:shared.txt`),
  ).toBe(task)
  expect(await place.run(['resolve', task, '--continue'])).toEqual({
    code: 2,
    out: '',
    err: `agent-spawn: Task ${task} of run ${id} is failed; only a conflict of a task in needs-review is a person's to resolve. See \`agent-spawn status\`.\n`,
  })
})

const TITLES: {readonly [task: string]: string} = {T1: 'Survey the Quay', T2: 'Chart the Channel'}
