// How severities are called and coloured, wherever people read them.

import type {Severity} from '../graph/diagnostic.ts'
import type {Paint, Style} from './style.ts'

export const SEVERITY_WORDS: {readonly [severity in Severity]: string} = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}

export const paintOf = (severity: Severity, style: Style): Paint =>
  ({error: style.red, warning: style.yellow, info: style.blue})[severity]
