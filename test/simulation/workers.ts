// The workers of one dispatcher, in the simulated world: as the real ones, they look at it before they do anything.

import type {AttemptResult, MergeResult, Work, Workers} from '../../src/dispatcher/workers/workers.ts'
import type {EventOf} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import {type AgentExit, type AttemptState, attemptState} from '../../src/run/state.ts'
import {type Luck, RUN_LIMIT_MS} from './fate.ts'
import {demand} from './flaw.ts'
import type {Life} from './life.ts'
import type {Twin} from './twins.ts'
import type {VirtualTime} from './virtual-time.ts'
import {type Agent, keyOf, ROOT_COMMIT, type World} from './world.ts'

export interface Company {
  readonly world: World
  readonly life: Life
  readonly time: VirtualTime
  readonly luck: Luck
  readonly twin: Twin
  /** Tokens that every attempt uses. */
  readonly tokens: number
}

type Attempt = Work<EventOf<'attempt-started'>>
type Merge = Work<EventOf<'merge-started'>>

const LONGEST_WORK_MS = 20_000
const LONGEST_WATCH_MS = 300_000
const LONGEST_GIT_MS = 500

const outcomeOnly = (outcome: Outcome): AttemptResult => ({outcome, durationMs: 0, trespasses: []})

export const workersIn = (company: Company): Workers => {
  const {world, life, time, luck, twin, tokens} = company
  /** Of each running attempt: stops it. */
  const stops = new Map<string, () => void>()
  let isKilling = false

  const attempt = async (work: Attempt): Promise<AttemptResult> => {
    const {event, state, emit} = work
    const {task, attempt: number} = event
    const cancelled = Promise.withResolvers<void>()
    stops.set(task, cancelled.resolve)
    if (isKilling) cancelled.resolve()
    const known = attemptState(state, event)
    await life.sleep(luck(LONGEST_WORK_MS))
    if (known.workspace === undefined)
      emit({type: 'workspace-created', task, attempt: number, path: `w/${task}`, branch: task})
    const exit = known.exit ?? (await turn(work, known, cancelled.promise))
    if (exit === undefined) return outcomeOnly({type: 'lost'})
    await life.sleep(luck(LONGEST_WORK_MS))
    stops.delete(task)
    return judged(event, exit)
  }

  /** The agent's; undefined: it never began, or nobody knows how it ended. */
  const turn = async (
    {event, emit}: Attempt,
    known: AttemptState,
    cancelled: Promise<void>,
  ): Promise<AgentExit | undefined> => {
    const {task, attempt: number} = event
    const agent =
      known.agentProcess === undefined || twin.startsBlindly
        ? await start(event, emit)
        : await find(event, emit)
    if (agent === undefined) return undefined
    const stopped = await waitFor(agent, known, cancelled)
    if (stopped === undefined && agent.exitCode === undefined) return undefined
    if (stopped !== undefined) await life.do(() => world.end(agent))
    const exit = {
      exitCode: stopped === undefined ? (agent.exitCode ?? null) : null,
      ...(stopped === undefined ? {} : {stopped}),
      durationMs: time.now - (agent.began ?? time.now),
      usage: {inputTokens: tokens},
    }
    emit({type: 'agent-exited', task, attempt: number, log: `${keyOf(event)}.log`, ...exit})
    return exit
  }

  const start = async (event: Attempt['event'], emit: Attempt['emit']): Promise<Agent | undefined> => {
    const {task, attempt: number, agent, base = ROOT_COMMIT} = event
    if (world.isTaken(event) && !twin.startsBlindly) return undefined
    const status = `${keyOf(event)}.status`
    emit({type: 'process-started', task, attempt: number, leader: {pid: 1}, status})
    return life.do(() => world.send({task, attempt: number, agent, base}))
  }

  /** At work, or ended meanwhile; undefined: it never began, and never will. */
  const find = async (event: Attempt['event'], emit: Attempt['emit']): Promise<Agent | undefined> => {
    if (await life.do(() => world.take(event, 'dispatcher'))) return undefined
    const agent = world.agents.get(keyOf(event))
    if (agent?.stage === 'at work') emit({type: 'attempt-adopted', task: event.task, attempt: event.attempt})
    return agent
  }

  /** Undefined: it ended by itself. */
  const waitFor = async (
    agent: Agent,
    {agentProcess}: AttemptState,
    cancelled: Promise<void>,
  ): Promise<AgentExit['stopped']> => {
    const clock = twin.limitsByWallClock ? () => time.wall : () => time.now
    const spent = agentProcess === undefined ? 0 : Math.max(0, time.wall - agentProcess.startedAt)
    const until = clock() + Math.max(1, RUN_LIMIT_MS - spent)
    for (;;) {
      const left = until - clock()
      if (left <= 0) break
      const how = await Promise.race([
        life.during(agent.gone.promise).then(() => 'gone' as const),
        life.during(cancelled).then(() => 'cancelled' as const),
        life.sleep(Math.min(left, LONGEST_WATCH_MS)),
      ])
      if (how === 'gone') return undefined
      if (how === 'cancelled') return how
    }
    const worked = time.now - (agent.began ?? time.now)
    demand(
      agentProcess !== undefined || worked > RUN_LIMIT_MS - 20_000,
      () => `${keyOf(agent)} is stopped after ${worked} ms, for it ran longer than ${RUN_LIMIT_MS} ms`,
    )
    return 'timed-out'
  }

  const judged = (event: Attempt['event'], {stopped, durationMs}: AgentExit): AttemptResult => {
    const agent = world.agents.get(keyOf(event))
    const work = {durationMs: Math.round(durationMs), trespasses: [], commit: `c-${keyOf(event)}`, tree: 't'}
    if (stopped === 'cancelled') return {...work, outcome: {type: 'cancelled'}}
    if (stopped !== undefined) return {...work, outcome: {type: 'timed-out', limitMs: RUN_LIMIT_MS}}
    switch (agent?.ending) {
      case 'limited':
        return {...work, outcome: {type: 'limited', provider: agent.provider, ...reset(agent)}}
      case 'agent-failed':
        return {...work, outcome: {type: 'agent-failed', exitCode: 1, message: 'no'}}
      case 'gate-failed':
        return {...work, outcome: gateFailed}
      default:
        return {...work, outcome: {type: 'passed'}}
    }
  }

  const merge = async (work: Merge): Promise<MergeResult> => {
    const result = await integrate(work)
    return {result, durationMs: 1}
  }

  const integrate = async ({event, emit}: Merge): Promise<MergeResult['result']> => {
    const {task, attempt: number} = event
    const settled = twin.mergesBlindly ? undefined : settle(event)
    if (settled !== undefined) return settled
    const tip = twin.mergesBlindly ? world.tip : event.tip
    const paths = world.conflicts(event)
    if (paths.length > 0) return {type: 'conflicted', paths}
    await life.sleep(luck(LONGEST_WORK_MS))
    if (isKilling) return {type: 'cancelled'}
    if (world.agents.get(keyOf(event))?.ending === 'fails-merged') {
      const record = {gate: 'g', type: 'command', verdict: 'failed', steps: [], durationMs: 1} as const
      emit({type: 'gate-finished', task, attempt: number, stage: 'merged', record})
      return gateFailed
    }
    const commit = `m-${keyOf(event)}`
    const moved = await git(() => world.move(tip, {task, attempt: number, commit}))
    if (moved) return {type: 'merged', commit, tree: 't'}
    return settle(event) ?? {type: 'lost'}
  }

  /** A process of its own: it comes to its end even if we have died since. */
  const git = async (effect: () => boolean): Promise<boolean> => {
    const done = Promise.withResolvers<boolean>()
    await life.do(() => world.later(luck(LONGEST_GIT_MS), () => done.resolve(effect())))
    const moved = await life.during(done.promise)
    return life.do(() => moved)
  }

  /** What has become of a merge that was decided; undefined: nothing yet. */
  const settle = ({tip, ...event}: Merge['event']): MergeResult['result'] | undefined => {
    if (world.tip === tip) return undefined
    const last = world.branch.at(-1)
    demand(
      last !== undefined &&
        keyOf(last) === keyOf(event) &&
        (world.branch.at(-2)?.commit ?? ROOT_COMMIT) === tip,
      () => `${keyOf(event)} is to be merged onto ${tip}, and the branch ends in ${world.tip}`,
    )
    return {type: 'merged', commit: world.tip, tree: 't'}
  }

  return {
    attempt,
    merge,
    kill: () => {
      isKilling = true
      for (const stop of stops.values()) stop()
    },
    cancel: task => stops.get(task)?.(),
    close: async () => undefined,
    leave: async () => undefined,
  }
}

const reset = ({resetsAt}: Agent) => (resetsAt === undefined ? {} : {resetsAt})

const gateFailed = {type: 'gate-failed', gate: 'g', step: 's', exitCode: 1} as const
