// Reads the dashboard of agents: a table `Agent | Status | Progress | Dependencies | ETA | Critical Path`, whose dependencies are
// prose with short names of the other rows. A short name that is not one row's for certain is an error, never a guess.

import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {DependencyRef, DraftTask, Fact, TaskStatus} from '../../graph/draft.ts'
import {parseHours} from '../../util/duration.ts'
import {foldName} from '../../util/text.ts'
import type {FoundTask} from '../breakdown.ts'
import {plainText} from '../inline.ts'
import {parsePriority} from '../priorities.ts'
import {locate, type Sheet} from '../sheet.ts'
import {readStatus} from '../status-marks.ts'
import {type Cell, readTables, type Table} from '../tables.ts'
import {meaningOf} from '../task-columns.ts'
import {safeId} from '../task-ids.ts'
import {factsOf} from '../task-table.ts'
import {type Choice, nameChooser} from './tables-aliases.ts'

export interface Dashboard {
  readonly tasks: readonly FoundTask[]
  readonly diagnostics: readonly Diagnostic[]
}

type Column = 'agent' | 'status' | 'progress' | 'dependencies' | 'eta' | 'criticality'

const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['agent', 'agent'],
  ['agents', 'agent'],
  ['agent name', 'agent'],
  ['status', 'status'],
  ['progress', 'progress'],
  ['dependencies', 'dependencies'],
  ['depends on', 'dependencies'],
  ['eta', 'eta'],
  ['estimate', 'eta'],
  ['critical path', 'criticality'],
  ['criticality', 'criticality'],
  ['priority', 'criticality'],
])

interface AgentRow {
  readonly name: string
  readonly id: Fact<string>
  readonly cells: {readonly [column in Column]?: Cell}
}

/** Empty for a document without such a table. An agent that stands in several is that of the first. */
export const readDashboard = (sheet: Sheet): Dashboard => {
  const seen = new Set<string>()
  const rows = readTables(sheet)
    .flatMap(table => agentRows(sheet, table))
    .filter(({id}) => !seen.has(id.value) && seen.add(id.value))
  const choose = nameChooser(rows.map(({name, id}) => ({name, id: id.value})))
  const read = rows.map(row => ({row, ...dependenciesOf(sheet, row, choose)}))
  return {
    tasks: read.map(({row, dependencies}) => ({
      id: row.id,
      aliases: [],
      from: row.id.location.line - 1,
      to: row.id.location.line,
      read: () => taskOf(sheet, row, dependencies),
    })),
    diagnostics: read.flatMap(({diagnostics}) => diagnostics),
  }
}

const agentRows = (sheet: Sheet, {header, rows}: Table): AgentRow[] => {
  const columns = new Map(
    header.flatMap(({text}, index) => {
      const column = COLUMNS.get(foldName(plainText(text)).replace(/^[^\p{L}]+/u, ''))
      return column ? [[column, index] as const] : []
    }),
  )
  const agentColumn = columns.get('agent')
  const isDashboard = columns.has('dependencies') && (columns.has('status') || columns.has('eta'))
  if (agentColumn === undefined || !isDashboard || hasTasks(header)) return []
  return rows.flatMap(row => {
    const cell = row[agentColumn]
    const name = cell ? nameIn(cell) : ''
    if (!cell || name === '') return []
    const cells: {[column in Column]?: Cell} = {}
    for (const [column, index] of columns) {
      const value = row[index]
      if (value) cells[column] = value
    }
    const at = Math.max(cell.text.indexOf(name), 0)
    const location = locate(sheet, cell.row, cell.column + at, name.length)
    return [{name, id: {value: safeId(name), location, origin: 'table'}, cells}]
  })
}

/** A column of tasks beside it: then the agents only do them. */
const hasTasks = (header: readonly Cell[]): boolean =>
  header.some(({text}) => ['id', 'issue', 'title'].includes(meaningOf(text) ?? ''))

/** Without signs in front, marks around and a remark behind. */
const nameIn = ({text}: Cell): string =>
  plainText(text)
    .replace(/^[^\p{L}\d]+/u, '')
    .replace(/(?<!\s)\s*\([^()]*\)\s*$/, '')
    .replace(/(?<=[\p{L}\d)])[^\p{L}\d)]+$/u, '')

interface Read {
  readonly dependencies: Fact<readonly DependencyRef[]> | undefined
  readonly diagnostics: readonly Diagnostic[]
}

const NONE = /^(?:none|no|n\/a|-+|–|—)(?![\w-])/i

