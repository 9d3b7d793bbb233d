// Where events get their time and go out to the watchers. The clock is passed in, so this room has none of its own.

import type { Happening, TraceEvent, Watcher } from './event.ts'

/** One retrieval's trace while it is being written. */
export class Trace {
  readonly #watchers: Watcher[]
  readonly #now: () => number
  #began: number

  /** @param now a monotonic clock in milliseconds, such as performance.now */
  constructor(watchers: Watcher[], now: () => number) {
    this.#watchers = watchers
    this.#now = now
    this.#began = now()
  }

  /** The same trace for something that goes on beside: every event gets `marks`. */
  beside(marks: Pick<TraceEvent, 'connection' | 'attempt'>): Trace {
    const trace = new Trace([(event, bytes) => this.#pass({ ...event, ...marks }, bytes)], this.#now)
    trace.#began = this.#began
    return trace
  }

  /** Milliseconds since the trace began, µs precision. */
  get at(): number {
    return Math.round((this.#now() - this.#began) * 1000) / 1000
  }

  /** Something happened, now. @param bytes what a read returned, for watchers that want to see it */
  tell(happening: Happening, bytes?: Uint8Array): void {
    const event: TraceEvent = { at: this.at, ...happening }
    this.#pass(event, bytes)
  }

  #pass(event: TraceEvent, bytes: Uint8Array | undefined): void {
    for (const watcher of this.#watchers) watcher(event, bytes)
  }
}
