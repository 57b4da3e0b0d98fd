// Writes the reports of a run into the user's tree. What they say is regenerated from the journal at any time.

import {basename, dirname, join} from 'node:path'
import {nameOf} from '../graph/task-id.ts'
import {executionLog, executionLogName} from '../report/execution-log.ts'
import {expandPattern, taskReport} from '../report/task-report.ts'
import {formatDate} from '../report/time.ts'
import type {RunState} from '../run/state.ts'
import {ensureDirectory, readText, replaceTextSync} from '../system/files.ts'
import {resolveInside} from '../system/inside.ts'
import {err, ok, type Result} from '../util/result.ts'
import {reportDirectory} from './config.ts'
import type {Config} from './config-shape.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

export interface ReportPlan {
  /** Relative to the root, as is what the pattern makes. */
  readonly directory: string
  readonly taskPattern: string
}

/** Checks the pattern before a run begins, not when its work is done. */
export const reportPlan = (
  config: Config,
  pattern: string | undefined,
): Result<ReportPlan, OperationError> => {
  const directory = reportDirectory(config)
  const taskPattern = pattern ?? config.reports?.taskPattern ?? `${directory}/{task}_execution_log.md`
  const log = expandPattern(`${directory}/log.md`, SAMPLE)
  if (!log.ok) return invalid('report-directory', log.error)
  const task = expandPattern(taskPattern, SAMPLE)
  return task.ok ? ok({directory, taskPattern}) : invalid('output-pattern', task.error)
}

const SAMPLE = {task: 'T1', run: 'run', date: '20260101'}

export interface WrittenReports {
  /** Relative to the root, the execution log first. */
  readonly paths: readonly string[]
  /** Whole sentences on reports that could not be written. */
  readonly problems: readonly string[]
}

/** The execution log, and a report for each task that has started. */
export const writeReports = async (
  state: RunState,
  {directory, taskPattern}: ReportPlan,
  root: string,
): Promise<WrittenReports> => {
  const write = reportWriter(root)
  const log = `${directory}/${await logName(state, join(root, directory))}`
  const results = [await write(log, executionLog(state))]
  const values = {run: state.run, date: formatDate(state.startedAt)}
  for (const {task, attempts} of state.tasks.values()) {
    if (attempts.length === 0) continue
    const path = expandPattern(taskPattern, {...values, task: nameOf(task.id)})
    results.push(path.ok ? await write(path.value, taskReport(state, task.id)) : path)
  }
  return {
    paths: results.flatMap(result => (result.ok ? [result.value] : [])),
    problems: results.flatMap(result => (result.ok ? [] : [result.error])),
  }
}

/** A second run on one day gets a name of its own; a run that goes on keeps the one it has. */
const logName = async (state: RunState, directory: string): Promise<string> => {
  const name = executionLogName(state)
  const there = await readText(join(directory, name))
  const isFree = !there.ok || there.value.includes(`- **Run:** \`${state.run}\``)
  return isFree ? name : name.replace(/\.md$/, `_${state.run}.md`)
}

/** One report; the error is a whole sentence. */
export const writeReport = (root: string, relative: string, text: string): Promise<Result<string, string>> =>
  reportWriter(root)(relative, text)

type Write = (relative: string, text: string) => Promise<Result<string, string>>

/** Looks at each directory once: a large plan has thousands of reports in one. A link in place of a report is replaced. */
const reportWriter = (root: string): Write => {
  const directories = new Map<string, Result<string, string>>()
  return async (relative, text) => {
    const name = dirname(relative)
    const directory = directories.get(name) ?? (await openDirectory(root, name))
    directories.set(name, directory)
    if (!directory.ok) return err(`The report ${relative} was not written: ${directory.error}`)
    try {
      replaceTextSync(join(directory.value, basename(relative)), text)
      return ok(relative)
    } catch (error) {
      return err(`The report ${relative} was not written: ${messageOf(error)}.`)
    }
  }
}

const openDirectory = async (root: string, relative: string): Promise<Result<string, string>> => {
  const path = await resolveInside(root, relative)
  if (!path.ok) return path
  try {
    await ensureDirectory(path.value)
    return path
  } catch (error) {
    return err(`${messageOf(error)}.`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
