// What one rule finds in documents, as `line severity: message [lines of the other places]`.

import {compile} from '../../../src/graph/compile.ts'
import {outdent} from '../../../src/graph/rules/example.ts'
import {readPlan} from '../../../src/plan/read.ts'

export const findings = (rule: string, text: string, file = 'tasks.md'): readonly string[] => {
  const read = readPlan([{file, text: file.endsWith('.md') ? outdent(text) : text}])
  if (!read.ok) throw new Error(read.error.map(({message}) => message).join('\n'))
  return compile(read.value)
    .diagnostics.filter(diagnostic => diagnostic.rule === rule)
    .map(({severity, location, message, related}) => {
      const others = related.map(({location}) => location.line)
      return `${location.line} ${severity}: ${message}${others.length === 0 ? '' : ` [${others.join(', ')}]`}`
    })
}
