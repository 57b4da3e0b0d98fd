// Documents the types of gates for readers of Markdown, from their shapes.

import {GATE_DOCUMENTS} from '../graph/gate-documents.ts'
import {isShaped, keysWithMeaning} from '../graph/gate-shapes.ts'
import {GATE_TYPES, type GateType} from '../graph/task.ts'
import {document, fenced, table} from './markdown.ts'

/** The page that `docs/gates.md` is. */
export const gatesMarkdown = (): string => document(['# Gates', PREFACE, ...GATE_TYPES.flatMap(typeMarkdown)])

const PREFACE = `What can judge the work of a task. A gate is a validation block of a Markdown plan (type \`command\`), or an entry under \`validation\` of a
YAML plan. Gates run on the host, in the tree that the attempt left, after its agent is gone; on the merged tree they run again if the work
of others has come in between.

A gate **passes**, **fails**, or is **manual**: then a person has to look, and the task waits in \`needs-review\`. A gate of an unknown
type is manual. One whose parameters make no sense fails, and \`agent-spawn check\` says so before anything is run (\`malformed-gate\`).

Paths are relative to the top of the tree. They never lead out of it, not by \`..\` and not through a link.

Every type but \`review\` and \`approval\` takes \`retries\`: how often it is run again after a failure, 0 to 5. The report says which try
passed.`

const typeMarkdown = (type: GateType): readonly string[] => {
  const {about, example} = GATE_DOCUMENTS[type]
  const keys = isShaped(type)
    ? keysWithMeaning(type).filter(({key}) => key !== 'retries' && key !== 'description')
    : []
  return [
    `## ${type}`,
    about,
    ...(keys.length === 0
      ? []
      : [
          table(
            ['key', 'meaning'],
            keys.map(({key, meaning, isOptional}) => [
              `\`${key}\`${isOptional ? '' : ' (required)'}`,
              meaning,
            ]),
          ),
        ]),
    fenced(`validation:\n  - ${example}`, 'yaml'),
  ]
}
