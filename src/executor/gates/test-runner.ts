// Which command runs the tests of a repository where the plan names none: its own vitest or jest, pytest, or Node's runner.

import {extname, join} from 'node:path'
import {exists} from '../../system/files.ts'
import {quote} from '../../system/quote.ts'
import {nearest} from './nearest.ts'

export interface TestOrder {
  /** Absolute; the judged tree. */
  readonly directory: string
  /** Relative to the tree; absent: all tests. */
  readonly testFile?: string
  /** Absolute; the directory in which the command leaves its reports. */
  readonly reports: string
  readonly wantsCoverage: boolean
}

export interface TestCommand {
  /** Shell text, for the top of the tree. */
  readonly command: string
  /** Both are relative to the directory of reports. */
  readonly results: string
  readonly coverage: string
}

type Runner = (order: TestOrder & {readonly binary: string; readonly file: string}) => TestCommand

export const usualRunner = async (order: TestOrder): Promise<TestCommand> => {
  const {directory, testFile = ''} = order
  const home = (await nearest(directory, testFile, 'package.json')) ?? '.'
  const file = testFile === '' ? '' : quote(join(directory, testFile))
  const found = {...order, file}
  for (const [name, runner] of Object.entries(INSTALLED)) {
    const where = await nearest(directory, testFile, `node_modules/.bin/${name}`)
    if (where === undefined) continue
    const {command, ...rest} = runner({
      ...found,
      binary: quote(join(directory, where, `node_modules/.bin/${name}`)),
    })
    return {command: `cd ${quote(join(directory, home))}\n${command}`, ...rest}
  }
  const isPython = testFile === '' ? await isPythonProject(directory) : extname(testFile) === '.py'
  return isPython ? pytest({...found, binary: 'python3 -m pytest'}) : node({...found, binary: 'node'})
}

const isPythonProject = async (directory: string): Promise<boolean> => {
  if (await exists(join(directory, 'package.json'))) return false
  const signs = ['pyproject.toml', 'pytest.ini', 'setup.py', 'setup.cfg']
  return (await Promise.all(signs.map(name => exists(join(directory, name))))).includes(true)
}

const words = (...list: readonly (string | false)[]): string => list.filter(Boolean).join(' ')

const vitest: Runner = ({binary, file, reports, wantsCoverage}) => {
  const directory = quote(join(reports, 'coverage'))
  const json = `--reporter=default --reporter=json --outputFile.json=${quote(join(reports, 'results.json'))}`
  const measured = `--coverage.enabled --coverage.reporter=json-summary --coverage.reportsDirectory=${directory}`
  return {
    command: words(binary, 'run', file, json, wantsCoverage && measured),
    results: 'results.json',
    coverage: 'coverage/coverage-summary.json',
  }
}

const jest: Runner = ({binary, file, reports, wantsCoverage}) => {
  const directory = quote(join(reports, 'coverage'))
  const json = `--ci --json --outputFile=${quote(join(reports, 'results.json'))}`
  const measured = `--coverage --coverageReporters=json-summary --coverageDirectory=${directory}`
  return {
    command: words(binary, json, wantsCoverage && measured, file && `--runTestsByPath ${file}`),
    results: 'results.json',
    coverage: 'coverage/coverage-summary.json',
  }
}

const pytest: Runner = ({binary, file, reports, wantsCoverage}) => {
  const xml = `--junitxml=${quote(join(reports, 'results.xml'))}`
  const measured = `--cov --cov-report=${quote(`xml:${join(reports, 'coverage.xml')}`)}`
  return {
    command: words(binary, xml, wantsCoverage && measured, file),
    results: 'results.xml',
    coverage: 'coverage.xml',
  }
}

const node: Runner = ({binary, file, reports, wantsCoverage}) => {
  const reporter = (name: string, to: string) => `--test-reporter=${name} --test-reporter-destination=${to}`
  const told = words(reporter('spec', 'stdout'), reporter('junit', quote(join(reports, 'results.xml'))))
  const measured = `--experimental-test-coverage ${reporter('lcov', quote(join(reports, 'lcov.info')))}`
  return {
    command: words(binary, '--test', told, wantsCoverage && measured, file),
    results: 'results.xml',
    coverage: 'lcov.info',
  }
}

/** In the order in which they are looked for. */
const INSTALLED: {readonly [name: string]: Runner} = {vitest, jest}
