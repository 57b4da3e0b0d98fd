// What can be wrong with a document as a whole; the front-ends find it.

import type {Rule} from '../rule.ts'
import {markdown, outdent} from './example.ts'
import {found} from './found.ts'

const keel = markdown(`
  ### T1: Lay the keel
  **Verify:** \`test -d keel\`
`)

export const DOCUMENT_RULES: readonly Rule[] = [
  found({
    id: 'unknown-format',
    severity: 'error',
    summary: 'A document is of no format that can be read',
    why: 'A plan that is not understood must not pass for one without tasks.',
    wrong: {'plan.json': '{"harbour": "open"}\n'},
    right: keel,
  }),
  found({
    id: 'not-a-plan',
    severity: 'info',
    summary: 'A file in a directory of plans is no plan',
    why: 'Of a directory the plans are read, and whoever misses one learns here that it was not understood.',
    wrong: 'A directory that holds a plan and a file with meeting notes.',
    right: 'The plans alone, named one by one or in a directory of their own.',
  }),
  found({
    id: 'qualified-ids',
    severity: 'info',
    summary: 'Several documents give the same ids to different tasks',
    why: 'The tasks are told apart by the names of their documents, and those names are to be used in commands.',
    wrong: {
      'hull.md': outdent(`
        ### T1: Lay the keel
        **Verify:** \`test -d keel\`
      `),
      'sails.md': outdent(`
        ### T1: Sew a jib
        **Verify:** \`test -d jib\`
      `),
    },
    right: {
      'hull.md': outdent(`
        ### T1: Lay the keel
        **Verify:** \`test -d keel\`
      `),
      'sails.md': outdent(`
        ### T2: Sew a jib
        **Verify:** \`test -d jib\`
      `),
    },
  }),
  found({
    id: 'binary-file',
    severity: 'error',
    summary: 'A document is not text',
    why: 'A NUL byte stands in no text: the name is that of another file, or the file is in UTF-16.',
    wrong: {'plan.md': '### T1: Lay the keel\0\n'},
    right: keel,
  }),
  found({
    id: 'too-large',
    severity: 'error',
    summary: 'A document is larger than a plan can be',
    why: 'Nobody plans so many tasks by hand: it is a log, or an accident.',
    wrong: 'A document of more than 8 MiB.',
    right: 'Several documents of less, which are read together as one plan.',
  }),
  found({
    id: 'mojibake',
    severity: 'warning',
    summary: 'A document was read in an old code page and saved so',
    why: 'It is read as it was meant, but other programs show the damage, and agents are told what they show.',
    wrong: markdown(`
      ### T1: Lay the keel â€” all of it
      **Verify:** \`test -d keel\`
    `),
    right: markdown(`
      ### T1: Lay the keel — all of it
      **Verify:** \`test -d keel\`
    `),
  }),
  found({
    id: 'unclosed-fence',
    severity: 'warning',
    summary: 'A code fence never ends',
    why: 'Everything below it is taken for code, tasks included.',
    wrong: markdown(`
      ### T1: Lay the keel
      **Validation:**
      \`\`\`bash
      test -d keel

      ### T2: Raise the mast
      **Verify:** \`test -d mast\`
    `),
    right: markdown(`
      ### T1: Lay the keel
      **Validation:**
      \`\`\`bash
      test -d keel
      \`\`\`

      ### T2: Raise the mast
      **Verify:** \`test -d mast\`
    `),
  }),
  found({
    id: 'json-syntax',
    severity: 'error',
    summary: 'A JSON plan is not well-formed',
    why: 'What stands behind the mistake cannot be read for certain.',
    wrong: {'tasks.json': '{"tasks": [{"id": 1, "title": "Lay the keel", "testStrategy": "Look at it"},]\n'},
    right: {'tasks.json': '{"tasks": [{"id": 1, "title": "Lay the keel", "testStrategy": "Look at it"}]}\n'},
  }),
  found({
    id: 'recorded-conflict',
    severity: 'warning',
    summary: 'A manifest of agents records a conflict between them',
    why: 'Started as they are, the same agents conflict again.',
    wrong: {'orchestrator.json': manifest({conflict: true})},
    right: {'orchestrator.json': manifest({conflict: false})},
  }),
]

function manifest({conflict}: {readonly conflict: boolean}): string {
  const agents = {
    keel: {name: 'Lay the keel', file_locks: ['keel/'], description: 'Verify: `test -d keel`'},
    mast: {name: 'Raise the mast', file_locks: ['mast/'], description: 'Verify: `test -d mast`'},
  }
  const record = {type: 'file_lock_conflict', agents: ['keel', 'mast'], files: ['deck.txt']}
  const conflicts = conflict ? [record] : []
  return `${JSON.stringify({orchestrator_version: '1.0', agents, conflicts}, undefined, 2)}\n`
}
