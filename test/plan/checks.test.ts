import {expect, test} from 'vitest'
import {readChecks} from '../../src/plan/checks.ts'

const location = {file: 'task.md', line: 3, column: 5}
const checks = (...words: string[]) =>
  readChecks(words.map(value => ({value, location, origin: 'front matter'}))).flatMap(({steps}) =>
    steps.map(({kind, name, command}) => [kind, kind === 'manual' ? name : command]),
  )

test('what begins with a program, or stands in code marks or under a key for it, is a command', () => {
  expect(checks('npm test', 'CI=1 pytest -q', './check.sh', 'Run `harbour check`.')).toEqual([
    ['check', 'npm test'],
    ['check', 'CI=1 pytest -q'],
    ['check', './check.sh'],
    ['check', 'harbour check'],
  ])
  expect(checks('type: shell\n    command: "harbour check"', '{run: make test}', 'npm ci\nnpm test')).toEqual(
    [
      ['check', 'harbour check'],
      ['check', 'make test'],
      ['check', 'npm ci\nnpm test'],
    ],
  )
})

test('anything else is for a person, and nothing is nothing', () => {
  expect(checks('lamp turns', 'Go outside\nand look', 'type: manual\nnote: look', 'none', ' ')).toEqual([
    ['manual', 'lamp turns'],
    ['manual', 'Go outside and look'],
    ['manual', 'type: manual note: look'],
  ])
})
