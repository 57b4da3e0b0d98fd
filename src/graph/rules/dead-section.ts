// A YAML plan that points to a task's section of another given document by a heading which is not there.

import type {DraftTask} from '../draft.ts'
import type {TaskFacts} from '../facts.ts'
import type {Rule} from '../rule.ts'
import {outdent} from './example.ts'

export const deadSection: Rule = {
  id: 'dead-section',
  severity: 'warning',
  summary: 'An input names a section that its document does not have',
  why: 'The agent is told to read something that is not there.',
  wrong: {
    'plan.md': outdent(`
      ### T1: Lay the keel
      **Verify:** \`test -d keel\`
    `),
    'graph.yaml': outdent(`
      tasks:
        - taskId: T1
          title: Lay the keel
          inputs:
            - {path: plan.md, section: "T1: Raise the mast"}
    `),
  },
  right: {
    'plan.md': outdent(`
      ### T1: Lay the keel
      **Verify:** \`test -d keel\`
    `),
    'graph.yaml': outdent(`
      tasks:
        - taskId: T1
          title: Lay the keel
          inputs:
            - {path: plan.md, section: "T1: Lay the keel"}
    `),
  },
  *check({facts}) {
    for (const task of facts.values()) {
      for (const definition of task.definitions) {
        for (const {path, section} of definition.inputs) {
          const target = path === undefined ? undefined : definedIn(task, path)
          const heading = target === undefined ? undefined : headingOf(target)
          if (target === undefined || heading === undefined || section === undefined) continue
          if (!speaksOf(section, task.id) || section === heading) continue
          yield {
            message: `${path} has no section "${section}"; that of ${task.id} is headed "${heading}"`,
            location: definition.id.location,
            related: [{message: 'the section meant', location: target.id.location}],
          }
        }
      }
    }
  },
}

/** The task's definition in the document of that name, however its directory is given. */
const definedIn = ({definitions}: TaskFacts, path: string): DraftTask | undefined =>
  definitions.find(({id}) => baseName(id.location.file) === baseName(path))

const baseName = (path: string): string => path.split('/').at(-1) ?? path

/** The heading as written, with the effort behind it if it has one: the first line of the task's own section. */
const headingOf = ({instruction}: DraftTask): string | undefined =>
  /^#{1,6}[ \t]+(.+)/.exec(instruction)?.[1]?.trim()

/** Other sections than the task's own are not judged: a draft knows no other headings. */
const speaksOf = (section: string, id: string): boolean =>
  section.startsWith(id) && !/[\p{L}\p{N}_-]/u.test(section[id.length] ?? '')
