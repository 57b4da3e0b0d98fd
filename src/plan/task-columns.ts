// What the columns of a table of tasks mean, by their headers in several languages. Knows no rows.

import {blankBrackets, foldName} from '../util/text.ts'
import {plainText} from './inline.ts'
import {kindOf} from './labels.ts'
import type {Table} from './tables.ts'

export type Meaning =
  | 'issue'
  | 'id'
  | 'title'
  | 'dependencies'
  | 'blocks'
  | 'effort'
  | 'priority'
  | 'status'
  | 'files'
  | 'notes'

/** Headers, folded, that mean a column of that kind; beside them stand the labels of fields. */
const HEADERS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({
    '#': 'id',
    'task #': 'id',
    no: 'id',
    'no.': 'id',
    nr: 'id',
    'nr.': 'id',
    unit: 'id',
    node: 'id',
    step: 'id',
    wp: 'id',
    paso: 'id',
    schritt: 'id',
    编码: 'id',
    步骤: 'id',
    key: 'id',
    ref: 'id',
    code: 'id',
    ticket: 'issue',
    issue: 'issue',
    序号: 'id',
    番号: 'id',
    task: 'title',
    tasks: 'title',
    name: 'title',
    item: 'title',
    what: 'title',
    work: 'title',
    story: 'title',
    'work item': 'title',
    deliverable: 'title',
    deliverables: 'title',
    assignment: 'title',
    action: 'title',
    activity: 'title',
    feature: 'title',
    scope: 'title',
    plan: 'title',
    phase: 'title',
    wave: 'title',
    milestone: 'title',
    stage: 'title',
    actividad: 'title',
    atividade: 'title',
    arbeitspaket: 'title',
    vorgang: 'title',
    fase: 'title',
    阶段: 'title',
    内容: 'title',
    任务内容: 'title',
    工作内容: 'title',
    任务名: 'title',
    作業: 'title',
    作業内容: 'title',
    フェーズ: 'title',
    tarea: 'title',
    tarefa: 'title',
    aufgabe: 'title',
    任务: 'title',
    任務: 'title',
    名称: 'title',
    タスク: 'title',
    after: 'dependencies',
    needs: 'dependencies',
    upstream: 'dependencies',
    predecessor: 'dependencies',
    predecessors: 'dependencies',
    prereq: 'dependencies',
    prereqs: 'dependencies',
    downstream: 'blocks',
    est: 'effort',
    'est.': 'effort',
    hours: 'effort',
    hrs: 'effort',
    days: 'effort',
    '⏱': 'effort',
    prio: 'priority',
    done: 'status',
    progress: 'status',
    notes: 'notes',
    note: 'notes',
    remarks: 'notes',
    comments: 'notes',
    备注: 'notes',
  } as const satisfies {readonly [header: string]: Meaning}),
)

const KINDS: {readonly [kind: string]: Meaning} = {
  id: 'id',
  title: 'title',
  description: 'title',
  dependencies: 'dependencies',
  blocks: 'blocks',
  effort: 'effort',
  priority: 'priority',
  status: 'status',
  files: 'files',
  created: 'files',
  modified: 'files',
}

/** Headers of tables whose rows are numbered and depend on one another, and are no tasks. */
const OTHERS =
  /^(?:requirements?|risks?|decisions?|questions?|assumptions?|criteri(?:on|a)|anforderung(?:en)?|risiko|requisitos?|riesgos?|需求|风险|要件|リスク)$/iu

/** Whether a table says in its header that its rows are something else. */
export const isOfOthers = ({header}: Table): boolean => header.some(({text}) => OTHERS.test(plainText(text)))

/** Headers of tables whose rows are groups of tasks, so that they are tasks only where there are no others. */
const GROUPS = /^(?:phase|wave|milestone|stage|sprint|epic|fase|etapa|阶段|フェーズ)s?$/iu

export const isOfGroups = ({header}: Table): boolean =>
  header.slice(0, 2).some(({text}) =>
    GROUPS.test(
      plainText(text)
        .replace(/^[^\p{L}#]+/u, '')
        .trim(),
    ),
  )

/** Numbers of issues are ids, even beside a column that only counts the rows. */
export const columnsOf = ({header, rows}: Table): Map<Meaning, number> => {
  const columns = new Map<Meaning, number>()
  header.forEach(({text}, index) => {
    const meaning = meaningOf(text)
    if (meaning !== undefined && !columns.has(meaning)) columns.set(meaning, index)
  })
  const issue = columns.get('issue')
  const areNumbers = issue !== undefined && rows.every(row => /#\d|^\W*$/.test(row[issue]?.text ?? ''))
  if (issue !== undefined && (areNumbers || !columns.has('id'))) columns.set('id', issue)
  return columns
}

/** What a header says of its column; undefined for one that says nothing to us. */
export const meaningOf = (header: string): Meaning | undefined => {
  const plain = foldName(header.replace(/[*_`]|\uFE0F/g, ''))
  const known = HEADERS.get(plain) ?? KINDS[kindOf(plain) ?? '']
  if (known) return known
  const words = foldName(blankBrackets(plain).replace(/^[^\p{L}#]+/u, ''))
  return HEADERS.get(words) ?? KINDS[kindOf(words) ?? '']
}
