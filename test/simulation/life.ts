// The life of one dispatcher. When it is over, nothing that it has begun goes on: its code is left where it waits.

import type {VirtualTime} from './virtual-time.ts'

/** A new one each time: one for all would keep alive whoever waits for it. */
export const never = (): Promise<never> => new Promise(() => undefined)

export class Life {
  isOver = false
  private readonly time: VirtualTime
  private readonly mayDie: (life: Life) => void

  /** `mayDie` is asked at every point at which a kill would find things different from before. */
  constructor(time: VirtualTime, mayDie: (life: Life) => void) {
    this.time = time
    this.mayDie = mayDie
  }

  point(): void {
    if (!this.isOver) this.mayDie(this)
  }

  /** Comes back only while it lasts. */
  during<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        value => this.isOver || resolve(value),
        error => this.isOver || reject(error),
      )
    })
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      this.time.after(ms, () => this.isOver || resolve())
    })
  }

  /** Something done to the world: a kill comes before it or behind it. */
  do<T>(act: () => T): Promise<T> {
    this.point()
    if (this.isOver) return never()
    const done = act()
    this.point()
    return this.isOver ? never() : Promise.resolve(done)
  }
}
