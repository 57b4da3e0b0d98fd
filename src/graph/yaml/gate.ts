// A gate from its YAML record: the same in a plan and in the configuration. Knows nothing of where the record was read.

import type {z} from 'zod'
import type {Location} from '../diagnostic.ts'
import type {Gate, Step} from '../task.ts'
import type {GATE} from './shape.ts'

/** `placeOf`: of what a record says about its own place, if anything. */
type PlaceOf = (at: string | null | undefined) => Location

/** Undefined: a command gate with nothing to run. */
export const gateOf = (record: z.output<typeof GATE>, placeOf: PlaceOf): Gate | undefined => {
  const {type, name, at, shell, steps, parameters, ...rest} = record
  const location = placeOf(at)
  const all = {...rest, ...parameters}
  const gate = {name: name ?? type, type, location, ...(shell ? {shell} : {})}
  if (type !== 'command') return {...gate, steps: [], parameters: all}
  const {command, rollback, ...others} = all
  const given = (steps ?? []).map(step => stepOf(step, step.at ? placeOf(step.at) : location))
  const whole = typeof command === 'string' ? [stepOf({command}, location)] : []
  const checks = [...whole, ...given]
  if (checks.length === 0) return undefined
  if (!isCommand(rollback))
    return {...gate, steps: checks, parameters: rollback === undefined ? others : {...others, rollback}}
  const undo = {...stepOf({command: rollback}, location), because: 'rehearses how it is taken back'}
  return {...gate, steps: [...checks, undo, ...checks.map(asSecond)], parameters: others}
}

const isCommand = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** What was taken back must be possible once more. */
const asSecond = (step: Step): Step => ({...step, name: `${step.name} (again)`})

export const NOTHING_TO_RUN = 'a command gate has nothing to run; expected "command" or "steps"'

interface StepRecord {
  readonly command: string
  readonly name?: string | null | undefined
  readonly kind?: Step['kind'] | null | undefined
  readonly expect?: Step['expect'] | null | undefined
  readonly because?: string | null | undefined
}

const stepOf = ({command, name, kind, expect, because}: StepRecord, location: Location): Step => ({
  name: name ?? command.trim().split('\n', 1)[0] ?? '',
  command,
  kind: kind ?? 'check',
  expect: expect ?? 'success',
  ...(because === undefined || because === null ? {} : {because}),
  location,
})
