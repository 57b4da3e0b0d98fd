// Diagnostics as workflow commands, which GitHub Actions turns into annotations on the lines of a pull request.

import type {Diagnostic, Location, Severity} from '../graph/diagnostic.ts'
import type {NameOf} from './sarif.ts'

const COMMANDS: {readonly [severity in Severity]: string} = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
}

/** A line for each place, the other places of a diagnostic as notices behind it. Names start at the root of the repository. */
export const printAnnotations = (diagnostics: readonly Diagnostic[], nameOf: NameOf): string =>
  diagnostics
    .flatMap(({severity, rule, message, location, related}) => [
      annotation(COMMANDS[severity], rule, {message, location}, nameOf),
      ...related.map(other => annotation('notice', rule, other, nameOf)),
    ])
    .join('')

const annotation = (
  command: string,
  title: string,
  {message, location}: {readonly message: string; readonly location: Location},
  nameOf: NameOf,
): string => {
  const {file, line, column, endColumn} = location
  const properties = {file: nameOf(file), line, col: column, endColumn, title}
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${command} ${list.join(',')}::${escapeText(message)}\n`
}

const escapeText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string =>
  escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
