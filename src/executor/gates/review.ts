// The gate `review`: somebody reads the changes and says yes or no, a person or another agent. Who has done the work may not.

import {listed} from '../../graph/wording.ts'
import type {AgentSpec} from '../../run/policy.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {stepWithoutRun, type WorkUnderReview} from './gate.ts'
import {askPerson, byWhom} from './people.ts'
import {secondOpinion} from './second-opinion.ts'
import {typedGate} from './typed.ts'

export const reviewGate = typedGate('review', async (parameters, context) => {
  const {agent: name, prompt = '', description} = parameters
  const reader = `somebody to read the changes${byWhom(parameters)}`
  if (name === undefined) return [askPerson(description ?? 'review', reader)]
  const step = description ?? `second opinion of ${name}`
  const {work} = context
  // An agent reviews in a clone, and there is nothing to clone.
  if (work === undefined) return [askPerson(step, reader)]
  const spec = reviewerNamed(name, work)
  return [
    spec.ok
      ? await secondOpinion({step, prompt, spec: spec.value, work}, context)
      : stepWithoutRun(step, 'failed', spec.error),
  ]
})

const reviewerNamed = (name: string, {author, policy}: WorkUnderReview): Result<AgentSpec, string> => {
  const {reviewers = {}} = policy.agents
  const spec = Object.hasOwn(reviewers, name) ? reviewers[name] : undefined
  if (name === author)
    return err(
      `This gate is malformed: "${name}" did the work, and nobody reviews their own. Name another agent of the configuration under "agent".`,
    )
  if (spec !== undefined) return ok(spec)
  const known = Object.keys(reviewers)
  return err(
    `This gate is malformed: the run knows no reviewer "${name}"; it has ${known.length === 0 ? 'none' : listed(known)}.`,
  )
}
