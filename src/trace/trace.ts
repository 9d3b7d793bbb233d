// Where events get their time and go out to the watchers. The clock is passed in, so this room has none of its own.

import type { Happening, TraceEvent, Watcher } from './event.ts'

/** One retrieval's trace while it is being written. */
export class Trace {
  readonly #watchers: Watcher[]
  readonly #now: () => number
  readonly #began: number

  /** @param now a monotonic clock in milliseconds, such as performance.now */
  constructor(watchers: Watcher[], now: () => number) {
    this.#watchers = watchers
    this.#now = now
    this.#began = now()
  }

  /** Milliseconds since the trace began, µs precision. */
  get at(): number {
    return Math.round((this.#now() - this.#began) * 1000) / 1000
  }

  /** Something happened, now. */
  tell(happening: Happening): void {
    const event: TraceEvent = { at: this.at, ...happening }
    for (const watcher of this.#watchers) watcher(event)
  }
}
