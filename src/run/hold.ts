// Which agents are held back, and until when: by a breaker of their own, after failures of several tasks in a row, or by one
// of their provider, whose usage limit all its agents share.

import type {Task} from '../graph/task.ts'
import {luckOf} from '../util/luck.ts'
import {type Breaker, judged, passesAt, pauseMs, probing} from './breaker.ts'
import type {AttemptRef} from './event.ts'
import type {Outcome} from './outcome.ts'
import {type AgentSpec, agentNamed, agentsFor, providerOf} from './policy.ts'
import {type AttemptState, type RunState, taskState} from './state.ts'

type Breakers = ReadonlyMap<string, Breaker>

const agentKey = ({name}: AgentSpec): string => `agent ${name}`
const providerKey = (provider: string): string => `provider ${provider}`

/** Failures in a row, and of how many tasks, that say something of the agent: one or two bad tasks say nothing. */
const STREAK = 5
const STREAK_TASKS = 3

/** An agent that failed the breaker's probes, too, is not waited for any longer: a person must look. */
const HOPELESS_PROBES = 3

/** The provider's clock is not ours, and what resets at a full hour is asked for by everybody at that moment. */
const RESET_MARGIN_MS = 1000

/** When the agent may start something, as far as is known; infinite: not before a person goes on with the run. */
export const freeAt = ({breakers, quarantine}: RunState, agent: AgentSpec): number => {
  if (quarantine.has(agent.name)) return Number.POSITIVE_INFINITY
  if (breakers.size === 0) return Number.NEGATIVE_INFINITY
  const own = breakers.get(agentKey(agent))
  if ((own?.open?.probes ?? 0) >= HOPELESS_PROBES) return Number.POSITIVE_INFINITY
  return Math.max(passesAt(own), passesAt(breakers.get(providerKey(providerOf(agent)))))
}

/** It would be waited for in vain: it is given up, or its provider takes longer than the run is to wait. */
export const isHopeless = (state: RunState, agent: AgentSpec): boolean =>
  freeAt(state, agent) === Number.POSITIVE_INFINITY || outlastsPatience(state, providerOf(agent))

const outlastsPatience = ({breakers, policy}: RunState, provider: string): boolean => {
  const open = breakers.get(providerKey(provider))?.open
  const {waitMs} = policy.limits
  return open !== undefined && waitMs > 0 && open.until - open.since > waitMs
}

/** Until when the provider's limit lasts; undefined: it is not known to be reached. */
export const limitedUntil = ({breakers}: RunState, agent: AgentSpec): number | undefined =>
  breakers.get(providerKey(providerOf(agent)))?.open?.until

/** A stand-in is not asked for a wait that is shorter than finding one's way into a task. */
const SHORT_WAIT_MS = 60_000

/** The agent that may do one of these tasks now: the first that is free, but none behind one that soon will be. */
export const freeAgent = (
  state: RunState,
  agents: readonly AgentSpec[],
  at: number,
): AgentSpec | undefined => {
  for (const agent of agents) {
    const wait = freeAt(state, agent) - at
    if (wait <= 0) return agent
    if (wait < SHORT_WAIT_MS) return undefined
  }
  return undefined
}

/** The agents that may still be asked to do this task. */
export const candidates = (state: RunState, task: Task): readonly AgentSpec[] => {
  const {refusals, repair, attempts} = taskState(state, task.id)
  const agents = authorFirst(agentsFor(task, state.policy.agents), attempts[(repair?.attempt ?? 0) - 1])
  return refusals.length === 0 ? agents : agents.filter(({name}) => !refusals.includes(name))
}

/** Whoever did the work knows best what it was to be. */
const authorFirst = (agents: readonly AgentSpec[], author: AttemptState | undefined): readonly AgentSpec[] =>
  author === undefined
    ? agents
    : agents.toSorted((a, b) => Number(b.name === author.agent) - Number(a.name === author.agent))

/** What the start of an attempt makes of the breakers: it may be somebody's probe. */
export const afterStart = (state: RunState, ref: AttemptRef, agent: string, at: number): Breakers => {
  if (state.breakers.size === 0) return state.breakers
  const spec = agentNamed(taskState(state, ref.task).task, state.policy.agents, agent)
  if (spec === undefined) return state.breakers
  const breakers = new Map(state.breakers)
  for (const key of [agentKey(spec), providerKey(providerOf(spec))]) {
    const breaker = breakers.get(key)
    if (breaker !== undefined) breakers.set(key, probing(breaker, ref, at))
  }
  return breakers
}

/** What the end of an attempt says of its agent and its provider. */
export const afterEnd = (
  state: RunState,
  ref: AttemptRef,
  {agent, startedAt, outcome}: AttemptState,
): Breakers => {
  const spec = agentNamed(taskState(state, ref.task).task, state.policy.agents, agent)
  if (spec === undefined || outcome === undefined) return state.breakers
  if (state.breakers.size === 0 && outcome.type === 'passed') return state.breakers
  const {at} = state
  const facts = {attempt: ref, startedAt, at}
  const breakers = new Map(state.breakers)
  const put = (key: string, breaker: Breaker | undefined): void => {
    if (breaker === undefined) breakers.delete(key)
    else breakers.set(key, breaker)
  }
  const own = agentKey(spec)
  put(
    own,
    judged(breakers.get(own), {
      ...facts,
      is: OF_AGENT[outcome.type],
      isEnough: streak => streak.length >= STREAK && new Set(streak).size >= STREAK_TASKS,
      until: probes => at + pauseMs(probes),
    }),
  )
  const shared = providerKey(providerOf(spec))
  put(
    shared,
    judged(breakers.get(shared), {
      ...facts,
      is: OF_PROVIDER[outcome.type],
      isEnough: () => true,
      until: probes => retryAt(outcome, {at, probes, seed: `${state.run}/${shared}`}),
    }),
  )
  return breakers
}

/** A time that has passed is believed once: it was far when the agent heard of it. */
const retryAt = (
  outcome: Outcome,
  {at, probes, seed}: {at: number; probes: number; seed: string},
): number => {
  if (outcome.type !== 'limited' || outcome.resetsAt === undefined) return at + pauseMs(probes)
  if (outcome.resetsAt <= at && probes > 0) return at + pauseMs(probes)
  const margin = Math.round(RESET_MARGIN_MS * (1 + luckOf(seed, outcome.resetsAt)))
  return Math.max(outcome.resetsAt, at) + margin
}

type Verdict = 'good' | 'bad' | 'unclear'

/** An agent is to blame for what its process did, not for work that was judged. */
const OF_AGENT: Record<Outcome['type'], Verdict> = {
  passed: 'good',
  'gate-failed': 'good',
  'agent-failed': 'bad',
  'missing-outputs': 'good',
  trespassed: 'good',
  'timed-out': 'good',
  stalled: 'bad',
  conflicted: 'good',
  unresolved: 'good',
  limited: 'unclear',
  // It cost nothing, may be about the task, and is answered by the next agent.
  refused: 'unclear',
  cancelled: 'unclear',
  'rolled-back': 'unclear',
  lost: 'unclear',
}

const OF_PROVIDER: Record<Outcome['type'], Verdict> = {
  passed: 'good',
  'gate-failed': 'good',
  'agent-failed': 'unclear',
  'missing-outputs': 'good',
  trespassed: 'good',
  'timed-out': 'good',
  stalled: 'unclear',
  conflicted: 'good',
  unresolved: 'good',
  limited: 'bad',
  refused: 'unclear',
  cancelled: 'unclear',
  'rolled-back': 'unclear',
  lost: 'unclear',
}
