// Finds the labelled fields of a section, `**Priority:** High` and what follows.

import {indentOf, isBlank} from '../util/text.ts'
import type {Section} from './headings.ts'
import {type FieldKind, kindOf, LABEL_MAX} from './labels.ts'
import type {Sheet} from './sheet.ts'

export interface Field {
  /** Absent for a label that names none of our facts. */
  readonly kind?: FieldKind
  /** As written, without marks and colon. */
  readonly label: string
  readonly labelColumn: number
  /** What stands behind the label on its line. */
  readonly value: string
  readonly row: number
  readonly column: number
  /** Rows up to the next field, exclusive; the value's own row is not among them. */
  readonly from: number
  readonly to: number
  /** Where what belongs to the value ends: a paragraph further down is prose about something else. */
  readonly bodyEnd: number
}

/** How a label stands on its line; a section keeps to the first of these in which it has a known label. */
type Style = 'paragraph' | 'bullet' | 'plain'

interface Label {
  readonly style: Style
  readonly kind: FieldKind | undefined
  readonly label: string
  readonly labelColumn: number
  readonly column: number
  readonly row: number
}

/** The fields in these rows, with the headings inside them as labels too. In document order. */
export const readFields = (sheet: Sheet, from: number, to: number, headings: readonly Section[]): Field[] => {
  const headingRows = new Map(headings.map(section => [section.row, section]))
  const labels: Label[] = []
  for (let row = from; row < to; row++) {
    const heading = headingRows.get(row)
    if (heading) labels.push(headingLabel(heading))
    else for (const label of labelsOf(sheet.prose[row] ?? '', row)) labels.push(label)
  }
  return extents(sheet, delimiters(sheet, labels), to)
}

/** A line that begins with a label in bold, `**Files:** …`, of a fact that we know. */
export const beginsWithLabel = (line: string): boolean =>
  /^[\s>]*\*\*/.test(line) && labelsOf(line, 0)[0]?.kind !== undefined

/** Fields within a sentence, from a column on: `… done. **Depends on:** T1 (helpers); …`. Each ends with its clause. */
export const readInlineFields = (sheet: Sheet, row: number, from: number): Field[] => {
  const line = sheet.prose[row] ?? ''
  const labels: Label[] = []
  for (let at = line.indexOf('**', from); at >= 0; at = line.indexOf('**', at)) {
    const found = boldLabelAt(line, at)
    const kind = found && kindOf(found.label)
    if (found)
      labels.push({style: 'bullet', kind, label: found.label, labelColumn: at, column: found.end, row})
    at = found?.end ?? at + 2
  }
  return extents(sheet, labels, row + 1).map(field => ({...field, value: clauseOf(field.value)}))
}

const clauseOf = (value: string): string => value.split(/;\s|\.\s|\s[—–]\s/)[0] ?? value

const headingLabel = ({heading, column, row}: Section): Label => {
  const label = heading
    .replace(/[*_]{1,3}/g, '')
    .replace(/:$/, '')
    .trimEnd()
  return {
    style: 'paragraph',
    kind: kindOf(label),
    label,
    labelColumn: column,
    column: column + heading.length,
    row,
  }
}

/** A line may hold several: `**Priority:** High | **Effort:** 4h`. */
const labelsOf = (line: string, row: number): Label[] => {
  const cell = tableLabel(line, row)
  if (cell) return [cell]
  const marker = /^[\s>]*(?:[-*+]\s+(?:\[[ xX]\]\s+)?)?/.exec(line)?.[0] ?? ''
  const isBullet = /[-*+]/.test(marker)
  if (line.startsWith('**', marker.length) || line.startsWith('__', marker.length)) {
    return boldLabels(line, row, marker.length, isBullet ? 'bullet' : 'paragraph')
  }
  return plainLabels(line, row, marker.length)
}

/** The left cell of a table of fields: `| **id** | T1 |`. */
const tableLabel = (line: string, row: number): Label | undefined => {
  if (!line.includes('|')) return undefined
  const found = /^\s*\|\s*(?:\*\*|`)?([^|*`\s][^|*`]{0,119}?)(?:\*\*|`)?:?\s*\|(?=[^|]*(?:\|\s*)?$)/.exec(
    line,
  )
  const kind = found ? kindOf(found[1] ?? '') : undefined
  if (!found || !kind) return undefined
  const label = found[1] ?? ''
  return {style: 'paragraph', kind, label, labelColumn: line.indexOf(label), column: found[0].length, row}
}

const BETWEEN = /(?<!\s)\s*(?:[|·•;]|\s—)\s*/g

/** Without emphasis: `Depends on: T1`, `_Depends: 1.2_`, or several with bars between. */
const plainLabels = (line: string, row: number, start: number): Label[] => {
  const first = plainLabelAt(line, row, start)
  if (!first) return []
  const labels = [first]
  BETWEEN.lastIndex = first.column
  for (let cut = BETWEEN.exec(line); cut; cut = BETWEEN.exec(line)) {
    const further = plainLabelAt(line, row, BETWEEN.lastIndex)
    if (further) labels.push({...further, labelColumn: cut.index})
  }
  return labels
}

