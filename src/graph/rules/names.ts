// Names of tasks and groups that cannot be kept apart, or lead nowhere; reading and compiling find them.

import type {Rule} from '../rule.ts'
import {markdown, outdent} from './example.ts'
import {found} from './found.ts'

const keelThenMast = markdown(`
  ### T1: Lay the keel
  **Verify:** \`test -d keel\`

  ### T2: Raise the mast
  **Dependencies:** T1
  **Verify:** \`test -d mast\`
`)

const groups = (lines: string): ReturnType<typeof markdown> =>
  markdown(`${outdent(lines)}
### T1: Lay the keel
**Verify:** \`test -d keel\`

### T2: Raise the mast
**Verify:** \`test -d mast\`
`)

export const NAME_RULES: readonly Rule[] = [
  found({
    id: 'bad-id',
    severity: 'error',
    summary: 'A task id is not safe in paths and branch names',
    why: 'Ids name directories and branches, so one such as `../x` would reach out of the repository.',
    wrong: {
      'plan.yaml': outdent(`
        tasks:
          - taskId: ../keel
            validation:
              - {type: command, command: test -d keel}
          - taskId: mast
            validation:
              - {type: command, command: test -d mast}
      `),
    },
    right: {
      'plan.yaml': outdent(`
        tasks:
          - taskId: keel
            validation:
              - {type: command, command: test -d keel}
      `),
    },
  }),
  found({
    id: 'duplicate-id',
    severity: 'error',
    summary: 'Two tasks of one document have the same id',
    why: 'Whoever depends on that id depends on one of them, and the document does not say on which.',
    wrong: markdown(`
      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T1: Raise the mast
      **Verify:** \`test -d mast\`
    `),
    right: keelThenMast,
  }),
  found({
    id: 'id-drift',
    severity: 'warning',
    summary: 'The heading and the field of a task give different ids',
    why: 'Other places speak of the task by one of the two, and may mean another task.',
    wrong: markdown(`
      ### T1: Lay the keel
      **Task ID:** T7
      **Verify:** \`test -d keel\`
    `),
    right: markdown(`
      ### T1: Lay the keel
      **Task ID:** T1
      **Verify:** \`test -d keel\`
    `),
  }),
  found({
    id: 'unknown-dependency',
    severity: 'error',
    summary: 'A task depends on something that is not in the plan',
    why: 'Without the dependency the task would begin too early.',
    wrong: markdown(`
      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Raise the mast
      **Dependencies:** T11
      **Verify:** \`test -d mast\`
    `),
    right: keelThenMast,
  }),
  found({
    id: 'outside-dependency',
    severity: 'warning',
    summary: 'A task file speaks of a task whose file was not given',
    why: 'Finished tasks are filed away, so it is taken for done. If it is not, its file must be part of the plan.',
    wrong: {
      'task-2.md': outdent(`
        ---
        id: task-2
        title: Raise the mast
        dependencies: [task-1]
        verify: test -d mast
        ---
      `),
    },
    right: {
      'task-1.md': outdent(`
        ---
        id: task-1
        title: Lay the keel
        verify: test -d keel
        ---
      `),
      'task-2.md': outdent(`
        ---
        id: task-2
        title: Raise the mast
        dependencies: [task-1]
        verify: test -d mast
        ---
      `),
    },
  }),
  found({
    id: 'unresolved-alias',
    severity: 'error',
    summary: 'A dashboard names an agent by a word that means none of its rows, or several',
    why: 'A guess may be wrong, and then an agent begins too early.',
    wrong: markdown(`
      | Agent | Status | Dependencies |
      |---|---|---|
      | Keel Builder | READY | None |
      | Hull Builder | READY | None |
      | Painter | WAITING | Builder |
    `),
    right: markdown(`
      | Agent | Status | Dependencies |
      |---|---|---|
      | Keel Builder | READY | None |
      | Hull Builder | READY | None |
      | Painter | WAITING | Hull Builder |
    `),
  }),
  found({
    id: 'undefined-task',
    severity: 'warning',
    summary: 'A task is listed but nowhere defined',
    why: 'It is not part of the plan, and nobody does its work.',
    wrong: markdown(`
      ## Dependency Graph
      \`\`\`
      T1 (Lay the keel)
      └── T2 (Raise the mast)
          └── T3 (Set the sails)
      \`\`\`

      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Raise the mast
      **Verify:** \`test -d mast\`
    `),
    right: markdown(`
      ## Dependency Graph
      \`\`\`
      T1 (Lay the keel)
      └── T2 (Raise the mast)
      \`\`\`

      ### T1: Lay the keel
      **Verify:** \`test -d keel\`

      ### T2: Raise the mast
      **Verify:** \`test -d mast\`
    `),
  }),
  found({
    id: 'group-unknown-task',
    severity: 'error',
    summary: 'A group lists a task that is not in the plan',
    why: 'The group would be called done without it.',
    wrong: groups('GROUP A: T1, T2, T22'),
    right: groups('GROUP A: T1, T2'),
  }),
  found({
    id: 'unknown-group',
    severity: 'error',
    summary: 'A group comes after one that is not in the plan',
    why: 'With `--gate group` it would begin too early.',
    wrong: groups(`
      GROUP A: T1
      GROUP B: T2 (after GROUP C)
    `),
    right: groups(`
      GROUP A: T1
      GROUP B: T2 (after GROUP A)
    `),
  }),
  found({
    id: 'group-drift',
    severity: 'warning',
    summary: 'A task is listed in two groups',
    why: 'It runs with one of them, and the plan does not say with which.',
    wrong: groups(`
      GROUP A: T1, T2
      GROUP B: T2
    `),
    right: groups(`
      GROUP A: T1
      GROUP B: T2
    `),
  }),
]
