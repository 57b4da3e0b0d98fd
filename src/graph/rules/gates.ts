// Tasks whose result nothing checks, or not by itself: missing gates, gates nobody can run, steps for people.

import type {Finding} from '../finding.ts'
import {parameterProblems} from '../gate-shapes.ts'
import type {LintContext, Rule} from '../rule.ts'
import {GATE_TYPES, type Gate, type GateType, type Step, type Task} from '../task.ts'
import {markdown, yaml} from './example.ts'

export const taskWithoutGate: Rule = {
  id: 'task-without-gate',
  severity: 'warning',
  summary: 'A task has no validation',
  why: 'Nothing but the agent’s word says that the work is done.',
  wrong: markdown(`
    ### T1: Lay the keel
    **Outputs:** \`keel.md\`
  `),
  right: markdown(`
    ### T1: Lay the keel
    **Outputs:** \`keel.md\`
    **Verify:** \`test -s keel.md\`
  `),
  *check({graph}) {
    for (const task of graph.tasks) {
      if (task.gates.length > 0 || task.isContainer === true) continue
      const rest =
        task.outputs.length > 0
          ? 'no validation: only that its outputs exist will be checked'
          : 'neither validation nor outputs, so it will need a review'
      const message = `${task.id} has ${rest}`
      yield {message, location: firstLine(task)}
    }
  },
}

const firstLine = ({source: {file, line}}: Task): Finding['location'] => ({file, line, column: 1})

export const unknownGateType: Rule = {
  id: 'unknown-gate-type',
  severity: 'warning',
  summary: 'A gate is of a type that nothing here can check',
  why: 'Such a gate can never pass, so a person has to look.',
  wrong: yaml(`
    tasks:
      - taskId: T1
        validation:
          - {type: seaworthiness, hull: keel}
  `),
  right: yaml(`
    tasks:
      - taskId: T1
        validation:
          - {type: command, command: test -d keel}
  `),
  *check({graph}) {
    const known: readonly string[] = GATE_TYPES
    for (const task of graph.tasks) {
      for (const {name, type, location} of task.gates) {
        if (known.includes(type)) continue
        const message = `gate ${name} of ${task.id} has the unknown type "${type}", so ${task.id} will need a review; known are ${known.join(', ')}`
        yield {message, location}
      }
    }
  },
}

export const malformedGate: Rule = {
  id: 'malformed-gate',
  severity: 'error',
  summary: 'A gate is told something that its type does not know',
  why: 'It could never pass, however good the work, and that is better known before an agent begins.',
  wrong: yaml(`
    tasks:
      - taskId: T1
        validation:
          - {type: unit_tests, testFile: keel.test.js, minTest: 3}
  `),
  right: yaml(`
    tasks:
      - taskId: T1
        validation:
          - {type: unit_tests, testFile: keel.test.js, minTests: 3}
  `),
  *check({graph}) {
    for (const task of graph.tasks) {
      for (const gate of task.gates) {
        const problems = parameterProblems(gate)
        if (problems.length === 0) continue
        const message = `gate ${gate.name} of ${task.id} is malformed, so it would fail: ${problems.join('; ')}`
        yield {message, location: gate.location}
      }
    }
  },
}

interface Place {
  readonly task: Task
  readonly gate: Gate
  readonly step: Step
  readonly isLast: boolean
}

function* steps({graph}: LintContext): Iterable<Place> {
  for (const task of graph.tasks) {
    for (const gate of task.gates) {
      for (const [index, step] of gate.steps.entries()) {
        yield {task, gate, step, isLast: index === gate.steps.length - 1}
      }
    }
  }
}

const because = ({because}: Step): string => (because === undefined ? '' : ` (${because})`)

export const stepNeverEnds: Rule = {
  id: 'step-never-ends',
  severity: 'info',
  summary: 'A validation step never ends by itself',
  why: 'Whoever wrote it looked at what it prints. Here it is started, kept for the steps behind it, and stopped.',
  wrong: markdown(`
    ### T1: Light the harbour
    **Validation:**
    \`\`\`bash
    npm run dev
    curl --fail localhost:3000/lights
    \`\`\`
  `),
  right: markdown(`
    ### T1: Light the harbour
    **Validation:**
    \`\`\`bash
    npm run build
    test -s dist/lights.html
    \`\`\`
  `),
  *check(context) {
    for (const {task, step, isLast} of steps(context)) {
      if (step.kind !== 'background') continue
      const use = isLast
        ? 'no step follows it, so it proves only that it starts'
        : 'it runs in the background until the last step of its gate, then it is stopped'
      const message = `step "${step.name}" of ${task.id} never ends${because(step)}: ${use}`
      yield {message, location: step.location, ...(isLast ? {severity: 'warning' as const} : {})}
    }
  },
}

const FOR_PEOPLE: readonly string[] = ['review', 'approval'] satisfies readonly GateType[]

export const manualStep: Rule = {
  id: 'manual-step',
  severity: 'info',
  summary: 'A validation step needs a person',
  why: 'The task ends in `needs-review`, and whatever depends on it waits for `agent-spawn approve`.',
  wrong: markdown(`
    ### T1: Light the harbour
    **Validation:**
    \`\`\`bash
    # Manual: look from the sea whether the light is seen
    \`\`\`
  `),
  right: markdown(`
    ### T1: Light the harbour
    **Validation:**
    \`\`\`bash
    # The light is on
    grep -q on light.txt
    \`\`\`
  `),
  *check(context) {
    for (const {id, gates} of context.graph.tasks) {
      for (const {name, type, location} of gates) {
        if (!FOR_PEOPLE.includes(type)) continue
        yield {message: `gate ${name} of ${id} needs a person: the task ends in needs-review`, location}
      }
    }
    for (const {task, step} of steps(context)) {
      if (step.kind !== 'manual') continue
      const message = `step "${step.name}" of ${task.id} needs a person${because(step)}: the task ends in needs-review`
      yield {message, location: step.location}
    }
  },
}
