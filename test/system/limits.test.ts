// What a running command may take: time without a sign of life, memory, room for its log.

import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {containment} from '../../src/system/containment.ts'
import {capLog} from '../../src/system/log-cap.ts'
import {type ProcessOrder, ProcessPool} from '../../src/system/process.ts'
import {quote} from '../../src/system/quote.ts'
import {hasChanged} from '../../src/system/silence.ts'
import {usedOfPs} from '../../src/system/vitals.ts'
import {temporaryDirectory} from './temporary.ts'

const best = await containment()
const levels = [
  {level: 'marks', reason: 'The test wants it so.'} as const,
  ...(best.level === 'cgroup' ? [best] : []),
]

const rig = (within = best) => {
  const directory = temporaryDirectory()
  const work = join(directory, 'work')
  mkdirSync(work)
  const pool = new ProcessPool({graceMs: 150, containment: within})
  onTestFinished(() => pool.close())
  return {
    work,
    log: join(directory, 'log'),
    run: (command: string, more: Partial<ProcessOrder> = {}) =>
      pool.run({
        command,
        cwd: work,
        env: {},
        log: join(directory, 'log'),
        runMs: 0,
        idleMs: 0,
        alone: true,
        signal: new AbortController().signal,
        ...more,
      }),
  }
}

test.each(levels)('who computes is not silent, even without a word, on the level $level', async within => {
  const {run} = rig(within)
  const busy = 'end=$(($(date +%s) + 2)); while [ $(date +%s) -lt $end ]; do :; done'
  expect(await run(busy, {idleMs: 400})).toMatchObject({how: 'exited', exitCode: 0})
})

test('S003-32: nor is who changes files; who does nothing of all that is told of at half, and stopped', async () => {
  const {run} = rig()
  const told: number[] = []
  const onSilent = (silenceMs: number) => void told.push(silenceMs)
  const writing = 'for i in 1 2 3 4 5 6; do : >file-$i; sleep 0.3; done'
  expect(await run(writing, {idleMs: 1200, onSilent})).toMatchObject({how: 'exited'})
  expect(told).toEqual([])
  expect(await run('sleep 60', {idleMs: 400, onSilent})).toMatchObject({how: 'stalled'})
  expect(told).toHaveLength(1)
  expect(told[0]).toBeGreaterThanOrEqual(200)
  expect(told[0]).toBeLessThan(400)
})

test('files count wherever they lie, but for those of git and our own at the top', async () => {
  const {work} = rig()
  const before = Date.now() - 1000
  const later = Date.now() + 60_000
  expect(await hasChanged(work, before)).toBe(false)
  mkdirSync(join(work, '.git'))
  expect(await hasChanged(work, before)).toBe(false)
  mkdirSync(join(work, 'a/.git'), {recursive: true})
  expect(await hasChanged(work, before)).toBe(true)
  expect(await hasChanged(work, later)).toBe(false)
  expect(await hasChanged(join(work, 'nowhere'), before)).toBe(false)
})

test.each(levels)(
  'a tree that uses too much memory is stopped, wherever in it that is, on the level $level',
  async within => {
    const {run} = rig(within)
    const greedy = `const a = []; setInterval(() => a.push(Buffer.alloc(20e6, 1)), 20)`
    const command = `setsid ${JSON.stringify(process.execPath)} -e '${greedy}' & sleep 60`
    expect(await run(command, {memoryBytes: 200 * 1024 * 1024})).toMatchObject({how: 'out-of-memory'})
  },
)

test('a flood neither fills the disk nor stops its agent: beginning and end stay', async () => {
  const {run, log} = rig()
  const flood = `echo first; head -c 60000000 /dev/zero | tr '\\0' x; sleep 0.6; echo; echo last; exit 3`
  expect(await run(flood, {logBytes: 1_000_000})).toMatchObject({how: 'exited', exitCode: 3})
  const text = readFileSync(log, 'utf8')
  expect(text.length).toBeLessThan(1_000_000)
  expect(text.startsWith('first\nxxx')).toBe(true)
  expect(text.endsWith('xxx\nlast\n')).toBe(true)
  expect(text).toMatch(/\n\[agent-spawn: +\d+ bytes left out here\]\n/)
})

test('so it is with every other file that it appends to, such as those of the steps of a gate', async () => {
  const {run, log} = rig()
  const step = `${log}-step`
  const flood = `exec >>${quote(step)}; echo first; head -c 20000000 /dev/zero | tr '\\0' x; echo; echo last`
  expect(await run(flood, {logBytes: 1_000_000, logs: [step, `${log}-none`]})).toMatchObject({exitCode: 0})
  const text = readFileSync(step, 'utf8')
  expect(text.length).toBeLessThan(1_000_000)
  expect([text.startsWith('first\nxxx'), text.endsWith('xxx\nlast\n')]).toEqual([true, true])
})

test('what is left out is counted over all times, and no byte of the end is lost', async () => {
  const {log} = rig()
  const bytes = (letter: string) => letter.repeat(60)
  writeFileSync(log, bytes('a'))
  expect(await capLog(log, 200)).toBe(0)
  appendFileSync(log, bytes('b') + bytes('c') + bytes('d'))
  expect(await capLog(log, 200)).toBe(140)
  const note = (count: number) => `\n[agent-spawn: ${String(count).padStart(15)} bytes left out here]\n`
  expect(readFileSync(log, 'utf8')).toBe(`${'a'.repeat(50)}${note(140)}${'d'.repeat(50)}`)
  appendFileSync(log, bytes('e') + bytes('f'))
  expect(await capLog(log, 200)).toBe(120)
  expect(readFileSync(log, 'utf8')).toBe(`${'a'.repeat(50)}${note(260)}${'f'.repeat(50)}`)
  expect(await capLog(`${log}-none`, 200)).toBe(0)
})

test('what `ps` says of time and memory is understood in all its forms', () => {
  const memoryBytes = 5 * 1024 * 1024
  expect(usedOfPs(' 5120 1-02:03:04')).toEqual([{threads: 1, memoryBytes, cpuMs: 93_784_000}])
  expect(usedOfPs('5120 2:03.45')).toEqual([{threads: 1, memoryBytes, cpuMs: 123_450}])
  expect(usedOfPs('')).toEqual([])
})
