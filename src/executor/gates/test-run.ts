// The gates `unit_tests` and `test_execution`: tests are run, enough of them pass, none fails, and they cover enough.
// Zero tests prove nothing. Results that were there before prove nothing either.

import {join} from 'node:path'
import {counted, listed} from '../../graph/wording.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {ensureDirectory, readText, writtenAt} from '../../system/files.ts'
import {resolveInside} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {type Execution, execute, executedStep} from './execution.ts'
import type {GateContext} from './gate.ts'
import {readCoverage} from './test-results/coverage.ts'
import type {TestResults} from './test-results/notation.ts'
import {readResults} from './test-results/results.ts'
import {usualRunner} from './test-runner.ts'
import {namedFiles, readNamed} from './tree-files.ts'
import {stepOf, typedGate} from './typed.ts'

interface TestRun {
  readonly testFile?: string | undefined
  readonly command?: string | undefined
  readonly results?: string | undefined
  readonly minTests?: number | undefined
  readonly minCoverage?: number | undefined
  readonly coverage?: string | undefined
}

/** A file that a run may write. */
interface Report {
  /** Absolute; no link leads out of it. */
  readonly root: string
  /** Relative to the root. */
  readonly path: string
}

interface Reports {
  /** Undefined: its output tells the results. */
  readonly results: Report | undefined
  /** The first that was written counts. */
  readonly coverage: readonly Report[]
}

const judgeTests = async (run: TestRun, context: GateContext): Promise<readonly StepRecord[]> => {
  const order = await orderOf(run, context)
  if (!order.ok) return [stepOf('tests', order)]
  const {command, ...reports} = order.value
  const written = {reports, fresh: await watchFor(reports)}
  // Only what is written from here on counts.
  const execution = await execute(command, context)
  const tests = await testsStep(run, execution, written)
  const {minCoverage} = run
  if (minCoverage === undefined || tests.verdict === 'failed') return [tests]
  return [tests, stepOf('coverage', await judgeCoverage(minCoverage, written))]
}

export const unitTestsGate = typedGate('unit_tests', judgeTests)
export const testExecutionGate = typedGate('test_execution', judgeTests)

/** The results of tens of thousands of tests. */
const MAX_REPORT_BYTES = 32 * 1024 * 1024

/** The text of a report; undefined: nothing was written to it since it was watched for. */
type Fresh = (report: Report) => Promise<string | undefined>

interface Written {
  readonly reports: Reports
  readonly fresh: Fresh
}

const orderOf = async (
  run: TestRun,
  context: GateContext,
): Promise<Result<Reports & {readonly command: string}, string>> => {
  const {directory, logDirectory} = context
  for (const path of [run.testFile, run.results, run.coverage]) {
    const inside = path === undefined ? ok('') : await resolveInside(directory, path)
    if (!inside.ok) return inside
  }
  if (run.command !== undefined) return ok({command: run.command, ...declaredReports(run, directory)})
  if (run.testFile !== undefined) {
    const found = await namedFiles({directory, patterns: [run.testFile], takes: () => true})
    if (!found.ok) return found
  }
  await ensureDirectory(logDirectory)
  const {command, results, coverage} = await usualRunner({
    directory,
    ...(run.testFile === undefined ? {} : {testFile: run.testFile}),
    reports: logDirectory,
    wantsCoverage: run.minCoverage !== undefined,
  })
  const report = (path: string): Report => ({root: logDirectory, path})
  return ok({command, results: report(results), coverage: [report(coverage)]})
}

/** Where runners leave what they have measured, if nobody tells them otherwise. */
const USUAL_COVERAGE = [
  'coverage/coverage-summary.json',
  'coverage/cobertura-coverage.xml',
  'coverage.xml',
  'coverage/lcov.info',
  'lcov.info',
]

const declaredReports = ({results, coverage}: TestRun, root: string): Reports => ({
  results: results === undefined ? undefined : {root, path: results},
  coverage: (coverage === undefined ? USUAL_COVERAGE : [coverage]).map(path => ({root, path})),
})

const watchFor = async ({results, coverage}: Reports): Promise<Fresh> => {
  const stamp = ({root, path}: Report) => writtenAt(join(root, path))
  const before = new Map<Report, number | undefined>()
  for (const report of [...(results === undefined ? [] : [results]), ...coverage])
    before.set(report, await stamp(report))
  return async report => {
    if ((await stamp(report)) === before.get(report)) return undefined
    const text = await readNamed(report.root, report.path, MAX_REPORT_BYTES)
    return text.ok ? text.value : undefined
  }
}

const testsStep = async (run: TestRun, execution: Execution, written: Written): Promise<StepRecord> => {
  const results = await resultsOf(execution, written)
  const found = results === undefined ? undefined : judgeResults(results, run.minTests ?? 1)
  const verdict = execution.trouble === undefined && found?.ok === true ? 'passed' : 'failed'
  const told = found === undefined ? unread(written.reports) : found.ok ? found.value : found.error
  const note = [execution.trouble, told].filter(Boolean).join(' ')
  return executedStep({name: run.testFile ?? 'tests', verdict, note}, execution)
}

const resultsOf = async (
  {log}: Execution,
  {reports: {results}, fresh}: Written,
): Promise<TestResults | undefined> => {
  if (results !== undefined) return readResults((await fresh(results)) ?? '')
  const output = await readText(log, MAX_REPORT_BYTES)
  return output.ok ? readResults(output.value) : undefined
}

const unread = ({results}: Reports): string =>
  results === undefined
    ? 'Its output tells no number of tests; expected TAP, or the summary of pytest, vitest, jest, node or cargo. Let the command write JUnit XML and name that file with "results".'
    : `This run has not written test results to ${results.path}; expected JUnit XML, JSON of vitest or jest, or TAP.`

const judgeResults = (results: TestResults, minTests: number): Result<string, string> => {
  const {passed, failed, skipped, failures} = results
  const counts = `${counted(passed, 'test')} passed, ${failed} failed, ${skipped} skipped`
  if (failed > 0) return err(`${counts}${failures.length === 0 ? '' : `: ${listed(failures)}`}.`)
  if (passed + skipped === 0) return err('No test was run: nothing was proved.')
  return passed < minTests ? err(`${counts}; expected at least ${minTests} to pass.`) : ok(`${counts}.`)
}

const judgeCoverage = async (
  expected: number,
  {reports, fresh}: Written,
): Promise<Result<string, string>> => {
  for (const report of reports.coverage) {
    const text = await fresh(report)
    const percent = text === undefined ? undefined : await readCoverage(text)
    if (percent === undefined) continue
    // Rounded down: 89.99 is less than 90.
    const shown = `${Math.floor(percent * 100) / 100} % of the lines are covered`
    return percent < expected ? err(`${shown}; expected at least ${expected} %.`) : ok(`${shown}.`)
  }
  return err(
    `This run has written no coverage to ${listed(reports.coverage.map(({path}) => path))}; expected a summary of Istanbul, Cobertura XML, or lcov. Name the file with "coverage".`,
  )
}
