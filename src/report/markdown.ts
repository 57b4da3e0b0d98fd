// Markdown that holds whatever text it is given: nothing shown in it can become structure. Knows no domain words.

import {display} from '../util/display.ts'
import {trimEndOf} from '../util/text.ts'

/** Text on one line, with what would begin code, emphasis, a link or HTML taken literally. */
export const inline = (text: string): string =>
  display(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*<[]/g, '\\$&')

/** A code span. Line ends become spaces. */
export const code = (text: string): string => {
  const line = display(text).replace(/\s+/g, ' ').trim()
  if (line === '') return '(empty)'
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${ticks}${pad}${line}${pad}${ticks}`
}

/** A fenced block whose fence is longer than any run of backticks inside. */
export const fenced = (text: string, language = ''): string => {
  const shown = trimEndOf(display(text), '\n')
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${fence}${language}\n${shown}\n${fence}`
}

const longestRun = (text: string): number =>
  [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0)

/** Cells of `inline` text; their bars are escaped here. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map(tableRow).join('\n')

const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Blocks with a blank line between them, the empty ones left out; ends with a newline. */
export const document = (blocks: readonly string[]): string =>
  `${blocks.filter(block => block !== '').join('\n\n')}\n`