const dependenciesOf = (
  sheet: Sheet,
  {name, id, cells}: AgentRow,
  choose: (short: string, self: string) => Choice,
): Read => {
  const cell = cells.dependencies
  if (!cell) return {dependencies: undefined, diagnostics: []}
  const refs: DependencyRef[] = []
  const diagnostics: Diagnostic[] = []
  for (const term of NONE.test(cell.text) || cell.text === '' ? [] : termsOf(cell.text)) {
    const location = locate(sheet, cell.row, cell.column + term.at, term.text.length)
    const choice = choose(term.name, id.value)
    if (choice.type === 'one') refs.push({type: 'task', id: choice.id, location})
    else if (choice.type === 'none' && term.isOutside) refs.push({type: 'external', text: term.text})
    else diagnostics.push(unresolved({name, term: term.name, choice, location}))
  }
  const value = {
    value: refs,
    location: locate(sheet, cell.row, cell.column, cell.text.length),
    origin: 'table',
  }
  return {dependencies: value, diagnostics}
}

interface Term {
  readonly text: string
  readonly at: number
  /** Without the remark behind it. */
  readonly name: string
  /** The remark says how something stands that is no row: `Redis (✅ Complete)`. */
  readonly isOutside: boolean
}

const OUTSIDE = /complete|done|ready|available|running|external|deployed|installed|existing|✅|✓|✔/i

/** Parts between `+`, `,`, `;`, `&` and "and" outside of brackets. */
const termsOf = (text: string): Term[] => {
  const terms: Term[] = []
  let depth = 0
  let from = 0
  const add = (to: number): void => {
    const part = text.slice(from, to)
    const [, name = '', remark = ''] = /^([^()]*)(?:\((.*)\))?/s.exec(part.trim()) ?? []
    const plain = plainText(name).replace(/^[^\p{L}\d]+|(?<=[\p{L}\d])[^\p{L}\d]+$/gu, '')
    if (plain !== '')
      terms.push({
        text: part.trim(),
        at: from + part.length - part.trimStart().length,
        name: plain,
        isOutside: OUTSIDE.test(remark) || OUTSIDE.test(name.slice(plain.length)),
      })
  }
  for (const cut of text.matchAll(/[()]|[+,;&]|\sand\s|$/g)) {
    if (cut[0] === '(') depth++
    else if (cut[0] === ')') depth--
    else if (depth <= 0 || cut[0] === '') {
      add(cut.index)
      from = cut.index + cut[0].length
    }
  }
  return terms
}

const unresolved = ({
  name,
  term,
  choice,
  location,
}: {
  readonly name: string
  readonly term: string
  readonly choice: Choice
  readonly location: Diagnostic['location']
}): Diagnostic => ({
  severity: 'error',
  rule: 'unresolved-alias',
  message:
    choice.type === 'several'
      ? `${name} depends on "${term}", which may be ${choice.ids.join(' or ')}; write the name in full`
      : `${name} depends on "${term}", which is short for no agent of the table; write the agent's name, or how it stands if it is no agent: "${term} (complete)"`,
  location,
  related: [],
})

const taskOf = (sheet: Sheet, row: AgentRow, dependencies: Read['dependencies']): DraftTask => {
  const {name, id, cells} = row
  const {line} = id.location
  const status = statusOf(sheet, cells)
  return {
    id,
    titles: [{...id, value: name}],
    priorities: factsOf(sheet, cells.criticality, parsePriority),
    efforts: factsOf(sheet, cells.eta, parseHours),
    dependencies: dependencies ? [dependencies] : [],
    blocks: [],
    ...(status ? {status} : {}),
    inputs: [],
    outputs: [],
    gates: [],
    relatedDocs: [],
    instruction: sheet.lines[line - 1] ?? '',
    source: {file: sheet.file, line, endLine: line},
  }
}

/** The words of the dashboard; PARALLEL says that nothing is in the way, not that it has begun. */
const statusOf = (sheet: Sheet, {status}: AgentRow['cells']): Fact<TaskStatus> | undefined => {
  if (!status) return undefined
  const at = status.text.search(/\p{L}/u)
  const words = status.text.slice(Math.max(at, 0))
  const isParallel = /^parallel\b/i.test(words)
  const mark = isParallel ? {value: 'todo' as const, at: 0, length: 8} : readStatus(words)
  if (!mark || at < 0) return undefined
  const location = locate(sheet, status.row, status.column + at + mark.at, mark.length)
  return {value: mark.value, location, origin: 'table'}
}
