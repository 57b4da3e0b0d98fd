// Agents that take too much, say nothing, or end behind the dispatcher's back, in real runs.

import {once} from 'node:events'
import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {RunEvent} from '../../src/run/event.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {examineContainment} from '../../src/service/doctor/containment.ts'
import {health} from '../../src/service/operations/health.ts'
import {containment} from '../../src/system/containment.ts'
import {runMain} from '../cli/rig.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

const ONE = graphOf({T1: {}})

const outcomeOf = (events: readonly RunEvent[]) =>
  events.flatMap(event => (event.type === 'attempt-finished' ? [event.outcome] : []))[0]

const healthOf = async ({root}: Rig) => {
  const found = await health.perform({}, {directory: root, emit: () => undefined})
  if (!found.ok) throw new Error(found.error.message)
  return found.value.attempts
}

test('an agent that uses more memory than its task may is stopped, and the outcome says so', async () => {
  const rig = await createRig()
  const limits = {...DEFAULT_POLICY.limits, byTask: {T1: {memoryBytes: 10 * 1024 * 1024}}}
  const {finished} = await rig.start(ONE, {attempts: 1, limits})
  await rig.attempt('T1')
  await finished
  expect(rig.events.find(({type}) => type === 'agent-exited')).toMatchObject({stopped: 'out-of-memory'})
  expect(outcomeOf(rig.events)).toMatchObject({
    type: 'agent-failed',
    message: 'The agent was stopped: it and what it started used more than 10 MB of memory (limits.memory).',
  })
})

test('S003-32: an agent that does nothing is told of at half of its idle limit, and then stopped', async () => {
  const rig = await createRig()
  const {finished} = await rig.start(ONE, {attempts: 1, limits: {...DEFAULT_POLICY.limits, idleMs: 1500}})
  await rig.attempt('T1')
  await finished
  const silent = rig.events.find(event => event.type === 'agent-silent')
  expect(silent).toMatchObject({task: 'T1', attempt: 1, limitMs: 1500})
  expect(outcomeOf(rig.events)).toEqual({type: 'stalled', silenceMs: 1500})
})

test('S000-37: health is what the system says: alive, then a zombie, then gone, whatever the journal still says', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(ONE)
  const agent = await rig.attempt('T1')
  const [alive] = await healthOf(rig)
  expect(alive).toMatchObject({task: 'T1', attempt: 1, agent: 'conducted', health: 'healthy', exitCode: null})
  expect(alive?.processes).toBeGreaterThanOrEqual(2)
  expect(alive?.threads).toBeGreaterThan(2)
  expect(alive?.memoryBytes).toBeGreaterThan(10 * 1024 * 1024)
  const shown = await runMain(['status', '--health'], rig.root)
  expect(shown.out).toMatch(
    /^task +health +pid +processes +cpu +memory +runtime +silent +agent\nT1 +healthy +\d+ /,
  )
  const json = await runMain(['status', '--health', '--json'], rig.root)
  expect(JSON.parse(json.out)).toMatchObject({kind: 'health', attempts: [{task: 'T1', pid: alive?.pid}]})
  // A dispatcher that stands still waits for nobody.
  dispatcher.kill('SIGSTOP')
  process.kill(-(alive?.pid ?? 0), 'SIGKILL')
  await expect.poll(async () => (await healthOf(rig))[0]?.health, {timeout: 20_000}).toBe('zombie')
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  await expect.poll(async () => (await healthOf(rig))[0]?.health, {timeout: 20_000}).toBe('unknown')
  expect(isThere(agent.pid)).toBe(false)
})

test('the doctor names the level of containment, and what got away in a trial', async () => {
  const {level, message, check} = await examineContainment()
  expect(check).toBe('processes')
  if ((await containment()).level === 'cgroup') {
    expect(level).toBe('ok')
    expect(message).toMatch(/^Each agent has a cgroup of its own in \/\S+\. In a trial nothing got away\.$/)
  } else {
    expect(level).toBe('warning')
    expect(message).toContain('In a trial env-i-setsid got away.')
  }
})

const isThere = (pid: number): boolean =>
  readdirSync('/proc').includes(`${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

test('where nothing runs there is no health', async () => {
  const rig = await createRig()
  const {finished} = await rig.start(ONE, {attempts: 1})
  const agent = await rig.attempt('T1')
  agent.exit(1)
  await finished
  expect(await healthOf(rig)).toEqual([])
  expect((await runMain(['status', '--health'], rig.root)).out).toBe('Nothing runs.\n')
})
