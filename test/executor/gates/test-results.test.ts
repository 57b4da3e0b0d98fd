// What runners write about tests, in all notations, and the gates that run them.

import {symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readCoverage} from '../../../src/executor/gates/test-results/coverage.ts'
import {readResults} from '../../../src/executor/gates/test-results/results.ts'
import type {Gate} from '../../../src/graph/task.ts'
import {gate} from '../rig.ts'
import {judge} from './judge.ts'

const suite = (name: string, ...cases: readonly string[]) =>
  `<testsuite name="${name}">${cases.join('')}</testsuite>`

const NOTATIONS: {readonly [name: string]: readonly [text: string, counts: string]} = {
  'JUnit, suites within suites': [
    `<?xml version="1.0"?><testsuites>${suite('a', suite('b', '<testcase classname="b" name="x &lt; y"><failure>no</failure></testcase>', '<testcase name="z"/>'), '<testcase name="s"><skipped/></testcase>')}</testsuites>`,
    '1 1 1 b x < y',
  ],
  'JUnit without a test': ['<testsuites><testsuite name="a" tests="9"/></testsuites>', '0 0 0 '],
  'JUnit of Node, of a file without a test': [
    '<testsuites><testcase name="a.test.js" classname="test" file="/t/a.test.js"/></testsuites>',
    '0 0 0 ',
  ],
  'JSON of jest': [
    'a line before\n{"testResults": [{"name": "a.js", "status": "failed", "assertionResults": []}, {"assertionResults": [{"status": "passed"}, {"status": "failed", "fullName": "sinks"}, {"status": "pending"}]}]}',
    '1 2 1 a.js (could not be loaded), sinks',
  ],
  TAP: [
    'TAP version 13\n1..4\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP no wind\nnot ok 4 - d # TODO later\n',
    '1 1 2 b',
  ],
  'TAP that ends too early': ['1..3\nok 1 - a\n', '1 2 0 2 planned, but never run'],
  'TAP of tests in tests': [
    'TAP version 13\n    ok 1 - a\n    ok 2 - b\n    1..2\nok 1 - suite\nok 2 - empty.test.js\n1..2\n',
    '2 0 0 ',
  ],
  pytest: ['...\n==== 1 failed, 5 passed, 2 skipped in 0.12s ====\n', '5 1 2 '],
  'pytest -q': ['..\n2 passed in 0.01s\n', '2 0 0 '],
  vitest: ['\u001b[2m      Tests \u001b[22m 1 failed | 5 passed (6)\n', '5 1 0 '],
  jest: ['Tests:       1 failed, 2 skipped, 5 passed, 8 total\n', '5 1 2 '],
  Node: ['✔ empty.test.js (12.5ms)\nℹ tests 3\nℹ pass 3\nℹ fail 0\nℹ skipped 1\n', '2 0 1 '],
  'cargo, two crates': [
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n',
    '4 2 1 ',
  ],
}

test.each(Object.entries(NOTATIONS))(
  'S003-26: test results of %s are read',
  async (_name, [text, counts]) => {
    const found = await readResults(text)
    expect(`${found?.passed} ${found?.failed} ${found?.skipped} ${found?.failures.join(', ')}`).toBe(counts)
  },
)

test.each([
  '',
  'all is well',
  '{}',
  '<html/>',
  '<a>',
  `<!DOCTYPE a [<!ENTITY b "c">]><testsuites>&b;`,
  '{"testResults": 7}',
])('nothing is read from %j', async text => expect(await readResults(text)).toBe(undefined))

test('a long line is no summary, and costs nothing', async () => {
  expect(await readResults(`=== ${'1 passed '.repeat(500_000)}`)).toBe(undefined)
})

test('coverage is read from Istanbul, Cobertura and lcov', async () => {
  expect(await readCoverage('{"total": {"lines": {"pct": 89.9}}}')).toBe(89.9)
  expect(await readCoverage('<?xml version="1.0"?><coverage line-rate="0.75" branch-rate="1"/>')).toBe(75)
  expect(await readCoverage('SF:a\nLF:8\nLH:6\nend_of_record\nSF:b\nLF:2\nLH:2\n')).toBe(80)
  for (const text of ['', '{}', '<coverage/>', 'LF:0']) expect(await readCoverage(text)).toBe(undefined)
})

const JUNIT = '<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>'

test('S004-16: 89.9 % of coverage is less than 90 %', async () => {
  const {only, write} = judge()
  write('saved.xml', JUNIT)
  write('cov.json', '{"total": {"lines": {"pct": 89.9}}}')
  const covered = (minCoverage: number, copy = 'cp cov.json coverage/coverage-summary.json') =>
    only(
      gate('test_execution', {
        parameters: {
          command: `cp saved.xml out.xml\nmkdir -p coverage\n${copy}`,
          results: 'out.xml',
          minCoverage,
        },
      }),
    )
  expect(await covered(89.9)).toMatchObject({
    verdict: 'passed',
    steps: [{}, {output: '89.9 % of the lines are covered.'}],
  })
  expect((await covered(90)).steps[1]).toMatchObject({
    verdict: 'failed',
    output: '89.9 % of the lines are covered; expected at least 90 %.',
  })
  expect((await covered(80, 'true')).steps[1]?.output).toMatch(
    /^This run has written no coverage to coverage\/coverage-summary\.json, /,
  )
})

const said = async (
  only: (gate: Gate) => Promise<{steps: readonly {output: string}[]}>,
  parameters: Gate['parameters'],
) => (await only(gate('test_execution', {parameters}))).steps[0]?.output

test('results that were there before, that a link leads to, or that an exit code denies, prove nothing', async () => {
  const {only, write} = judge()
  write('out.xml', JUNIT)
  write('../outside.xml', JUNIT)
  expect(await said(only, {command: 'true', results: 'out.xml'})).toMatch(
    /This run has not written test results to out\.xml/,
  )
  expect(
    await said(only, {
      command: 'rm out.xml; ln -s ../outside.xml out.xml; touch ../outside.xml',
      results: 'out.xml',
    }),
  ).toMatch(/has not written/)
  expect(await said(only, {command: 'echo "2 passed in 0.01s"; exit 3'})).toBe(
    '2 passed in 0.01s\nagent-spawn: Exit code 3. 2 tests passed, 0 failed, 0 skipped.',
  )
  expect(await said(only, {command: 'echo "no tests ran in 0.01s"'})).toMatch(
    /tells no number of tests; expected TAP/,
  )
  expect(await said(only, {command: 'echo "==== no tests ran in 0.01s ===="'})).toMatch(
    /No test was run: nothing was proved\.$/,
  )
})

test("a repository's own vitest runs the tests of a package of it", async () => {
  const {only, write, tree} = judge()
  symlinkSync(new URL('../../../node_modules', import.meta.url).pathname, join(tree, 'node_modules'))
  write('web/package.json', '{"type": "module"}')
  write(
    'web/boat.test.js',
    `import {test} from 'vitest'\ntest('floats', () => {})\ntest('sails', () => {})\n`,
  )
  const ran = await only(gate('unit_tests', {parameters: {testFile: 'web/boat.test.js', minTests: 2}}))
  expect(ran.steps.map(({output}) => output).join('')).toMatch(
    /agent-spawn: 2 tests passed, 0 failed, 0 skipped\.$/,
  )
  expect(ran.verdict).toBe('passed')
})