const plainLabelAt = (line: string, row: number, start: number): Label | undefined => {
  const at = line[start] === '_' || line[start] === '*' ? start + 1 : start
  const colon = line.slice(at, at + LABEL_MAX + 1).search(/[:：]/)
  if (colon < 0) return undefined
  const written = line.slice(at, at + colon)
  const isClosedBefore = at > start && written.endsWith(line[start] ?? '')
  const label = isClosedBefore ? written.slice(0, -1) : written
  const kind = kindOf(label)
  const isClosed = at > start && !isClosedBefore && line[at + colon + 1] === line[start]
  const column = at + colon + (isClosed ? 2 : 1)
  return kind && {style: 'plain', kind, label, labelColumn: at, column, row}
}

const boldLabels = (line: string, row: number, start: number, style: Style): Label[] => {
  const labels: Label[] = []
  for (let at = start; at >= 0; at = line.indexOf('**', at)) {
    const found = boldLabelAt(line, at)
    if (!found) {
      if (at === start) return []
      at += 2
      continue
    }
    const {label, end} = found
    const kind = kindOf(label)
    labels.push({style, kind, label, labelColumn: at, column: end, row})
    at = end
  }
  return labels
}

/** `**Label:**`, `**Label**:` and `__Label:__`. */
const boldLabelAt = (
  line: string,
  at: number,
): {readonly label: string; readonly end: number} | undefined => {
  const mark = line.slice(at, at + 2)
  const close = line.slice(at, at + LABEL_MAX).indexOf(mark, 2)
  if (close < 0) return undefined
  const inside = line.slice(at + 2, at + close)
  const after = /^\s?[:：]/.exec(line.slice(at + close + 2, at + close + 4))?.[0]
  const name = inside.trim()
  const hasColon = name.endsWith(':') || name.endsWith('：')
  if (!hasColon && after === undefined) return undefined
  return {label: hasColon ? name.slice(0, -1).trimEnd() : name, end: at + close + 2 + (after?.length ?? 0)}
}

/** Which labels begin a field: bullets inside the body of a field are that field's points. */
const delimiters = (sheet: Sheet, labels: readonly Label[]): Label[] => {
  const hasBold = labels.some(label => label.style !== 'plain' && label.kind !== undefined)
  let open: Label | undefined
  return labels.filter(label => {
    const isBody = open?.style === 'paragraph' && open.row !== label.row && isBlank(valueBehind(sheet, open))
    const begins =
      label.style === 'paragraph' ||
      (label.kind !== undefined &&
        (!isBody || isDetail(open, label)) &&
        (label.style === 'bullet' || !hasBold))
    if (begins) open = label
    return begins
  })
}

/** Under a heading "Dependencies", points may say in which direction. */
const isDetail = (open: Label | undefined, {kind}: Label): boolean =>
  open?.kind === 'dependencies' && (kind === 'dependencies' || kind === 'blocks')

const valueBehind = (sheet: Sheet, {row, column}: Label): string => (sheet.prose[row] ?? '').slice(column)

const extents = (sheet: Sheet, labels: readonly Label[], to: number): Field[] =>
  labels.map((label, index) => {
    const next = labels[index + 1]
    const line = sheet.prose[label.row] ?? ''
    const end = next?.row === label.row ? next.labelColumn : line.length
    const raw = line.slice(label.column, Math.max(end, label.column))
    const value = withoutTail(raw.trim(), label.style)
    const from = label.row + 1
    const last = Math.max(next?.row ?? to, from)
    const reach = label.style === 'paragraph' ? last : endOfPoint(sheet, label.row, last)
    return {
      ...(label.kind === undefined ? {} : {kind: label.kind}),
      label: label.label,
      labelColumn: label.labelColumn,
      value,
      row: label.row,
      column: label.column + indentOf(raw),
      from,
      to: last,
      bodyEnd: bodyEnd(sheet, value, from, reach),
    }
  })

/** Where what is indented under a point ends; a label that is no point has no such end. */
const endOfPoint = (sheet: Sheet, row: number, to: number): number => {
  const line = sheet.prose[row] ?? ''
  if (!/^[\s>]*[-*+]\s/.test(line)) return to
  for (let next = row + 1; next < to; next++) {
    const text = sheet.lines[next] ?? ''
    if (!isBlank(text) && indentOf(text) <= indentOf(line)) return next
  }
  return to
}

/** Behind a gap, only fences and points go on, and only those of a field that has no value of its own. */
const bodyEnd = (sheet: Sheet, value: string, from: number, to: number): number => {
  let said = value
  let isGap = false
  for (let row = from; row < to; row++) {
    const line = sheet.prose[row] ?? ''
    const isOpaque = isBlank(line)
    if (isBlank(sheet.lines[row] ?? '')) {
      isGap = true
      continue
    }
    const goesOn =
      said === '' ||
      said.endsWith(':') ||
      (value === '' && (isOpaque || /^\s*(?:[-*+]|\d{1,9}[.)])\s|^\s{2}/.test(line)))
    if (isGap && !goesOn) return row
    isGap = false
    said = isOpaque ? '…' : line.trimEnd()
  }
  return to
}

/** Fields side by side are often kept apart by bars; one in italics ends with its mark. */
const withoutTail = (value: string, style: Style): string => {
  const text = /[|·•]$/.test(value) ? value.slice(0, -1).trimEnd() : value
  return style === 'plain' && /[^_*][_*]$/.test(text) ? text.slice(0, -1) : text
}

export const ofKind = (fields: readonly Field[], kind: FieldKind): Field[] =>
  fields.filter(field => field.kind === kind)
