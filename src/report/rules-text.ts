// Documents rules for readers at a terminal: a line for each, or one with its examples.

import type {RuleDocument} from '../graph/rule.ts'
import type {Example} from '../graph/rules/example.ts'
import {reveal} from '../util/display.ts'
import {paintOf, SEVERITY_WORDS} from './severity.ts'
import type {Style} from './style.ts'

/** Ends with a newline. */
export const printRules = (rules: readonly RuleDocument[], style: Style): string => {
  const width = Math.max(...rules.map(({id}) => id.length))
  return rules
    .map(({id, severity, summary}) => {
      const name = paintOf(severity, style)(SEVERITY_WORDS[severity].padEnd('warning'.length))
      return `${id.padEnd(width)}  ${name}  ${summary}\n`
    })
    .join('')
}

/** Ends with a newline. */
export const printRule = (
  {id, severity, isFixed, summary, why, wrong, right}: RuleDocument,
  style: Style,
): string => {
  const name = paintOf(severity, style)(SEVERITY_WORDS[severity])
  const fixed = isFixed ? ', which no configuration changes' : ''
  return [
    `${style.bold(id)} (${name}${fixed})\n`,
    `${summary}. ${why}\n`,
    `${style.red('wrong')}\n${exampleText(wrong, style)}`,
    `${style.green('right')}\n${exampleText(right, style)}`,
  ].join('\n')
}

const exampleText = (example: Example, style: Style): string => {
  if (typeof example === 'string') return `  ${example}\n`
  const files = Object.entries(example)
  return files
    .map(
      ([file, text]) =>
        `${files.length === 1 ? '' : `  ${style.dim(`${file}:`)}\n`}${indented(reveal(text))}`,
    )
    .join('\n')
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')
