// What only a person can say: the gate `approval`, and the step that asks for it. There is nothing to run.

import type {GateParameters} from '../../graph/gate-shapes.ts'
import {formatDuration} from '../../report/time.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {stepWithoutRun} from './gate.ts'
import {typedGate} from './typed.ts'

export const approvalGate = typedGate('approval', parameters => [
  askPerson(parameters.description ?? 'approval', `a decision${byWhom(parameters)}`, inTime(parameters)),
])

/** `what` is waited for. */
export const askPerson = (step: string, what: string, more = ''): StepRecord =>
  stepWithoutRun(
    step,
    'manual',
    `Waits for ${what}: \`agent-spawn approve TASK\` or \`agent-spawn reject TASK\`.${more}`,
  )

export const byWhom = ({by}: {readonly by?: string | undefined}): string =>
  by === undefined ? '' : ` by ${by}`

const inTime = ({timeout, default: fallback}: GateParameters<'approval'>): string =>
  timeout === undefined
    ? ''
    : ` After ${formatDuration(timeout)} without a word it is ${fallback === 'approve' ? 'approved' : 'rejected'}.`
