// Time in which nothing happens between two events: a day takes as long as what happens in it.

import type {Time} from '../../src/system/clock.ts'

interface Entry {
  readonly at: number
  readonly act: () => void
}

const EPOCH = Date.UTC(2026, 0, 5, 8)

/** Never goes back; its wall clock does, when it is told to jump. */
export class VirtualTime {
  /** True milliseconds since the beginning. */
  now = 0
  private drift = 0
  /** The next one at the end. */
  private readonly queue: Entry[] = []

  /** As the one real clock in the world has it, which no jump disturbs. */
  get trueWall(): number {
    return EPOCH + this.now
  }

  get wall(): number {
    return this.trueWall + this.drift
  }

  jump(ms: number): void {
    this.drift += ms
  }

  /** Those of the same moment in the order in which they were asked for. */
  after(ms: number, act: () => void): () => void {
    const entry = {at: this.now + Math.max(0, ms), act}
    const later = this.queue.findLastIndex(({at}) => at > entry.at)
    this.queue.splice(later + 1, 0, entry)
    return () => {
      const index = this.queue.indexOf(entry)
      if (index !== -1) this.queue.splice(index, 1)
    }
  }

  /** Goes on to the next event; false if there is none. */
  step(): boolean {
    const entry = this.queue.pop()
    if (entry === undefined) return false
    this.now = entry.at
    entry.act()
    return true
  }

  /** What a dispatcher sees of it; its timers die with it. */
  timeFor(life: {readonly isOver: boolean}): Time {
    return {
      wall: () => this.wall,
      steady: () => this.now,
      timer: (act, ms) =>
        this.after(ms, () => {
          if (!life.isOver) act()
        }),
    }
  }
}
