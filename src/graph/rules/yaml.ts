// What can be wrong with a plan in YAML: how it is written, and what its keys take.

import type {Rule} from '../rule.ts'
import {yaml} from './example.ts'
import {found} from './found.ts'

const plain = yaml(`
  tasks:
    - taskId: T1
      validation:
        - {type: command, command: test -d keel}
`)

export const YAML_RULES: readonly Rule[] = [
  found({
    id: 'yaml-syntax',
    severity: 'error',
    summary: 'A YAML plan is not well-formed',
    why: 'What stands behind the mistake cannot be read for certain.',
    wrong: yaml(`
      tasks:
        - taskId: T1
          title: "Lay the keel
          validation:
            - {type: command, command: test -d keel}
    `),
    right: plain,
  }),
  found({
    id: 'yaml-alias',
    severity: 'error',
    summary: 'A YAML plan uses anchors, aliases, merge keys or tags',
    why: 'A few lines of aliases grow to gigabytes when they are expanded, and tags name types of somebody’s program.',
    wrong: yaml(`
      tasks:
        - taskId: T1
          title: &title Lay the keel
          validation:
            - {type: command, command: test -d keel}
    `),
    right: plain,
  }),
  found({
    id: 'duplicate-key',
    severity: 'error',
    summary: 'A YAML mapping has the same key twice',
    why: 'Programs do not agree which of the two counts.',
    wrong: yaml(`
      tasks:
        - taskId: T1
          effortHours: 2
          effortHours: 3
          validation:
            - {type: command, command: test -d keel}
    `),
    right: yaml(`
      tasks:
        - taskId: T1
          effortHours: 3
          validation:
            - {type: command, command: test -d keel}
    `),
  }),
  found({
    id: 'bad-value',
    severity: 'error',
    summary: 'A YAML value is not of the kind its key takes',
    why: 'It has to be left out, so what would run is not what the plan says.',
    wrong: yaml(`
      tasks:
        - taskId: T1
          effortHours: two days
          validation:
            - {type: command, command: test -d keel}
    `),
    right: yaml(`
      tasks:
        - taskId: T1
          effortHours: 16
          validation:
            - {type: command, command: test -d keel}
    `),
  }),
  found({
    id: 'unknown-key',
    severity: 'warning',
    summary: 'A YAML key is not one that is known there',
    why: 'A misspelt key has no effect, and nothing else would show it.',
    wrong: yaml(`
      tasks:
        - taskId: T1
          validation:
            - {type: command, command: test -d slip}
        - taskId: T2
          dependancies: [T1]
          validation:
            - {type: command, command: test -d keel}
    `),
    right: yaml(`
      tasks:
        - taskId: T1
          validation:
            - {type: command, command: test -d slip}
        - taskId: T2
          dependencies: [T1]
          validation:
            - {type: command, command: test -d keel}
    `),
  }),
]
