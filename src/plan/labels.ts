// Which of a task's facts a label names. Knows no document.

import {foldName} from '../util/text.ts'

/** What a label may mean, with the spellings met in real plans. */
const LABELS = {
  id: ['task id', 'id'],
  title: ['title', 'task title', 'task name'],
  priority: ['priority'],
  effort: [
    'estimated effort',
    'effort',
    'effort estimate',
    'estimate',
    'estimated time',
    'time estimate',
    'estimated duration',
    'duration',
  ],
  description: ['description', 'summary', 'goal', 'objective', 'purpose', 'context'],
  files: [
    'files',
    'file',
    'files to create/modify',
    'files to create / modify',
    'files to create or modify',
    'files to create and modify',
    'files to modify/create',
    'files to touch',
    'files to change',
    'files touched',
    'files likely touched',
    'likely files',
  ],
  created: ['files to create', 'files created', 'new files', 'create'],
  modified: [
    'files to modify',
    'files to update',
    'files to edit',
    'modified files',
    'files modified',
    'modify',
  ],
  deleted: ['files to delete', 'files to remove', 'deleted files', 'delete'],
  criteria: ['success criteria', 'acceptance criteria', 'acceptance', 'definition of done', 'done when'],
  dependencies: [
    'dependencies',
    'dependency',
    'depends on',
    'depends',
    'prerequisites',
    'requires',
    'blocked by',
  ],
  blocks: ['blocks', 'blocking', 'unblocks'],
  inputs: ['inputs', 'input'],
  outputs: ['outputs', 'output', 'deliverables'],
  validation: [
    'validation',
    'validation steps',
    'validation commands',
    'verification',
    'verification steps',
    'verification commands',
    'verify',
  ],
  approach: [
    'implementation approach',
    'approach',
    'implementation',
    'implementation steps',
    'implementation notes',
  ],
  agent: ['agent', 'agent type', 'assigned agent'],
  related: ['related docs', 'related documents', 'related documentation', 'references'],
} as const

export type FieldKind = keyof typeof LABELS

export const LABEL_MAX = 120 // characters; more between two stars is emphasis, not a label

const KINDS: ReadonlyMap<string, FieldKind> = new Map(
  Object.entries(LABELS).flatMap(([kind, names]) => names.map(name => [name, kind as FieldKind])),
)

/** Brackets behind a label are a remark: `Dependencies (hard)`. */
export const kindOf = (label: string): FieldKind | undefined => {
  if (label.length > LABEL_MAX) return undefined
  const bracket = label.endsWith(')') ? label.lastIndexOf('(') : -1
  return KINDS.get(foldName(bracket > 0 ? label.slice(0, bracket) : label))
}
