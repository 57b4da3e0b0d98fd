// Reads the journal as a stranger would, event by event as they become durable, and demands of it what users were promised.

import type {EventOf, RunEvent} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import type {Phase} from '../../src/run/phase.ts'
import {agentNamed, providerOf} from '../../src/run/policy.ts'
import {type RunState, taskState} from '../../src/run/state.ts'
import type {Fate} from './fate.ts'
import {demand} from './flaw.ts'
import {ProviderWatch} from './provider-watch.ts'
import {RepairWatch} from './repair-watch.ts'
import type {World} from './world.ts'

const FREE: ReadonlySet<Outcome['type']> = new Set(['lost', 'limited', 'cancelled'])
const HOLDING: ReadonlySet<Phase> = new Set(['running', 'validated', 'merging', 'needs-review'])

export class Watch {
  /** Of each task, its attempts that cost it a try since its tries were last renewed. */
  readonly tries = new Map<string, Set<number>>()
  /** In the order in which the journal says that they were merged. */
  readonly merged: string[] = []
  /** Requests that a task, and perhaps all behind it, be done again. */
  retries = 0
  seen = 0
  private at = 0
  private held: string | undefined
  private merging = 0
  /** Of each task, attempts that count against budgets. */
  readonly costly = new Map<string, number>()
  private tokens = 0
  private readonly providers = new Map<string, ProviderWatch>()
  readonly repairs: RepairWatch
  private readonly fate: Fate
  private readonly world: World

  constructor(fate: Fate, world: World) {
    this.fate = fate
    this.world = world
    this.repairs = new RepairWatch(fate.policy.merge.repairs ?? 0)
  }

  /** `state` holds the event, and may hold later ones. */
  see(event: RunEvent, state: RunState): void {
    this.seen += 1
    demand(
      event.at >= this.at,
      () => `${event.type} is told to be ${this.at - event.at} ms before what it follows`,
    )
    this.at = event.at
    this.apply(event, state)
    for (const task of this.world.underWay)
      if (!HOLDING.has(taskState(state, task).phase)) this.world.underWay.delete(task)
  }

  private apply(event: RunEvent, state: RunState): void {
    switch (event.type) {
      case 'attempt-started':
        return this.start(event)
      case 'agent-exited':
        this.tokens += event.usage?.inputTokens ?? 0
        return
      case 'attempt-finished':
        return this.finish(event, state)
      case 'merge-started':
      case 'revert-started':
        this.merging += 1
        return demand(this.merging === 1, () => `${event.type} of ${event.task} beside another`)
      case 'revert-finished':
        this.merging -= 1
        if (event.result.type === 'reverted') this.merged.push(event.result.commit)
        return
      case 'merge-finished':
        return this.finishMerge(event)
      case 'pause-requested':
      case 'stop-requested':
        this.held = event.type
        return
      case 'resume-requested':
        this.held = undefined
        return
      case 'run-finished':
        for (const provider of this.providers.values()) provider.reprieve()
        return
      case 'run-resumed':
        this.held = undefined
        return this.renew(state)
      case 'resolve-requested':
        if (event.action === 'abort') this.repairs.givenUp.add(event.task)
        return
      case 'retry-requested':
        this.retries += 1
        return this.renew(state)
      default:
        return
    }
  }

  private start(event: EventOf<'attempt-started'>): void {
    demand(this.held === undefined, () => `${event.task} is started after ${this.held}`)
    this.repairs.start(event)
    // A person's work is paid for by nobody.
    if (event.by === 'person') return
    this.provider(event.task, event.agent)?.start(event)
    const {run, task} = this.fate.policy.budget
    const isPaid = (run.attempts ?? Number.POSITIVE_INFINITY) > this.total()
    demand(isPaid, () => `${event.task} is started, and the budget of attempts is spent`)
    const own = this.costly.get(event.task) ?? 0
    demand((task.attempts ?? Number.POSITIVE_INFINITY) > own, () => `${event.task} has no attempts left`)
    const isRich = (run.tokens ?? Number.POSITIVE_INFINITY) > this.tokens
    demand(isRich, () => `${event.task} is started, and the budget of tokens is spent`)
  }

  private finish(event: EventOf<'attempt-finished'>, state: RunState): void {
    const {task, attempt, outcome} = event
    const {agent = '', by} = taskState(state, task).attempts[attempt - 1] ?? {}
    this.provider(task, agent)?.finish(event)
    if (FREE.has(outcome.type)) return
    if (this.repairs.isTry(event, outcome, 'attempt')) this.triesOf(task).add(attempt)
    if (by !== undefined) return
    this.costly.set(task, (this.costly.get(task) ?? 0) + 1)
    const {attempts = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY} =
      this.fate.policy.budget.run
    demand(this.total() <= attempts, () => `${this.total()} attempts, and the budget is ${attempts}`)
    const most = tokens + this.fate.tokens
    demand(this.tokens < most, () => `${this.tokens} tokens, and the budget is ${tokens}`)
  }

  private finishMerge(event: EventOf<'merge-finished'>): void {
    const {task, attempt, result} = event
    this.merging -= 1
    if (result.type === 'merged') this.merged.push(result.commit)
    if (result.type === 'merged' || !FREE.has(result.type))
      if (this.repairs.isTry(event, result, 'merge')) this.triesOf(task).add(attempt)
  }

  private renew(state: RunState): void {
    for (const [id, {spent}] of state.tasks) if (spent === 0) this.tries.delete(id)
    this.repairs.renew(state)
  }

  private total(): number {
    return this.costly.values().reduce((sum, count) => sum + count, 0)
  }

  private triesOf(task: string): Set<number> {
    const tries = this.tries.get(task) ?? new Set()
    this.tries.set(task, tries)
    return tries
  }

  private provider(task: string, name: string): ProviderWatch | undefined {
    const found = this.fate.graph.tasks.find(({id}) => id === task)
    const agent = found === undefined ? undefined : agentNamed(found, this.fate.policy.agents, name)
    if (agent === undefined) return undefined
    const provider = providerOf(agent)
    const watch = this.providers.get(provider) ?? new ProviderWatch(provider)
    this.providers.set(provider, watch)
    return watch
  }
}
