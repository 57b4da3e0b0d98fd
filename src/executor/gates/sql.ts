// Reads SQL with PostgreSQL's own parser: where a text is wrong, and which tables and indexes a sequence of texts ends with.
// Knows nothing of files.

import type {ParseResult} from 'libpg-query'
import {err, ok, type Result} from '../../util/result.ts'

/** Its parser takes 2 s for a megabyte, during which nothing else happens here. */
export const MAX_SQL_BYTES = 2 * 1024 * 1024

export type Statements = readonly Statement[]

/** One statement as the parser has it: one key, its type, and what it says. */
type Statement = Readonly<Record<string, unknown>>

/** The error is `line:column: what is wrong`. */
export const parseSql = async (text: string): Promise<Result<Statements, string>> => {
  // The parser would take a NUL for the end, and be content with what stands before it.
  const nul = text.indexOf('\0')
  if (nul !== -1) return err(`${positionOf(text, nul)}: holds a NUL byte; expected SQL text.`)
  if (text.trim() === '') return ok([])
  const {parse} = await import('libpg-query')
  try {
    return ok(statementsOf(await parse(text.replace(/^\uFEFF/, ''))))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return err(`${positionOf(text, offsetOf(text, error))}: ${error.message}.`)
  }
}

const statementsOf = ({stmts = []}: ParseResult): Statements =>
  stmts.flatMap(({stmt}) => (stmt === undefined ? [] : [stmt as Statement]))

/** The parser counts characters, of which some are two units of our strings. */
const offsetOf = (text: string, error: Error): number => {
  const details = Reflect.get(error, 'sqlDetails') as {cursorPosition?: number} | undefined
  let characters = Math.max(0, details?.cursorPosition ?? 0) + (text.startsWith('\uFEFF') ? 1 : 0)
  let offset = 0
  while (characters-- > 0 && offset < text.length) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  return offset
}

const positionOf = (text: string, offset: number): string => {
  const before = text.slice(0, offset)
  return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`
}

/** Names, with their schema where one was written, of what exists when all statements have been carried out. */
export interface SqlSchema {
  readonly tables: Set<string>
  readonly indexes: Set<string>
}

export const emptySchema = (): SqlSchema => ({tables: new Set(), indexes: new Set()})

/** Whether a schema holds a name; one without a schema in front is found in every schema. */
export const holds = (names: ReadonlySet<string>, wanted: string): boolean => {
  const name = wanted.toLowerCase()
  return [...names].some(
    known =>
      known.toLowerCase() === name || (!name.includes('.') && known.toLowerCase().endsWith(`.${name}`)),
  )
}

/** Carries one statement out on the schema. */
export const applyStatement = (schema: SqlSchema, statement: Statement): void => {
  for (const [type, value] of Object.entries(statement)) CHANGES[type]?.(schema, value as Node)
}

/** As much of the parser's tree as is looked into. */
interface Node {
  readonly relation?: Relation
  readonly into?: {readonly rel?: Relation}
  readonly tableElts?: readonly Element[]
  readonly idxname?: string
  readonly removeType?: string
  readonly renameType?: string
  readonly newname?: string
  readonly newschema?: string
  readonly objtype?: string
  readonly objects?: readonly {readonly List?: {readonly items?: readonly Text[]}}[]
  readonly cmds?: readonly {
    readonly AlterTableCmd?: {readonly subtype?: string; readonly name?: string; readonly def?: Element}
  }[]
}

interface Relation {
  readonly schemaname?: string
  readonly relname?: string
}

interface Text {
  readonly String?: {readonly sval?: string}
}

interface Element {
  readonly Constraint?: Constraint
  readonly ColumnDef?: {readonly constraints?: readonly Element[]}
}

interface Constraint {
  readonly contype?: string
  readonly conname?: string
}

/** By the type of statement; whatever else a file does leaves its tables and indexes as they are. */
const CHANGES: {readonly [type: string]: (schema: SqlSchema, node: Node) => void} = {
  CreateStmt: (schema, {relation, tableElts = []}) => {
    schema.tables.add(nameOf(relation))
    for (const element of tableElts) addIndexes(schema, element)
  },
  CreateTableAsStmt: (schema, {into, objtype}) => {
    if (objtype === 'OBJECT_TABLE') schema.tables.add(nameOf(into?.rel))
  },
  IndexStmt: (schema, {idxname}) => {
    if (idxname !== undefined) schema.indexes.add(idxname)
  },
  DropStmt: (schema, {removeType, objects = []}) => {
    const names = removeType === 'OBJECT_INDEX' ? schema.indexes : schema.tables
    if (removeType !== 'OBJECT_INDEX' && removeType !== 'OBJECT_TABLE') return
    for (const {List} of objects)
      forget(
        names,
        (List?.items ?? []).map(item => item.String?.sval ?? ''),
      )
  },
  RenameStmt: (schema, {renameType, relation, newname = ''}) => {
    const names = renameType === 'OBJECT_INDEX' ? schema.indexes : schema.tables
    if (renameType !== 'OBJECT_INDEX' && renameType !== 'OBJECT_TABLE') return
    forget(names, [...(relation?.schemaname ? [relation.schemaname] : []), relation?.relname ?? ''])
    names.add(nameOf({...relation, relname: newname}))
  },
  AlterTableStmt: (schema, {cmds = []}) => {
    for (const {AlterTableCmd: command} of cmds) {
      if (command?.subtype === 'AT_DropConstraint') schema.indexes.delete(command.name ?? '')
      else if (command?.def !== undefined) addIndexes(schema, command.def)
    }
  },
}

const nameOf = ({schemaname, relname = ''}: Relation = {}): string =>
  schemaname === undefined ? relname : `${schemaname}.${relname}`

/** Indexes know no schema of their own, so theirs is not kept. */
const forget = (names: Set<string>, path: readonly string[]): void => {
  names.delete(path.join('.'))
  names.delete(path.at(-1) ?? '')
}

const INDEXED: readonly (string | undefined)[] = ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION']

/** PostgreSQL gives such a constraint an index of the same name. */
const addIndexes = (schema: SqlSchema, {Constraint, ColumnDef}: Element): void => {
  const {contype, conname} = Constraint ?? {}
  if (conname !== undefined && INDEXED.includes(contype)) schema.indexes.add(conname)
  for (const constraint of ColumnDef?.constraints ?? []) addIndexes(schema, constraint)
}
