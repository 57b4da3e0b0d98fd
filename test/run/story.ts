// Tells a run as a list of short sentences: `new Story(graph, policy).pass('T1').fail('T2')`. Time stands still unless told to pass.

import type {Graph} from '../../src/graph/task.ts'
import type {EventBody, GateStage, RunEvent} from '../../src/run/event.ts'
import {evolve} from '../../src/run/evolve.ts'
import {next} from '../../src/run/next.ts'
import type {GateRecord, Outcome} from '../../src/run/outcome.ts'
import {BACKOFFS, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {wakeAt} from '../../src/run/start.ts'
import {lastAttempt, type RunState, taskState} from '../../src/run/state.ts'

export class Story {
  state: RunState
  /** Milliseconds since the run began. */
  now = 0
  /** What came first. */
  readonly started: RunEvent
  /** All that came after it. */
  readonly events: RunEvent[] = []

  constructor(graph: Graph, policy: Partial<Policy> = {}, selection = graph.tasks.map(({id}) => id)) {
    this.started = {
      type: 'run-started',
      at: 0,
      version: 1,
      run: 'r',
      graph,
      policy: {...DEFAULT_POLICY, backoff: BACKOFFS.none, ...policy},
      selection,
      base: {branch: 'main', commit: 'base', integrationBranch: 'agent-spawn/r'},
    }
    this.state = evolve(undefined, this.started)
    this.advance()
  }

  /** Records one event, and all that is due because of it. */
  tell(body: EventBody): this {
    this.record(body)
    this.advance()
    return this
  }

  /** Lets so much time pass. */
  wait(ms: number): this {
    this.now += ms
    this.advance()
    return this
  }

  /** Lets time pass until something may be due by itself; how long that takes is the answer. */
  sleep(): number {
    const wake = wakeAt(this.state, this.now)
    if (wake === undefined) throw new Error('nothing will happen by itself')
    const slept = wake - this.now
    this.wait(slept)
    return slept
  }

  pass(task: string): this {
    return this.finish(task, {type: 'passed'})
  }

  fail(task: string): this {
    return this.finish(task, {type: 'agent-failed', exitCode: 1, message: 'no'})
  }

  finish(task: string, outcome: Outcome): this {
    const attempt = this.attempt(task)
    return this.tell({
      type: 'attempt-finished',
      task,
      attempt,
      outcome,
      durationMs: 1,
      commit: `${task}-${attempt}`,
      trespasses: [],
    })
  }

  gate(task: string, verdict: GateRecord['verdict'], stage: GateStage = 'workspace'): this {
    const record: GateRecord = {gate: 'validation', type: 'command', verdict, steps: [], durationMs: 1}
    return this.tell({type: 'gate-finished', task, attempt: this.attempt(task), stage, record})
  }

  merge(task: string): this {
    const result = {type: 'merged', commit: `m-${task}`, tree: `t-${task}`} as const
    return this.tell({type: 'merge-finished', task, attempt: this.attempt(task), result, durationMs: 1})
  }

  /** `{T1: 'done', T2: 'waiting'}` */
  get phases(): {readonly [task: string]: string} {
    return Object.fromEntries([...this.state.tasks.values()].map(({task, phase}) => [task.id, phase]))
  }

  /** The decisions so far: `T1#1 starts`, `T1 merges`, `stops`, `ends: done`. */
  get decisions(): readonly string[] {
    return this.events.flatMap(event => {
      if (event.type === 'attempt-started') return [`${event.task}#${event.attempt} starts on ${event.base}`]
      if (event.type === 'merge-started') return [`${event.task} merges on ${event.tip}`]
      if (event.type === 'stop-requested') return [`stops: ${event.mode}`]
      return event.type === 'run-finished' ? [`ends: ${event.result}`] : []
    })
  }

  private attempt(task: string): number {
    return lastAttempt(taskState(this.state, task))?.number ?? 0
  }

  private record(body: EventBody): void {
    const event = {...body, at: this.now}
    this.events.push(event)
    this.state = evolve(this.state, event)
  }

  private advance(): void {
    for (let due = next(this.state, this.now); due !== undefined; due = next(this.state, this.now))
      this.record(due)
  }
}
