// One seed, told to its end: dispatchers live, die and are followed by others, until the run rests for good.

import {isDeepStrictEqual} from 'node:util'
import type {Dispatch} from '../../src/dispatcher/dispatch.ts'
import type {Journal} from '../../src/dispatcher/journal/journal.ts'
import {runResumed, setOff} from '../../src/dispatcher/set-off.ts'
import {JOURNAL_VERSION, type RunEvent, type RunResult} from '../../src/run/event.ts'
import {evolve} from '../../src/run/evolve.ts'
import {explain} from '../../src/run/explain.ts'
import {next} from '../../src/run/next.ts'
import type {RunState} from '../../src/run/state.ts'
import {Disk} from './disk.ts'
import {type Fate, fateOf, type Luck, luckOfSeed, type Wish} from './fate.ts'
import {demand} from './flaw.ts'
import {Life} from './life.ts'
import {endOf, type Tale, totals} from './tale.ts'
import {SOUND, type Twin} from './twins.ts'
import {judge} from './verdict.ts'
import {VirtualTime} from './virtual-time.ts'
import {Watch} from './watch.ts'
import {workersIn} from './workers.ts'
import {ROOT_COMMIT, World} from './world.ts'

const MINUTE_MS = 60_000
/** What ends at all ends long before. */
const MOST_STEPS = 200_000

/** Rejects with the flaw, if there is one. The same seed tells the same tale. */
export const tell = async (
  seed: number,
  twin: Twin = SOUND,
  hear: (line: string) => void = () => undefined,
): Promise<Tale> => {
  const story = new Story(luckOfSeed(seed), twin, hear)
  return story.tell()
}

class Story {
  private readonly luck: Luck
  private readonly twin: Twin
  private readonly hear: (line: string) => void
  private readonly fate: Fate
  private readonly time = new VirtualTime()
  private readonly disk: Disk
  private readonly world: World
  private readonly watch: Watch
  private dispatch: Dispatch | undefined
  /** What the dispatcher that lives has in mind. */
  private state: RunState | undefined
  private isFresh = false
  /** How long the journal was when it was last asked for reasons. */
  private checked = 0
  private deaths = 0
  private result: RunResult | undefined
  private failure: unknown

  constructor(luck: Luck, twin: Twin, hear: (line: string) => void) {
    this.luck = luck
    this.hear = hear
    this.twin = twin
    this.fate = fateOf(luck)
    const {fate, time} = this
    this.disk = new Disk(time, luck)
    this.world = new World({fate, time, luck})
    this.watch = new Watch(fate, this.world)
  }

  async tell(): Promise<Tale> {
    const {time, fate, disk} = this
    for (const {after, ms} of fate.jumps) time.after(after, () => time.jump(ms))
    for (const wish of fate.wishes) time.after(wish.after, () => this.utter(wish))
    this.begin()
    for (let steps = 0; this.result === undefined; steps += 1) {
      demand(steps < MOST_STEPS && time.step(), () => `the run does not come to rest (${steps} steps)`)
      await this.settle()
    }
    const {result, deaths} = this
    const events = disk.read()
    return {
      result,
      tasks: fate.graph.tasks.length,
      events: events.length,
      deaths,
      virtualMs: time.now,
      ends: totals(events.map(endOf)),
    }
  }

  /** Lets all come about that needs no time. */
  private async settle(): Promise<void> {
    await new Promise<void>(resolve => process.nextTick(resolve))
    if (this.isFresh) {
      this.isFresh = false
      await new Promise(resolve => setImmediate(resolve))
    }
    if (this.failure !== undefined) throw this.failure
    this.checkReasons()
  }

  /** One task at a time, for it takes long: whatever waits while nothing is due must be able to say why. */
  private checkReasons(): void {
    const {state} = this
    if (this.dispatch === undefined || state === undefined || state.result !== undefined) return
    if (this.disk.length === this.checked) return
    this.checked = this.disk.length
    const {tasks} = this.fate.graph
    const id = tasks[this.disk.length % tasks.length]?.id ?? ''
    const isMute = state.tasks.get(id)?.phase === 'waiting' && explain(state, id).length === 0
    // After a jump of the clock it may be due already, and the dispatcher asleep for half a minute more.
    demand(
      !isMute || next(state, state.at) !== undefined,
      () => `${id} waits, and nothing is said to hold it back`,
    )
  }

