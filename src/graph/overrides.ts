// Applies what people decided about single steps: that one never ends, needs a person, or should fail.
// Knows no configuration files.

import type {Location} from './diagnostic.ts'
import type {Note} from './finding.ts'
import type {Gate, Step, StepKind, Task} from './task.ts'

/** Without `task` or `gate` it holds for every one. */
export interface StepOverride {
  readonly task?: string
  readonly gate?: string
  /** The step's name, or a part of its command. */
  readonly step: string
  readonly kind?: StepKind
  readonly expect?: 'success' | 'failure'
  /** Where it was configured. */
  readonly location?: Location
}

export const applyOverrides = (
  tasks: readonly Task[],
  overrides: readonly StepOverride[],
  note: Note,
): readonly Task[] => {
  if (overrides.length === 0) return tasks
  const used = new Set<StepOverride>()
  const decided = tasks.map(task => ({
    ...task,
    gates: task.gates.map(gate => ({
      ...gate,
      steps: gate.steps.map(step => decide({task, gate, step}, overrides, used)),
    })),
  }))
  for (const override of overrides) if (!used.has(override)) noteUnused(override, tasks, note)
  return decided
}

interface Place {
  readonly task: Task
  readonly gate: Gate
  readonly step: Step
}

/** The last matching override wins alone, as the more particular ones are written last. */
const decide = (place: Place, overrides: readonly StepOverride[], used: Set<StepOverride>): Step => {
  const matching = overrides.filter(override => matches(override, place))
  for (const override of matching) used.add(override)
  const last = matching.at(-1)
  if (last === undefined) return place.step
  const {kind = place.step.kind, expect = place.step.expect} = last
  return {...place.step, kind, expect, because: 'the configuration says so'}
}

const matches = (override: StepOverride, {task, gate, step}: Place): boolean =>
  (override.task === undefined || override.task === task.id) &&
  (override.gate === undefined || override.gate === gate.name) &&
  (override.step === step.name || (override.step !== '' && step.command.includes(override.step)))

const noteUnused = ({task, gate, step, location}: StepOverride, tasks: readonly Task[], note: Note): void => {
  const where = `${gate === undefined ? 'any gate' : `gate ${gate}`} of ${task ?? 'any task'}`
  const start = tasks[0]?.source
  note('unused-override', {
    message: `the override for step "${step}" matches no step in ${where}; expected a step's name or a part of its command`,
    location: location ?? {file: start?.file ?? '', line: start?.line ?? 1, column: 1},
  })
}
