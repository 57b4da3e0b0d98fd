// A long task is cut off in the middle: the next attempt goes on from the checkpoint that its agent left.

import {expect, test} from 'vitest'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

/** Ten steps, each with a note of how far it is; the first attempt is killed in the sixth. */
const TEN_STEPS = `
step=$(cat checkpoint.json 2>/dev/null || echo 0)
grep -c 'Its checkpoint' TASK_INSTRUCTION.md
while [ "$step" -lt 10 ]; do
  step=$((step + 1))
  echo "step $step of attempt $AGENT_SPAWN_ATTEMPT" >>steps.txt
  echo "$step" >checkpoint.json
  if [ "$AGENT_SPAWN_ATTEMPT $step" = '1 6' ]; then kill -9 $$; fi
done
`

test('S001-32: an agent that is killed in step 6 of 10 goes on with step 7, and its checkpoint is no part of its work', async () => {
  const rig = await createRig()
  const agent = {name: 'stepwise', kind: 'shell', command: TEN_STEPS, args: []}
  const agents = {default: agent, byType: {}, byTask: {}}
  const run = await rig.start(graphOf({T1: {writes: ['steps.txt']}}), {agents, checkpointMs: 90_000})
  const state = await run.finished
  expect(state.result).toBe('done')
  const branch = `agent-spawn/${run.run}`
  const steps = Array.from({length: 10}, (_, index) => `step ${index + 1} of attempt ${index < 6 ? 1 : 2}`)
  expect(rig.git('show', `${branch}:steps.txt`).split('\n')).toEqual(steps)
  expect(rig.git('ls-tree', '--name-only', branch).split('\n')).toEqual(['README.md', 'steps.txt'])
})
