// Tasks whose result nothing checks, or not by itself: missing gates, gates nobody can run, steps for people.

import type {Finding} from '../finding.ts'
import type {LintContext, Rule} from '../rule.ts'
import {GATE_TYPES, type Gate, type Step, type Task} from '../task.ts'

export const taskWithoutGate: Rule = {
  id: 'task-without-gate',
  severity: 'warning',
  summary: 'A task has no validation',
  *check({graph}) {
    for (const task of graph.tasks) {
      if (task.gates.length > 0) continue
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

export const manualStep: Rule = {
  id: 'manual-step',
  severity: 'info',
  summary: 'A validation step needs a person',
  *check(context) {
    for (const {task, step} of steps(context)) {
      if (step.kind !== 'manual') continue
      const message = `step "${step.name}" of ${task.id} needs a person${because(step)}: the task ends in needs-review`
      yield {message, location: step.location}
    }
  },
}
