// The workers of one dispatcher, in the simulated world: as the real ones, they look at it before they do anything.

import type {
  AttemptResult,
  MergeResult,
  RevertResult,
  Work,
  Workers,
} from '../../src/dispatcher/workers/workers.ts'
import {type Ahead, ahead, isPlanned} from '../../src/run/ahead.ts'
import type {AttemptRef, EventOf} from '../../src/run/event.ts'
import type {GateRecord, Outcome} from '../../src/run/outcome.ts'
import {type AgentExit, type AttemptState, attemptState, taskState} from '../../src/run/state.ts'
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
type Revert = EventOf<'revert-started'>

const LONGEST_WORK_MS = 20_000
const LONGEST_WATCH_MS = 300_000
const LONGEST_GIT_MS = 500

const outcomeOnly = (outcome: Outcome): AttemptResult => ({outcome, durationMs: 0, trespasses: []})

export const workersIn = (company: Company): Workers => {
  const {world, life, time, luck, twin, tokens} = company
  /** Of each running attempt: stops it. */
  const stops = new Map<string, () => void>()
  /** Tasks that are judged ahead of their turn. */
  const judging = new Set<string>()
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
    if (event.by !== undefined) return asked(work, await byHand(event))
    const exit = known.exit ?? (await turn(work, known, cancelled.promise))
    if (exit === undefined) return outcomeOnly({type: 'lost'})
    await life.sleep(luck(LONGEST_WORK_MS))
    stops.delete(task)
    return asked(work, judged(event, exit))
  }

  /** Work that passed goes on to the approvals that its task has. */
  const asked = ({event, state, emit}: Attempt, result: AttemptResult): AttemptResult => {
    if (result.outcome.type !== 'passed') return result
    const {task, attempt: number} = event
    for (const {name: gate, type} of taskState(state, task).task.gates) {
      const record = {...gateRecord('manual'), gate, type}
      if (type === 'approval')
        emit({type: 'gate-finished', task, attempt: number, stage: 'workspace', record})
    }
    return result
  }

  /** Nobody is started, and so nobody can be lost. */
  const byHand = async (event: Attempt['event']): Promise<AttemptResult> => {
    const {by, base = ROOT_COMMIT} = event
    world.begin(event, base)
    await life.sleep(luck(LONGEST_WORK_MS))
    stops.delete(event.task)
    const work = {durationMs: 1, trespasses: [], commit: `c-${keyOf(event)}`, tree: 't'}
    if (isKilling) return {...work, outcome: {type: 'cancelled'}}
    if (luck(3) > 0) return {...work, outcome: {type: 'passed'}}
    return {
      ...work,
      outcome: by === 'person' ? unresolved : {type: 'agent-failed', exitCode: 1, message: 'no'},
    }
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
        return {...work, outcome: event.repairs === undefined ? gateFailed : unresolved}
      default:
        return {
          ...work,
          outcome: event.repairs !== undefined && luck(3) === 0 ? unresolved : {type: 'passed'},
        }
    }
  }

  const merge = async (work: Merge): Promise<MergeResult> => {
    const integrated = await integrateAndJudge(work)
    return {...integrated, durationMs: 1}
  }

  /** The branch holds it while the gates of the whole run look at it. */
  const integrateAndJudge = async (work: Merge): Promise<Omit<MergeResult, 'durationMs'>> => {
    const {event, emit} = work
    const {task, attempt: number, tip} = event
    if (world.isWithdrawn(event, tip)) return {result: gateFailed, tip: world.tip}
    const result = await integrate(work)
    if (result.type !== 'merged') return {result}
    const {commit} = result
    await life.sleep(luck(LONGEST_WORK_MS))
    if (isKilling) {
      await git(() => world.putBack(commit))
      return {result: {type: 'cancelled'}}
    }
    if (world.agents.get(keyOf(event))?.ending !== 'fails-whole')
      return world.tip === commit ? {result} : integrateAndJudge(work)
    emit({type: 'gate-finished', task, attempt: number, stage: 'integration', record: gateRecord('failed')})
    const withdrawal = {
      task,
      attempt: number,
      commit: `q-${keyOf(event)}`,
      reverts: [commit],
      isWithdrawal: true,
    } as const
    await git(() => world.move(commit, withdrawal))
    demand(world.isWithdrawn(event, tip), () => `${commit} is not taken back`)
    return {result: gateFailed, tip: world.tip}
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
    if (failsMerged(event)) {
      emit({type: 'gate-finished', task, attempt: number, stage: 'merged', record: gateRecord('failed')})
      return gateFailed
    }
    const commit = `m-${keyOf(event)}`
    const moved = await git(() => world.move(tip, {task, attempt: number, commit}))
    if (moved) return {type: 'merged', commit, tree: 't'}
    return settle(event) ?? {type: 'lost'}
  }

  const failsMerged = (ref: AttemptRef): boolean => world.agents.get(keyOf(ref))?.ending === 'fails-merged'

  /** Now and then it fails because of the others in front of it, or because a gate is flaky. */
  const judgeAhead = async (
    each: Ahead,
    {state, emit}: Parameters<Workers['anticipate']>[0],
  ): Promise<void> => {
    const {task, attempt: number, before} = each
    if (judging.has(task)) return
    judging.add(task)
    await life.sleep(luck(LONGEST_WORK_MS))
    judging.delete(task)
    if (isKilling || !isPlanned(state, each, ahead(state))) return
    const isFailure = luck(8) === 0 || [each, ...before].some(failsMerged)
    emit({
      ...{type: 'judged-ahead', task, attempt: number, tree: 't', before: before.map(ref => ref.task)},
      ...{key: `${task}-${state.tip}`, records: [gateRecord(isFailure ? 'failed' : 'passed')]},
    })
  }

  const revert = async ({event}: Work<Revert>): Promise<RevertResult> => ({
    result: settleRevert(event) ?? (await takeBack(event)),
    durationMs: 1,
  })

  const takeBack = async (event: Revert): Promise<RevertResult['result']> => {
    const {task, attempt: number, commits, tip} = event
    const tasks = world.onTopOf(task, commits)
    if (tasks.length > 0) return {type: 'conflicted', paths: tasks, tasks}
    const commit = `r-${keyOf(event)}`
    const moved = await git(() => world.move(tip, {task, attempt: number, commit, reverts: commits}))
    if (moved) return {type: 'reverted', commit, tree: 't'}
    return settleRevert(event) ?? {type: 'refused', reason: 'moved'}
  }

  /** What has become of a revert that was decided; undefined: nothing yet. */
  const settleRevert = ({tip, commits}: Revert): RevertResult['result'] | undefined => {
    if (world.tip === tip) return undefined
    const isDone = world.branch.at(-1)?.reverts?.join() === commits.join()
    demand(isDone, () => `${commits} are to be taken back from ${tip}, and the branch ends in ${world.tip}`)
    return {type: 'reverted', commit: world.tip, tree: 't'}
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
        last.reverts === undefined &&
        keyOf(last) === keyOf(event) &&
        (world.branch.at(-2)?.commit ?? ROOT_COMMIT) === tip,
      () => `${keyOf(event)} is to be merged onto ${tip}, and the branch ends in ${world.tip}`,
    )
    return {type: 'merged', commit: world.tip, tree: 't'}
  }

  return {
    attempt,
    merge,
    revert,
    anticipate: news => {
      for (const each of ahead(news.state)) judgeAhead(each, news).catch(ignoreLeaving)
    },
    kill: () => {
      isKilling = true
      for (const stop of stops.values()) stop()
    },
    cancel: task => stops.get(task)?.(),
    close: async () => undefined,
    leave: async () => undefined,
  }
}

/** Nobody waits for what is judged ahead: a dispatcher that has left does not record it. */
const ignoreLeaving = (error: unknown): void => {
  if (!/^The dispatcher is leaving/.test(error instanceof Error ? error.message : '')) throw error
}

const reset = ({resetsAt}: Agent) => (resetsAt === undefined ? {} : {resetsAt})

const unresolved = {type: 'unresolved', paths: ['a.ts']} as const
const gateRecord = (verdict: GateRecord['verdict']): GateRecord => ({
  ...{gate: 'g', type: 'command', verdict, steps: [], durationMs: 1},
})
const gateFailed = {type: 'gate-failed', gate: 'g', step: 's', exitCode: 1} as const
