// The gate `typescript_compile`: the repository's own compiler finds no error in the named files, and did look at them.
// Errors elsewhere are told and not counted: somebody else may be at work there.

import {isAbsolute, join, relative} from 'node:path'
import {counted} from '../../graph/wording.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {ensureDirectory, readText, realPath, writeText} from '../../system/files.ts'
import {quote} from '../../system/quote.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {splitLines} from '../../util/text.ts'
import {type Execution, execute, executedStep} from './execution.ts'
import type {GateContext} from './gate.ts'
import {nearest} from './nearest.ts'
import {namedFiles} from './tree-files.ts'
import {someLines, stepOf, typedGate} from './typed.ts'

const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path)

export const typescriptCompileGate = typedGate(
  'typescript_compile',
  async ({files: patterns, project}, context) => {
    const named =
      patterns === undefined
        ? ok([])
        : await namedFiles({directory: context.directory, patterns, takes: isTypeScript})
    if (!named.ok) return [stepOf('files', named)]
    const projects = await projectsOf(project, named.value, context)
    if (!projects.ok) return [stepOf(project ?? 'files', projects)]
    const steps: StepRecord[] = []
    for (const [index, one] of projects.value.entries())
      steps.push(
        await judgeProject(one, {...context, logDirectory: join(context.logDirectory, `${index + 1}`)}),
      )
    return steps
  },
)

/** What one run of the compiler looks at. */
interface Project {
  /** Relative to the tree; undefined: no `tsconfig.json` speaks of these files. */
  readonly config: string | undefined
  /** Those that count, relative to the tree; none: all of the project counts. */
  readonly files: readonly string[]
}

const projectsOf = async (
  project: string | undefined,
  files: readonly string[],
  {directory}: GateContext,
): Promise<Result<readonly Project[], string>> => {
  if (project !== undefined) {
    const found = await namedFiles({
      directory,
      patterns: [project],
      takes: path => /(?:^|\/)tsconfig\.json$/.test(path),
    })
    return found.ok ? ok([{config: found.value[0], files}]) : found
  }
  const byConfig = new Map<string | undefined, string[]>()
  for (const file of files) {
    const home = await nearest(directory, file, 'tsconfig.json')
    const config = home === undefined ? undefined : join(home, 'tsconfig.json')
    byConfig.set(config, [...(byConfig.get(config) ?? []), file])
  }
  return ok(Array.from(byConfig, ([config, files]) => ({config, files})))
}

const judgeProject = async (project: Project, context: GateContext): Promise<StepRecord> => {
  const {directory, logDirectory} = context
  const name = project.config ?? 'files without a tsconfig.json'
  const home = await nearest(directory, project.config ?? project.files[0] ?? '', 'node_modules/.bin/tsc')
  if (home === undefined)
    return stepOf(
      name,
      err(
        `No node_modules/.bin/tsc in the directory of ${project.config ?? project.files[0] ?? 'the project'} or above it; expected the repository's own compiler. Install it in a set-up hook (workspace.setup).`,
      ),
    )
  const config = project.config ?? (await ownConfig(project, context))
  const compiler = quote(join(directory, home, 'node_modules/.bin/tsc'))
  const execution = await execute(
    `${compiler} --noEmit --pretty false --listFiles --project ${quote(config)}`,
    {...context, logDirectory},
  )
  const found = await judgeOutput(project, execution, directory)
  const verdict = found.ok ? 'passed' : 'failed'
  return {
    ...(await executedStep({name, verdict, note: ''}, execution)),
    output: found.ok ? found.value : found.error,
  }
}

/** For files that no project speaks of: what most would take for granted today. */
const ownConfig = async ({files}: Project, {directory, logDirectory}: GateContext): Promise<string> => {
  const config = {
    compilerOptions: {
      strict: true,
      skipLibCheck: true,
      target: 'es2022',
      module: 'nodenext',
      jsx: 'preserve',
      types: [],
    },
    files: files.map(file => join(directory, file)),
  }
  const path = join(logDirectory, 'tsconfig.json')
  await ensureDirectory(logDirectory)
  await writeText(path, JSON.stringify(config))
  return path
}

/** The list of all library files is long; this is enough for any project. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024

const judgeOutput = async (
  {config, files}: Project,
  {log, end, trouble}: Execution,
  directory: string,
): Promise<Result<string, string>> => {
  const output = await readText(log, MAX_OUTPUT_BYTES)
  const lines = output.ok ? splitLines(output.value) : []
  const root = (await realPath(directory)) ?? directory
  const {errors, others} = errorsIn(lines, new Set(files))
  if (errors.length > 0) return err(someLines(errors))
  if (end.how !== 'exited') return err(trouble ?? '')
  const seen = new Set(lines.filter(isAbsolute).map(path => relative(root, path)))
  const unseen = files.filter(file => !seen.has(file))
  if (unseen.length > 0) {
    const remedy = `; include it there, or name its project with "project".`
    return err(someLines(unseen.map(file => `${file} is no part of ${config ?? 'the program'}${remedy}`)))
  }
  if (trouble !== undefined && others.length === 0) return err(`${trouble} ${someLines(lines.slice(-20))}`)
  const elsewhere = others.length === 0 ? '' : ` Not counted: ${counted(others.length, 'error')} elsewhere.`
  return ok(`No error in ${files.length === 0 ? (config ?? '') : counted(files.length, 'file')}.${elsewhere}`)
}

/** `errors`: those that count, which are those without a place, too: they are about the project. */
const errorsIn = (
  lines: readonly string[],
  files: ReadonlySet<string>,
): {readonly errors: readonly string[]; readonly others: readonly string[]} => {
  const [errors, others]: [string[], string[]] = [[], []]
  for (const found of lines.flatMap(readError)) {
    const {file} = found
    const counts = file === undefined || files.size === 0 || files.has(file) || file.endsWith('.json')
    ;(counts ? errors : others).push(found.text)
  }
  return {errors, others}
}

/** Of a line such as `src/a.ts(1,7): error TS2322: …`; brackets may stand in the path, too. */
const readError = (line: string): readonly {readonly file?: string; readonly text: string}[] => {
  if (line.startsWith('error TS')) return [{text: line}]
  const end = line.indexOf('): error TS')
  const start = line.lastIndexOf('(', end)
  if (end === -1 || start === -1) return []
  const file = line.slice(0, start)
  return [{file, text: `${file}:${line.slice(start + 1, end).replace(',', ':')}: ${line.slice(end + 3)}`}]
}
