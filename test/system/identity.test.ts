import {existsSync} from 'node:fs'
import {expect, test} from 'vitest'
import {findExecutable} from '../../src/system/executable.ts'
import {identify, isAlive, parseStat} from '../../src/system/identity.ts'

test('the fields of a stat line are counted after the last bracket, whatever the program is called', () => {
  const rest = 'S 1 4711 4711 0 -1 4194560 1 0 0 0 2 3 4 5 20 0 7 0 98765 1000 1'
  const stat = {group: 4711, startTicks: 98765, cpuTicks: 14, threads: 7}
  expect(parseStat(`42 (sh) ${rest}`)).toEqual({state: 'S', ...stat})
  expect(parseStat(`42 (a) R 1 (b) ${rest}`)).toEqual({state: 'S', ...stat})
  expect(parseStat('')).toBe(undefined)
})

test('a process is itself, and no other', async () => {
  const own = await identify(process.pid)
  if (own === undefined) throw new Error('we do not live')
  expect(await isAlive(own)).toBe(true)
  expect(await isAlive({pid: own.pid})).toBe(false)
  expect(await identify(2 ** 22 + 1)).toBe(undefined)
})

test.skipIf(!existsSync('/proc/self/stat'))('where there is /proc, identity is boot and ticks', async () => {
  expect(await identify(process.pid)).toEqual({
    pid: process.pid,
    startTicks: expect.any(Number),
    bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('a command is found on the path, without starting anything', async () => {
  expect(await findExecutable('sh')).toMatch(/\/sh$/)
  expect(await findExecutable('/bin/sh')).toBe('/bin/sh')
  expect(await findExecutable('no-such-command')).toBe(undefined)
  expect(await findExecutable('sh', '/nowhere')).toBe(undefined)
  expect(await findExecutable('tmp', '/')).toBe(undefined)
  expect(await findExecutable('')).toBe(undefined)
})
