// What a task is given: paths and words under **Inputs**, and documents to read.

import type {Input} from '../graph/task.ts'
import {type Field, ofKind} from './fields.ts'
import {plainText, readItems} from './inline.ts'
import {isPath} from './paths.ts'
import type {Item} from './plain-items.ts'
import type {Sheet} from './sheet.ts'

export const readInputs = (sheet: Sheet, fields: readonly Field[]): Input[] =>
  ofKind(fields, 'inputs').flatMap(field => [
    ...inlineInputs(field.value),
    ...readItems(sheet, field.from, field.bodyEnd).map(item => inputOf(item.lines[0]?.text ?? '', item)),
  ])

const inlineInputs = (value: string): Input[] => {
  if (value === '' || /^(?:none|n\/a|-|—)\.?$/i.test(value)) return []
  const parts = value.split(/,\s/)
  const arePaths = parts.every(part => isPath(part.trim().replace(/^`|`$/g, '')))
  return (arePaths ? parts : [value]).map(part => inputOf(part.trim()))
}

/** A path, with its `#section` and what is said of it; or words alone, in quotes where they look like a path. */
const inputOf = (source: string, item?: Item): Input => {
  const quoted = /^"([^"]{1,1024})"$/.exec(source)?.[1]
  if (quoted !== undefined && isPath(quoted)) return {text: quoted}
  const found = /^(?:`([^`]+)`|\[[^\]]*\]\(([^)\s]+)\)|(\S+))(.*)/s.exec(source)
  const target = found?.[1] ?? found?.[2] ?? found?.[3] ?? ''
  const [path = '', section] = target.split('#')
  const rest = (found?.[4] ?? '').trim()
  const isListed = found?.[3] === undefined || rest === ''
  if (!isPath(path) || !isListed) return {text: item?.text ?? plainText(source)}
  const text = plainText(
    rest
      .replace(/^(?:[-–—:]\s|\()/, '')
      .replace(/\)$/, '')
      .trim(),
  )
  return {path, ...(section ? {section} : {}), ...(text === '' ? {} : {text})}
}

/** Paths and links alone: what the agent is given to read. */
export const readRelated = (sheet: Sheet, fields: readonly Field[]): string[] =>
  ofKind(fields, 'related')
    .flatMap(field => [
      ...inlineInputs(field.value),
      ...readItems(sheet, field.from, field.bodyEnd).map(item => inputOf(item.lines[0]?.text ?? '', item)),
    ])
    .flatMap(({path, text}) => path ?? text ?? [])
