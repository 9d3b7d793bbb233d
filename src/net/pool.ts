// Connections that are kept alive between requests (RFC 9112 section 9.3).

import { now } from '../clock.ts'
import type { Stream } from './stream.ts'

/** How long an idle one is kept, ms. Servers close theirs after 5 s (Apache) to 75 s (nginx). */
const idleTime = 4000

/**
 * A connection is given back under a key that holds every input it was made with: origin, route, TLS, proxy,
 * credentials of the proxy. Under another key it is never used.
 */
export class Pool {
  readonly #idle = new Map<string, { stream: Stream; since: number }[]>()
  readonly #clock: () => number
  #timer: NodeJS.Timeout | undefined

  /** @param clock milliseconds that never go back */
  constructor(clock: () => number = now) {
    this.#clock = clock
  }

  /** The connection last given back, which is the likeliest to be open still. */
  take(key: string): Stream | undefined {
    const last = this.#idle.get(key)?.pop()
    if (!last || last.since > this.#clock() - idleTime) return last?.stream
    // Those before it are older.
    last.stream.close()
    return this.take(key)
  }

  /** Nothing may be left to read on it. */
  give(key: string, stream: Stream): void {
    const entry = { stream, since: this.#clock() }
    const entries = this.#idle.get(key)
    if (entries) entries.push(entry)
    else this.#idle.set(key, [entry])
    // One that looks now and then: a timer for each request would cost more than to keep its connection.
    this.#timer ??= setInterval(() => this.#closeOld(), idleTime / 4).unref()
  }

  /** Closes what is idle. */
  close(): void {
    this.#closeOld(Infinity)
  }

  #closeOld(before = this.#clock() - idleTime): void {
    for (const [key, entries] of this.#idle) {
      const young = entries.filter(({ since }) => since > before)
      for (const { stream, since } of entries) if (since <= before) stream.close()
      if (young.length > 0) this.#idle.set(key, young)
      else this.#idle.delete(key)
    }
    if (this.#idle.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