  private begin(): void {
    const {time, luck, twin, disk, world, fate, watch} = this
    const life = new Life(time, dying => this.mayDie(dying))
    const events = disk.read()
    const unseen = events.slice(watch.seen)
    const state = this.fold(events)
    this.state = state
    const journal = disk.journalFor({life, twin, hear: this.hear})
    const begun = setOff({
      state,
      first:
        state === undefined ? this.firstEvent() : runResumed(state, {policy: fate.policy, at: time.wall}),
      journal: twin.bend === undefined ? journal : this.bent(journal, twin.bend),
      workers: workersIn({world, life, time, luck, twin, tokens: fate.tokens}),
      observe: (event, at) => {
        if (life.isOver) return
        this.state = at
        // What the last dispatcher wrote lasts only now, and it may never have heard of it.
        for (const found of unseen.splice(0)) watch.see(found, at)
        watch.see(event, at)
      },
      time: this.clockFor(life),
    })
    const fail = (error: unknown): void => {
      this.failure = error
    }
    const failLiving = (error: unknown): void => {
      if (!life.isOver) fail(error)
    }
    begun.then(dispatch => {
      if (life.isOver) return
      this.dispatch = dispatch
      this.isFresh = true
      dispatch.finished.then(rested => life.isOver || this.rest(life, rested), failLiving).catch(fail)
    }, failLiving)
  }

  private clockFor(life: Life) {
    const time = this.time.timeFor(life)
    return this.twin.trustsWallClock === true ? {...time, steady: time.wall} : time
  }

  private firstEvent(): RunEvent {
    const {graph, policy} = this.fate
    return {
      type: 'run-started',
      at: this.time.wall,
      version: JOURNAL_VERSION,
      run: 'r',
      graph,
      policy,
      selection: graph.tasks.map(({id}) => id),
      base: {branch: 'main', commit: ROOT_COMMIT, integrationBranch: 'agent-spawn/r'},
    }
  }

  private fold(events: readonly RunEvent[]): RunState | undefined {
    let state: RunState | undefined
    for (const event of events) {
      state = evolve(state, event)
      this.twin.bend?.(state, event)
    }
    return state
  }

  /** The live fold of a twin: an event is appended as soon as it is in the state. */
  private bent(journal: Journal, bend: NonNullable<Twin['bend']>): Journal {
    return {
      get isBroken() {
        return journal.isBroken
      },
      append: event => {
        if (this.state !== undefined) bend(this.state, event)
        return journal.append(event)
      },
      close: journal.close,
    }
  }

  private utter(wish: Wish): void {
    if ('stop' in wish) this.dispatch?.stop(wish.stop, 'enough')
    else
      this.dispatch?.ask(wish.request).catch((error: unknown) => {
        this.failure = error
      })
  }

  /** Of a kill, or together with the whole machine. */
  private mayDie(life: Life): void {
    const {perMille, most} = this.fate.deaths
    if (this.deaths >= most || this.luck(1000) >= perMille) return
    this.deaths += 1
    this.hear('The dispatcher dies.')
    this.bury(life)
    if (this.luck(3) === 0) {
      this.hear('The machine dies.')
      this.world.powerOff()
      this.disk.forget()
    }
    this.time.after(this.luck(2) === 0 ? this.luck(1000) : this.luck(5 * MINUTE_MS), () => this.begin())
  }

  private bury(life: Life): void {
    life.isOver = true
    this.dispatch = undefined
    this.state = undefined
  }

  private rest(life: Life, state: RunState): void {
    this.bury(life)
    const {fate, world, watch} = this
    demand(isDeepStrictEqual(this.fold(this.disk.read()), state), () => 'the journal makes another state')
    // Somebody asked for more in the last moment.
    const isAsked = this.disk.read().at(-1)?.type !== 'run-finished'
    if (isAsked || state.result === 'interrupted' || state.result === 'limited') {
      this.time.after(this.luck(60 * MINUTE_MS), () => this.begin())
      return
    }
    judge({state, fate, world, watch})
    this.result = state.result
  }
}
