// Machine, agents and repository, as they are whatever any dispatcher believes. Agents outlive dispatchers; nothing but the disk
// and the repository outlives the machine.

import {overlaps} from '../../src/graph/claims.ts'
import type {Task} from '../../src/graph/task.ts'
import type {AttemptRef, ObjectId} from '../../src/run/event.ts'
import {agentNamed, providerOf} from '../../src/run/policy.ts'
import type {Ending, Fate, Luck} from './fate.ts'
import {demand} from './flaw.ts'
import type {VirtualTime} from './virtual-time.ts'

/** A shell that was sent the command of an attempt. */
export interface Agent extends AttemptRef {
  readonly provider: string
  stage: 'sent' | 'at work' | 'gone'
  /** True time, while and after it worked. */
  began?: number
  /** What it has come to, once it ended by itself. */
  ending?: Ending | 'limited'
  /** In its output. */
  resetsAt?: number
  /** In its status file. */
  exitCode?: number
  readonly gone: PromiseWithResolvers<void>
}

export interface Merged extends AttemptRef {
  readonly commit: ObjectId
  /** The commits that it takes back; absent for work. */
  readonly reverts?: readonly ObjectId[]
  /** It takes back a merge that never counted. */
  readonly isWithdrawal?: true
}

export interface Order extends AttemptRef {
  /** Name of the configured agent. */
  readonly agent: string
  readonly base: ObjectId
}

export const ROOT_COMMIT = 'root'
const SLOW_SHELL_MS = 20_000
const LIMIT_NOTICE_MS = 10_000

export const keyOf = ({task, attempt}: AttemptRef): string => `${task}-${attempt}`

export class World {
  /** The integration branch. */
  readonly branch: Merged[] = []
  /** By attempt. */
  readonly agents = new Map<string, Agent>()
  /** Tasks whose work is on its way to the branch, from their agent's start. */
  readonly underWay = new Set<string>()
  private readonly statusFiles = new Map<string, 'shell' | 'dispatcher'>()
  private readonly atWork = new Set<Agent>()
  private readonly tries = new Map<string, number>()
  private readonly bases = new Map<string, ObjectId>()
  private readonly tasks: ReadonlyMap<string, Task>
  private readonly fate: Fate
  private readonly time: VirtualTime
  private readonly luck: Luck
  private boot = 0

  constructor({fate, time, luck}: {fate: Fate; time: VirtualTime; luck: Luck}) {
    this.fate = fate
    this.time = time
    this.luck = luck
    this.tasks = new Map(fate.graph.tasks.map(task => [task.id, task]))
  }

  get tip(): ObjectId {
    return this.branch.at(-1)?.commit ?? ROOT_COMMIT
  }

  get idle(): boolean {
    return this.atWork.size === 0
  }

  /** Gives a shell its command; it may be slow to begin. */
  send(order: Order): Agent {
    const {task, attempt, agent: name} = order
    const spec = agentNamed(this.task(task), this.fate.policy.agents, name)
    const provider = spec === undefined ? '' : providerOf(spec)
    const agent: Agent = {task, attempt, provider, stage: 'sent', gone: Promise.withResolvers<void>()}
    this.agents.set(keyOf(order), agent)
    this.bases.set(keyOf(order), order.base)
    const delay = this.luck(10) === 0 ? this.luck(SLOW_SHELL_MS) : this.luck(10)
    this.later(delay, () => this.arrive(agent, order))
    return agent
  }

  /** Work that no agent does: a person's, or a tool's. */
  begin(ref: AttemptRef, base: ObjectId): void {
    this.bases.set(keyOf(ref), base)
    this.underWay.add(ref.task)
    this.checkRivals(ref.task)
  }

  /** Whether the attempt's status file is there. */
  isTaken(ref: AttemptRef): boolean {
    return this.statusFiles.has(keyOf(ref))
  }

  /** Makes the status file, unless it is there. */
  take(ref: AttemptRef, by: 'shell' | 'dispatcher'): boolean {
    if (this.isTaken(ref)) return false
    this.statusFiles.set(keyOf(ref), by)
    return true
  }

  end(agent: Agent): void {
    if (agent.stage === 'gone') return
    agent.stage = 'gone'
    this.atWork.delete(agent)
    agent.gone.resolve()
  }

  /** Paths that the work at this commit and the branch since its base both changed. */
  conflicts(ref: AttemptRef): readonly string[] {
    const base = this.position(this.bases.get(keyOf(ref)) ?? ROOT_COMMIT)
    const others = this.counted.filter(each => each.task !== ref.task && this.position(each.commit) > base)
    return others.flatMap(({task}) => (this.meet(task, ref.task) ? [task] : []))
  }

  /** Without merges that never counted. */
  get counted(): readonly Merged[] {
    const withdrawn = new Set(
      this.branch.flatMap(({reverts = [], isWithdrawal}) => (isWithdrawal ? reverts : [])),
    )
    return this.branch.filter(
      ({commit, isWithdrawal}) => isWithdrawal === undefined && !withdrawn.has(commit),
    )
  }

  /** Whether the branch ends in that merge onto `tip`, and its withdrawal. */
  isWithdrawn(ref: AttemptRef, tip: ObjectId): boolean {
    const last = this.branch.at(-1)
    if (last?.isWithdrawal !== true || keyOf(last) !== keyOf(ref)) return false
    return (this.branch.at(-3)?.commit ?? ROOT_COMMIT) === tip
  }

  /** As if it had never been merged. */
  putBack(commit: ObjectId): boolean {
    if (this.tip !== commit) return false
    this.branch.pop()
    return true
  }

