// The gate `schema_validation`: migrations end with the named tables and indexes. They are read, not run.

import {listed} from '../../graph/wording.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {applyStatement, emptySchema, holds, type SqlSchema} from './sql.ts'
import {isSql, readSql} from './sql-syntax.ts'
import {namedFiles} from './tree-files.ts'
import {stepOf, typedGate} from './typed.ts'

export const schemaValidationGate = typedGate(
  'schema_validation',
  async ({tables = [], indexes = [], files: patterns = ['**/*.sql']}, {directory}) => {
    const files = await namedFiles({directory, patterns, takes: isSql})
    if (!files.ok) return [stepOf('files', files)]
    const migrations = files.value.filter(file => !isDownMigration(file))
    const schema = await schemaOf(directory, migrations)
    if (!schema.ok) return [stepOf('files', schema)]
    const read = listed(migrations)
    return [
      ...tables.map(name => judge('table', name, {names: schema.value.tables, read})),
      ...indexes.map(name => judge('index', name, {names: schema.value.indexes, read})),
    ]
  },
)

/** What takes a migration back would take its tables away again. */
const isDownMigration = (file: string): boolean =>
  /[._-](?:down|rollback)\.sql$/i.test(file) || /(?:^|\/)down\.sql$/i.test(file)

const schemaOf = async (directory: string, files: readonly string[]): Promise<Result<SqlSchema, string>> => {
  const schema = emptySchema()
  for (const file of files) {
    const statements = await readSql(directory, file)
    if (!statements.ok) return statements
    for (const statement of statements.value) applyStatement(schema, statement)
  }
  return ok(schema)
}

const judge = (
  what: 'table' | 'index',
  name: string,
  {names, read}: {readonly names: ReadonlySet<string>; readonly read: string},
): StepRecord =>
  stepOf(
    `${what} ${name}`,
    holds(names, name)
      ? ok(`The ${what} ${name} is created.`)
      : err(`No statement creates the ${what} ${name}; found ${listed([...names].sort())} in ${read}.`),
  )
