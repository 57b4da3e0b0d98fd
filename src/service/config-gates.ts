// Lists of gates in the configuration, written as in a YAML plan. A gate that could never pass is a mistake of the configuration.

import {z} from 'zod'
import {parameterProblems} from '../graph/gate-shapes.ts'
import {GATE_TYPES, type Gate} from '../graph/task.ts'
import {withUniqueNames} from '../graph/task-parts.ts'
import {gateOf, NOTHING_TO_RUN} from '../graph/yaml/gate.ts'
import {GATE} from '../graph/yaml/shape.ts'
import {suggestion} from '../util/closest.ts'
import {CONFIG_FILE} from './config-file.ts'

/** Their mistakes have places of their own; a gate that is sound needs none. */
const PLACE = {file: CONFIG_FILE, line: 1, column: 1}

const CONFIG_GATE = GATE.transform((record, context): Gate => {
  const gate = gateOf(record, () => PLACE)
  const problems = gate === undefined ? [NOTHING_TO_RUN] : problemsOf(gate)
  if (gate !== undefined && problems.length === 0) return gate
  context.addIssue({code: 'custom', message: `a gate that can pass: ${problems.join('; ')}`})
  return z.NEVER
})

const problemsOf = (gate: Gate): readonly string[] => {
  const known: readonly string[] = GATE_TYPES
  return known.includes(gate.type)
    ? parameterProblems(gate)
    : [
        `there is no type of gate "${gate.type}"${suggestion(gate.type, known)}; known are ${known.join(', ')}`,
      ]
}

export const GATE_LIST = z
  .array(CONFIG_GATE, 'a list of gates')
  .min(1, 'a list that is not empty')
  .transform(withUniqueNames)
