// A provider whose usage limit is known to be reached: nobody asks before it is over, and then one asks first.

import type {EventOf} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import {demand} from './flaw.ts'
import {keyOf} from './world.ts'

/** A probe that runs for so long has met no limit. */
const PROBE_MS = 60_000

const SAYS_NOTHING: ReadonlySet<Outcome['type']> = new Set([
  'lost',
  'cancelled',
  'agent-failed',
  'stalled',
  'refused',
])

interface Gate {
  /** When it was last heard of. */
  armedAt: number
  until: number
  probe?: {readonly key: string; readonly at: number}
}

export class ProviderWatch {
  private readonly name: string
  private gate: Gate | undefined
  private readonly startedAt = new Map<string, number>()

  constructor(name: string) {
    this.name = name
  }

  start(event: EventOf<'attempt-started'>): void {
    const {at, task} = event
    this.startedAt.set(keyOf(event), at)
    const {gate} = this
    if (gate === undefined) return
    demand(
      at >= gate.until,
      () => `${task} is started ${gate.until - at} ms before ${this.name} takes work again`,
    )
    if (gate.probe === undefined) gate.probe = {key: keyOf(event), at}
    else demand(at - gate.probe.at >= PROBE_MS, () => `${task} probes ${this.name} beside ${gate.probe?.key}`)
  }

  finish(event: EventOf<'attempt-finished'>): void {
    const {outcome, at} = event
    const isProbe = this.gate?.probe?.key === keyOf(event)
    const isNews = isProbe || (this.startedAt.get(keyOf(event)) ?? 0) > (this.gate?.armedAt ?? 0)
    if (SAYS_NOTHING.has(outcome.type)) {
      if (isProbe) delete this.gate?.probe
    } else if (outcome.type !== 'limited') {
      if (isNews) this.gate = undefined
    } else if (isNews) {
      this.gate = {armedAt: at, until: outcome.resetsAt ?? at}
    } else if (this.gate !== undefined) {
      this.gate.until = Math.max(this.gate.until, outcome.resetsAt ?? at)
    }
  }

  /** Whoever goes on with a run that rested may ask once. */
  reprieve(): void {
    if (this.gate !== undefined) this.gate = {armedAt: this.gate.armedAt, until: 0}
  }
}
