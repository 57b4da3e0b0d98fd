// The journal on a disk that forgets what was not synced when the machine dies, from some line on.

import type {Journal} from '../../src/dispatcher/journal/journal.ts'
import type {RunEvent} from '../../src/run/event.ts'
import type {Luck} from './fate.ts'
import {type Life, never} from './life.ts'
import type {Twin} from './twins.ts'
import type {VirtualTime} from './virtual-time.ts'

const SLOWEST_SYNC_MS = 40

export class Disk {
  private readonly lines: RunEvent[] = []
  private synced = 0
  private readonly time: VirtualTime
  private readonly luck: Luck

  constructor(time: VirtualTime, luck: Luck) {
    this.time = time
    this.luck = luck
  }

  get length(): number {
    return this.lines.length
  }

  /** As a file would give them back. */
  read(): readonly RunEvent[] {
    return [...this.lines]
  }

  /** The machine dies. */
  forget(): void {
    this.lines.length = this.synced + this.luck(this.lines.length - this.synced + 1)
    this.synced = this.lines.length
  }

  /** As the real one: written at once, durable with the next sync, one sync after the other. */
  journalFor({life, twin, hear}: {life: Life; twin: Twin; hear: (line: string) => void}): Journal {
    let waiting: (() => void)[] = []
    let isSyncing = false
    const sync = (): void => {
      isSyncing = true
      const [upTo, served] = [this.lines.length, waiting]
      waiting = []
      this.time.after(1 + this.luck(SLOWEST_SYNC_MS), () => {
        life.point()
        if (life.isOver) return
        this.synced = upTo
        isSyncing = false
        for (const resolve of served) resolve()
        if (waiting.length > 0) sync()
      })
    }
    return {
      get isBroken() {
        return life.isOver
      },
      append: event => {
        life.point()
        if (life.isOver) return never()
        const line = JSON.stringify(event)
        this.lines.push(JSON.parse(line))
        hear(`${this.time.now} ${line.slice(0, 300)}`)
        life.point()
        if (life.isOver) return never()
        const durable = new Promise<void>(resolve => waiting.push(resolve))
        if (!isSyncing) sync()
        return twin.actsUnsynced === true ? Promise.resolve() : durable
      },
      close: async () => undefined,
    }
  }
}
