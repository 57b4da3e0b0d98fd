// The gate `sql_syntax`: every named file is SQL that PostgreSQL can read, and says something. Runs none of it.

import {counted} from '../../graph/wording.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {MAX_SQL_BYTES, parseSql, type Statements} from './sql.ts'
import {namedFiles, readNamed} from './tree-files.ts'
import {stepOf, typedGate} from './typed.ts'

export const isSql = (path: string): boolean => path.endsWith('.sql')

export const sqlSyntaxGate = typedGate('sql_syntax', async ({files}, {directory}) => {
  const steps = []
  for (const pattern of files) {
    const named = await namedFiles({directory, patterns: [pattern], takes: isSql})
    if (!named.ok) steps.push(stepOf(pattern, named))
    else for (const file of named.value) steps.push(stepOf(file, await judge(directory, file)))
  }
  return steps
})

const judge = async (directory: string, file: string): Promise<Result<string, string>> => {
  const statements = await readSql(directory, file)
  if (!statements.ok) return statements
  const {length} = statements.value
  return length === 0
    ? err(`${file} holds no statement; expected SQL.`)
    : ok(`${file} holds ${counted(length, 'statement')}.`)
}

/** The error is a sentence with the file, the line and the column. */
export const readSql = async (directory: string, file: string): Promise<Result<Statements, string>> => {
  const text = await readNamed(directory, file, MAX_SQL_BYTES)
  if (!text.ok) return text
  const parsed = await parseSql(text.value)
  return parsed.ok ? parsed : err(`${file}:${parsed.error}`)
}
