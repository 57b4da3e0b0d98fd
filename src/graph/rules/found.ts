// Rules whose findings come from reading and compiling: what they speak of is seen only while it is put right.

import type {Severity} from '../diagnostic.ts'
import type {Rule} from '../rule.ts'

const found = (id: string, severity: Severity, summary: string): Rule => ({
  id,
  severity,
  summary,
  ...(severity === 'error' ? {isFixed: true} : {}),
  check: context => context.found.get(id) ?? [],
})

/** Of a document as a whole; the front-ends report them. */
export const DOCUMENT_RULES: readonly Rule[] = [
  found('unknown-format', 'error', 'A document is of no format that can be read'),
  found('binary-file', 'error', 'A document is not text'),
  found('mojibake', 'warning', 'A document was read in an old code page and saved so'),
  found('too-large', 'error', 'A document is larger than a plan can be'),
  found('yaml-syntax', 'error', 'A YAML plan is not well-formed'),
  found('json-syntax', 'error', 'A JSON plan is not well-formed'),
  found('yaml-alias', 'error', 'A YAML plan uses anchors, aliases, merge keys or tags'),
  found('duplicate-key', 'error', 'A YAML mapping has the same key twice'),
  found('bad-value', 'error', 'A YAML value is not of the kind its key takes'),
  found('outside-dependency', 'warning', 'A task file speaks of a task whose file was not given'),
  found(
    'unresolved-alias',
    'error',
    'A dashboard names an agent by a word that means none of its rows, or several',
  ),
  found('unknown-key', 'warning', 'A YAML key is not one that is known there'),
]

export const COMPILE_RULES: readonly Rule[] = [
  found('bad-id', 'error', 'A task id is not safe in paths and branch names'),
  found('duplicate-id', 'error', 'Two tasks of one document have the same id'),
  found('unknown-dependency', 'error', 'A task depends on something that is not in the plan'),
  found('cycle', 'error', 'Tasks or groups wait for each other'),
  found('bad-path', 'error', 'An output is not a path below the root of the repository'),
  found('group-unknown-task', 'error', 'A group lists a task that is not in the plan'),
  found('unknown-group', 'error', 'A group comes after one that is not in the plan'),
  found('undefined-task', 'warning', 'A task is listed but nowhere defined'),
  found('group-drift', 'warning', 'A task is listed in two groups'),
  found('unused-override', 'warning', 'A configured override matches no step'),
]
