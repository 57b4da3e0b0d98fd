// What keeps a graph from being sound, and settings that fit nothing; compiling finds them.

import type {Rule} from '../rule.ts'
import {markdown, outdent} from './example.ts'
import {found} from './found.ts'

const keel = markdown(`
  ### T1: Lay the keel
  **Validation:**
  \`\`\`bash
  test -d keel
  \`\`\`
`)

const configured = (text: string): {readonly [file: string]: string} => ({
  ...keel,
  '.conductor/config.yaml': outdent(text),
})

export const UNSOUND_RULES: readonly Rule[] = [
  found({
    id: 'cycle',
    severity: 'error',
    summary: 'Tasks or groups wait for each other',
    why: 'None of them can ever begin.',
    wrong: markdown(`
      ### T1: Lay the keel
      **Dependencies:** T2
      **Verify:** \`test -d keel\`

      ### T2: Raise the mast
      **Dependencies:** T1
      **Verify:** \`test -d mast\`
    `),
    right: markdown(`
      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Raise the mast
      **Dependencies:** T1
      **Verify:** \`test -d mast\`
    `),
  }),
  found({
    id: 'bad-path',
    severity: 'error',
    summary: 'An output is not a path below the root of the repository',
    why: 'What is written elsewhere is not part of the work, and nobody would merge it.',
    wrong: {
      'plan.yaml': outdent(`
        tasks:
          - taskId: T1
            outputs: [../keel.txt]
            validation:
              - {type: command, command: test -s ../keel.txt}
      `),
    },
    right: {
      'plan.yaml': outdent(`
        tasks:
          - taskId: T1
            outputs: [keel.txt]
            validation:
              - {type: command, command: test -s keel.txt}
      `),
    },
  }),
  found({
    id: 'unused-override',
    severity: 'warning',
    summary: 'A configured override matches no step',
    why: 'The step was renamed or misspelt, so what a person decided about it has no effect.',
    wrong: configured(`
      steps:
        - {step: test -d mast, kind: manual}
    `),
    right: configured(`
      steps:
        - {step: test -d keel, expect: success}
    `),
  }),
  found({
    id: 'unknown-rule',
    severity: 'error',
    summary: 'The configuration gives a severity to a rule that there is not',
    why: 'Its name was misspelt, so the rule that was meant keeps its own severity.',
    wrong: configured(`
      rules: {tittle-drift: off}
    `),
    right: configured(`
      rules: {title-drift: off}
    `),
  }),
]
