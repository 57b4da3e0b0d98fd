// The gates `review` and `approval`: nothing to run, a person has to say yes.

import {stepWithoutRun} from './gate.ts'
import {typedGate} from './typed.ts'

const askFor = (type: 'review' | 'approval', what: string) =>
  typedGate(type, ({by, description}) => [
    stepWithoutRun(
      description ?? type,
      'manual',
      `Waits for ${what}${by === undefined ? '' : ` by ${by}`}: \`agent-spawn approve TASK\` or \`agent-spawn reject TASK\`.`,
    ),
  ])

export const reviewGate = askFor('review', 'somebody to read the changes')
export const approvalGate = askFor('approval', 'a decision')