  /** Merged work that is not taken back. */
  get inEffect(): readonly Merged[] {
    const undone = new Set(this.branch.flatMap(({reverts = []}) => reverts))
    return this.branch.filter(({commit, reverts}) => reverts === undefined && !undone.has(commit))
  }

  /** Tasks whose work changed the same paths after one of these commits, and is still there. */
  onTopOf(task: string, commits: readonly ObjectId[]): readonly string[] {
    const oldest = Math.min(...commits.map(commit => this.position(commit)))
    const later = this.inEffect.filter(each => each.task !== task && this.position(each.commit) > oldest)
    return later.flatMap(each => (this.contend(each.task, task) ? [each.task] : []))
  }

  /** Moves the branch, if it ends in `from`. */
  move(from: ObjectId, merged: Merged): boolean {
    if (this.tip !== from) return false
    const isRevert = merged.reverts !== undefined
    const double = this.branch.find(
      each => keyOf(each) === keyOf(merged) && (each.reverts !== undefined) === isRevert,
    )
    demand(double === undefined, () => `${keyOf(merged)} is ${isRevert ? 'taken back' : 'merged'} twice`)
    for (const need of isRevert ? [] : this.task(merged.task).dependencies)
      demand(
        this.inEffect.some(each => each.task === need),
        () => `${keyOf(merged)} is merged without ${need}`,
      )
    this.branch.push(merged)
    return true
  }

  /** What was begun goes on, unless the machine dies. */
  later(ms: number, act: () => void): void {
    const {boot} = this
    this.time.after(ms, () => {
      if (boot === this.boot) act()
    })
  }

  /** Files that were written lately may be gone as well, empty or not. */
  powerOff(): void {
    this.boot += 1
    for (const agent of this.agents.values()) {
      if (agent.stage === 'gone') continue
      if (this.luck(2) === 0) this.statusFiles.delete(keyOf(agent))
      this.end(agent)
    }
  }

  private arrive(agent: Agent, order: Order): void {
    if (agent.stage === 'gone') return
    if (!this.take(order, 'shell')) return this.end(agent)
    this.check(order)
    agent.stage = 'at work'
    agent.began = this.time.now
    this.atWork.add(agent)
    this.underWay.add(agent.task)
    const window = this.fate.windows.find(
      ({provider, from, to}) => provider === agent.provider && from <= this.time.now && this.time.now < to,
    )
    if (window === undefined) return this.work(agent)
    if (window.isTold) agent.resetsAt = this.time.trueWall - this.time.now + window.to
    this.later(this.luck(LIMIT_NOTICE_MS), () => this.exit(agent, 'limited'))
  }

  private work(agent: Agent): void {
    const fate = this.fate.tasks.get(agent.task)
    if (fate === undefined) throw new Error(`no fate for ${agent.task}`)
    const tries = this.tries.get(agent.task) ?? 0
    const ending = fate.failures[tries] ?? (fate.isDoomed ? 'gate-failed' : 'passed')
    if (ending === 'hangs') this.tries.set(agent.task, tries + 1)
    else
      this.later(fate.durationMs, () => {
        if (agent.stage === 'gone') return
        this.tries.set(agent.task, tries + 1)
        this.exit(agent, ending)
      })
  }

  private exit(agent: Agent, ending: Ending | 'limited'): void {
    if (agent.stage === 'gone') return
    agent.ending = ending
    agent.exitCode = ending === 'limited' || ending === 'agent-failed' ? 1 : 0
    this.end(agent)
  }

  /** What has to be so whenever an agent begins. */
  private check(order: Order): void {
    const {task: id, attempt} = order
    const task = this.task(id)
    for (const other of this.atWork) demand(other.task !== id, () => `${id} is at work twice`)
    const {slots} = this.fate.policy
    demand(this.atWork.size < slots, () => `${id} begins, and ${slots} slots are taken`)
    const cap = this.fate.graph.groups.find(group => group.id === task.group)?.parallelism
    const peers = [...this.atWork].filter(other => this.task(other.task).group === task.group).length
    demand(cap === undefined || peers < cap, () => `${id} begins, and its group is full`)
    this.checkRivals(id)
    const base = this.position(order.base)
    for (const need of task.dependencies) {
      const merged = this.position(this.inEffect.findLast(each => each.task === need)?.commit ?? ROOT_COMMIT)
      demand(merged !== -1, () => `${id} begins before ${need} is merged`)
      demand(merged <= base, () => `attempt ${attempt} of ${id} begins on a base without ${need}`)
    }
  }

  /** Whether both wrote the same file, with or without a claim. */
  private meet(one: string, other: string): boolean {
    const {tasks} = this.fate
    const areStray = tasks.get(one)?.isStray === true && tasks.get(other)?.isStray === true
    return areStray || this.contend(one, other)
  }

  private checkRivals(id: string): void {
    for (const other of this.underWay)
      demand(
        other === id || !this.contend(other, id),
        () => `${id} begins beside ${other}, with the same files`,
      )
  }

  private contend(one: string, other: string): boolean {
    const [left, right] = [this.task(one).outputs, this.task(other).outputs]
    return left.some(a => right.some(b => overlaps(a.path, b.path)))
  }

  /** -1: where the run began. */
  private position(commit: ObjectId): number {
    return this.branch.findIndex(each => each.commit === commit)
  }

  private task(id: string): Task {
    const task = this.tasks.get(id)
    if (task === undefined) throw new Error(`no task ${id}`)
    return task
  }
}
