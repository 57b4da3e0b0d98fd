// The agents that gates ask for a second opinion: found by name when a run begins or goes on, and never the author of the work.

import {reviewerOf} from '../graph/gate-shapes.ts'
import type {Graph, Task} from '../graph/task.ts'
import {type AgentPolicy, type AgentSpec, agentFor, isSimulated, type Policy} from '../run/policy.ts'
import {chooseAgent} from './agent-choice.ts'
import type {Config} from './config-shape.ts'

/** The policy with all that the plan's gates name. A name that nobody has is left out: its task can never pass. */
export const withReviewers = (policy: Policy, {tasks}: Graph, config: Config): Policy => {
  if (isSimulated(policy)) return policy
  const names = new Set(tasks.flatMap(reviewersOf))
  const found = [...names].flatMap(name => {
    const chosen = name.includes(':') ? undefined : chooseAgent(name, config)
    return chosen?.ok === true ? [[name, chosen.value] as const] : []
  })
  const {reviewers, ...agents} = policy.agents
  return {
    ...policy,
    agents: found.length === 0 ? agents : {...agents, reviewers: Object.fromEntries(found)},
  }
}

const reviewersOf = ({gates}: Task): readonly string[] => gates.flatMap(gate => reviewerOf(gate) ?? [])

/** Those of a task that can be asked. */
export const reviewerSpecs = (task: Task, {reviewers = {}}: AgentPolicy): readonly AgentSpec[] =>
  reviewersOf(task).flatMap(name => (Object.hasOwn(reviewers, name) ? (reviewers[name] ?? []) : []))

/** Sentences on what would let a task never pass. */
export const reviewerTroubles = (task: Task, agents: AgentPolicy): readonly string[] =>
  reviewersOf(task).flatMap(name => {
    if (name === agentFor(task, agents).name)
      return [
        `The work of ${task.id} is done by "${name}" and would be reviewed by "${name}". Name another agent of the configuration in its gate, or let another one do the task.`,
      ]
    return Object.hasOwn(agents.reviewers ?? {}, name)
      ? []
      : [
          `${task.id} is to be reviewed by "${name}", and there is no such agent. Give it under \`agents:\` in .conductor/config.yaml.`,
        ]
  })
