// The gate `zod_schema_validation`: each schema is exported, and is a Zod schema that lets something pass and not everything. The
// files are imported by Node, in a process of the pool: that runs what they hold.

import {join} from 'node:path'
import {z} from 'zod'
import {listed} from '../../graph/wording.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {ensureDirectory, readText, writeText} from '../../system/files.ts'
import {quote} from '../../system/quote.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {execute, executedStep} from './execution.ts'
import type {GateContext} from './gate.ts'
import {nearest} from './nearest.ts'
import {exportedNames} from './source/exports.ts'
import {type SourceFile, sourceFiles} from './source/files.ts'
import {stepOf, typedGate} from './typed.ts'

export const zodSchemaValidationGate = typedGate(
  'zod_schema_validation',
  async ({schemas, files}, context) => {
    const sources = await sourceFiles(context.directory, files)
    if (!sources.ok) return [stepOf('schemas', sources)]
    const steps: StepRecord[] = []
    for (const [index, name] of schemas.entries()) {
      const found = findExport(name, sources.value)
      steps.push(
        found.ok
          ? await judge(name, found.value, {
              ...context,
              logDirectory: join(context.logDirectory, `${index + 1}`),
            })
          : stepOf(name, found),
      )
    }
    return steps
  },
)

interface Export {
  readonly file: string
  readonly name: string
}

const findExport = (schema: string, sources: readonly SourceFile[]): Result<Export, string> => {
  const short = schema.charAt(0).toLowerCase() + schema.slice(1)
  // What is named as a schema is one; the name alone may be that of a class.
  const names = [`${schema}Schema`, `${short}Schema`, schema, short]
  for (const name of names) {
    const source = sources.find(({tokens}) => exportedNames(tokens).includes(name))
    if (source !== undefined) return ok({file: source.path, name})
  }
  return err(`No file exports ${listed(names)}; looked in ${sources.length}.`)
}

const verdict = z.object({problem: z.string().nullable()})

const judge = async (schema: string, found: Export, context: GateContext): Promise<StepRecord> => {
  const {directory, logDirectory} = context
  const [script, result] = [join(logDirectory, 'probe.mjs'), join(logDirectory, 'verdict.json')]
  await ensureDirectory(logDirectory)
  await writeText(script, probe({...found, path: join(directory, found.file), result}))
  const home = await nearest(directory, found.file, 'node_modules/.bin/tsx')
  const node = home === undefined ? 'node' : quote(join(directory, home, 'node_modules/.bin/tsx'))
  const execution = await execute(`${node} ${quote(script)}`, context)
  const text = await readText(result, 10_000)
  const told = text.ok ? verdict.safeParse(parse(text.value)) : undefined
  const problem = told?.success ? told.data.problem : `${found.file} could not be imported.`
  const isGood = execution.trouble === undefined && problem === null
  const note = isGood
    ? `${found.name} of ${found.file} is a Zod schema.`
    : [execution.trouble, problem].filter(Boolean).join(' ')
  return executedStep({name: schema, verdict: isGood ? 'passed' : 'failed', note}, execution)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A symbol is in no data, so a schema that takes one takes anything. */
const probe = ({
  file,
  name,
  path,
  result,
}: Export & {readonly path: string; readonly result: string}): string => `
import {writeFileSync} from 'node:fs'
import {pathToFileURL} from 'node:url'
const module = await import(pathToFileURL(${JSON.stringify(path)}).href)
const schema = module[${JSON.stringify(name)}]
const problemOf = () => {
  const isSchema = typeof schema?.safeParse === 'function' && ('_zod' in schema || '_def' in schema)
  if (!isSchema) return ' is no Zod schema: found ' + (schema === null ? 'null' : typeof schema) + '.'
  return schema.safeParse(Symbol()).success ? ' accepts whatever it is given; expected a schema that refuses something.' : null
}
const problem = problemOf()
writeFileSync(${JSON.stringify(result)}, JSON.stringify({problem: problem && ${JSON.stringify(`${name} of ${file}`)} + problem}))
process.exit(0)
`
