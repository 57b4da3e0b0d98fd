// `demo`: the whole way from a document to landed work on the example that ships with the program, in a scratch repository.
// Needs no network, no model and no git identity.

import {dirname, join, resolve} from 'node:path'
import {z} from 'zod'
import type {RunState} from '../../run/state.ts'
import {copyTree, ensureDirectory, exists, listDirectory, makeTemporaryDirectory} from '../../system/files.ts'
import {git} from '../../system/git.ts'
import {ok, type Result} from '../../util/result.ts'
import {CONFIG_FILE} from '../config-file.ts'
import {invalid} from '../failure.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {prepare} from '../preparation.ts'
import {writeReports} from '../reports.ts'
import {land} from './land.ts'
import {performRun} from './run.ts'

const PLANS = 'docs/04-planning'

const INPUT = z.object({
  /** Of the scratch repository; must be empty or missing. Default: a temporary directory. */
  directory: z.string().optional(),
  concurrency: z.int().positive().optional(),
})

export interface Demonstration {
  readonly state: RunState
  /** The scratch repository, absolute. */
  readonly directory: string
  /** The branch that was moved, and to which commit; absent where the run did not end well. */
  readonly landed?: {readonly branch: string; readonly to: string}
  /** Where the reports were copied, relative to the caller's directory; the execution log first. */
  readonly reports: readonly string[]
}

export const demo = operation({
  input: INPUT,
  perform: async (input, context) => {
    const scratch = await makeScratch(input.directory, context)
    if (!scratch.ok) return scratch
    const {directory, documents} = scratch.value
    context.emit({
      type: 'notice',
      message: `The example runs in ${directory}; its commands are trusted, as they ship with the program.`,
    })
    const inside: Context = {...context, directory}
    const {concurrency} = input
    const prepared = await prepare({documents, selection: [], agent: 'tangle', concurrency}, inside)
    if (!prepared.ok) return prepared
    const rested = await performRun(prepared.value, true, inside)
    if (!rested.ok) return rested
    const {state} = rested.value
    const {paths, problems} = await writeReports(state, prepared.value.reports, context.directory)
    for (const message of problems) context.emit({type: 'notice', message})
    if (state.result !== 'done') return ok<Demonstration>({state, directory, reports: paths})
    const landed = await land.perform({run: state.run}, inside)
    if (!landed.ok) return landed
    const moved = landed.value.type === 'landed' ? {landed: landed.value} : {}
    return ok<Demonstration>({state, directory, ...moved, reports: paths})
  },
})

interface Scratch {
  readonly directory: string
  /** Relative to the directory. */
  readonly documents: string[]
}

const makeScratch = async (
  wanted: string | undefined,
  context: Context,
): Promise<Result<Scratch, OperationError>> => {
  const shipped = await packageDirectory()
  const directory =
    wanted === undefined
      ? await makeTemporaryDirectory('agent-spawn-demo-')
      : resolve(context.directory, wanted)
  if ((await listDirectory(directory)).length > 0)
    return invalid('not-empty', `${directory} is not empty; name an empty directory for the example.`)
  await ensureDirectory(join(directory, dirname(CONFIG_FILE)))
  await copyTree(join(shipped, PLANS), join(directory, PLANS))
  await copyTree(join(shipped, CONFIG_FILE), join(directory, CONFIG_FILE))
  const names = (await listDirectory(join(directory, PLANS))).filter(name => name.endsWith('.md'))
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message=Add the example plan'],
  ]) {
    const done = await git(args, {cwd: directory})
    if (!done.ok) return invalid('git', done.error.message)
  }
  return ok({directory, documents: names.map(name => join(PLANS, name))})
}

/** The program's own package: it looks the same from its sources and from the bundle. */
const packageDirectory = async (): Promise<string> => {
  for (let directory = import.meta.dirname; directory !== dirname(directory); directory = dirname(directory))
    if (await exists(join(directory, PLANS))) return directory
  throw new Error(`bug: this installation of agent-spawn lacks its example, ${PLANS}`)
}
