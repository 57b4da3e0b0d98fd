// `status --du`: the room that runs take, by what lies on the disk.

import {expect, test} from 'vitest'
import {EVENTS} from '../report/story.ts'
import {plantRun} from '../rig/journals.ts'
import {lastJson, rig} from './rig.ts'

const RUN = '20260309-235930-ab12'

test('`status --du` tells the bytes of each run’s journal and logs, of its workspaces and of the hub', async () => {
  const made = rig()
  expect(await made.run(['status', '--du'])).toEqual({
    code: 0,
    err: '',
    out: 'no runs yet\nhub  0 bytes\nall  0 bytes in .conductor\n',
  })
  plantRun(made.directory, EVENTS)
  const journal = made.read(`.conductor/runs/${RUN}/journal`).length
  made.write(`.conductor/runs/${RUN}/attempts/T1-1.log`, 'x'.repeat(10_000))
  made.write('.conductor/hub.git/objects/x', 'x'.repeat(3000))
  made.write(
    '.conductor/hub.git/agent-spawn/agent-T1/workspace.json',
    JSON.stringify({run: RUN, task: 'T1', mode: 'clone', branch: 'b', base: 'c', isComplete: true}),
  )
  made.write('.conductor/workspaces/agent-T1/a.txt', 'x'.repeat(2048))
  made.write('.conductor/workspaces/somebody/b.txt', 'x'.repeat(100))
  const use = lastJson(await made.run(['status', '--du', '--json']))
  const record = made.read('.conductor/hub.git/agent-spawn/agent-T1/workspace.json').length
  expect(use).toEqual({
    ...{schemaVersion: 1, kind: 'disk-use'},
    runs: [{run: RUN, recordBytes: journal + 10_000, workspaceBytes: 2048}],
    hubBytes: 3000 + record,
    totalBytes: journal + 10_000 + 2048 + 100 + 3000 + record,
  })
  const {out} = await made.run(['status', '--du'])
  expect(out).toMatch(
    /^run +journal and logs +workspaces\n20260309-235930-ab12 +\d+(?:\.\d)? KB +2 KB\nhub +3(?:\.\d)? KB\nall +\d+(?:\.\d)? KB in \.conductor\n$/,
  )
})
