// Reads GSD's tasks in XML: `<task type="auto"><name>…</name><files>…</files><action>…</action><verify>…</verify></task>`. Its
// elements stand on lines of their own as people and models write them, so lines are looked at, not a tree.

import type {DraftTask} from '../../graph/draft.ts'
import type {Field} from '../fields.ts'
import {plainText} from '../inline.ts'
import {locate, type Sheet} from '../sheet.ts'
import {readTask} from '../task-facts.ts'
import {knownIds} from '../task-ids.ts'

interface Element {
  readonly row: number
  /** Where its text begins. */
  readonly column: number
  /** On its first line. */
  readonly text: string
  /** Row of its closing tag. */
  readonly end: number
}

export const readXmlTasks = (sheet: Sheet): DraftTask[] => {
  const tasks: DraftTask[] = []
  for (let row = 0; row < sheet.prose.length; row++) {
    if (!/^\s*<task\b[^>]{0,300}>/.test(sheet.prose[row] ?? '')) continue
    const end = rowOf(sheet, row, '</task>')
    tasks.push(readXmlTask(sheet, {row, end, number: tasks.length + 1}))
    row = end
  }
  return tasks
}

/** The first row from here on with these words outside of fences; the last row if there is none. */
const rowOf = (sheet: Sheet, from: number, words: string, to = sheet.prose.length - 1): number => {
  let row = from
  while (row < to && !(sheet.prose[row] ?? '').includes(words)) row++
  return row
}

interface Extent {
  readonly row: number
  readonly end: number
  readonly number: number
}

const readXmlTask = (sheet: Sheet, {row, end, number}: Extent): DraftTask => {
  const name = elementIn(sheet, {row, end, tag: 'name'})
  const [words = '', id] =
    /^(?:Task\s+)?(\d{1,4}(?:\.\d{1,4})?[a-z]?)\s*[:.–—-]\s*/i.exec(name?.text ?? '') ?? []
  const title = (name?.text ?? '').slice(words.length)
  const titleColumn = (name?.column ?? 0) + words.length
  const idAt = id === undefined ? undefined : (name?.column ?? 0) + words.indexOf(id)
  const fields = [
    ...fieldsOf(sheet, {row, end, tag: 'files', kind: 'files'}),
    ...verifyFields(sheet, {row, end}),
  ]
  const fact = {
    value: id ?? String(number),
    location: idAt === undefined ? locate(sheet, row) : locate(sheet, name?.row ?? row, idAt, id?.length),
    origin: 'task element',
  }
  const section = {level: 6, heading: '', row, column: 0, body: row + 1, next: end + 1, end: end + 1}
  const task = readTask(
    {section, id: fact, fields, end: end + 1},
    {sheet, ids: knownIds([]), hasSet: () => false},
  )
  const plain = plainText(title)
  return {
    ...task,
    titles:
      plain === ''
        ? []
        : [
            {
              value: plain,
              location: locate(sheet, name?.row ?? row, titleColumn, title.length),
              origin: 'task element',
            },
          ],
  }
}

const elementIn = (
  sheet: Sheet,
  {row, end, tag}: {row: number; end: number; tag: string},
): Element | undefined => {
  for (let at = row; at <= end; at++) {
    const line = sheet.prose[at] ?? ''
    const start = line.indexOf(`<${tag}>`)
    if (start < 0) continue
    const column = start + tag.length + 2
    const close = line.indexOf(`</${tag}>`, column)
    const inner = line.slice(column, close < 0 ? undefined : close)
    const text = inner.trim()
    return {
      row: at,
      column: column + inner.length - inner.trimStart().length,
      text,
      end: close < 0 ? rowOf(sheet, at, `</${tag}>`, end) : at,
    }
  }
  return undefined
}

interface Wanted {
  readonly row: number
  readonly end: number
  readonly tag: string
  readonly kind: Field['kind'] & string
}

/** An element as a field: its first line is the value, the rows to the closing tag are the body. */
const fieldsOf = (sheet: Sheet, wanted: Wanted): Field[] => {
  const element = elementIn(sheet, wanted)
  if (!element || (element.text === '' && element.end === element.row)) return []
  return [
    {
      kind: wanted.kind,
      label: wanted.tag,
      labelColumn: Math.max(element.column - wanted.tag.length - 2, 0),
      value: element.text,
      row: element.row,
      column: element.column,
      from: element.row + 1,
      to: Math.max(element.end, element.row + 1),
      bodyEnd: Math.max(element.end, element.row + 1),
    },
  ]
}

/** `<automated>` holds a command; what else `<verify>` holds is for `readGates` to judge. */
const verifyFields = (sheet: Sheet, {row, end}: {row: number; end: number}): Field[] => {
  const automated = fieldsOf(sheet, {row, end, tag: 'automated', kind: 'validation'})
  return automated.length > 0
    ? automated.map(field => ({...field, value: field.value === '' ? '' : `\`${field.value}\``}))
    : fieldsOf(sheet, {row, end, tag: 'verify', kind: 'validation'})
}
