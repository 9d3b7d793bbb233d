// Connections that are kept alive between requests (RFC 9112 section 9.3).

import type { Stream } from './stream.ts'

/** How long an idle one is kept, ms. Servers close theirs after 5 s (Apache) to 75 s (nginx). */
const idleTime = 4000

/**
 * A connection is given back under a key that holds every input it was made with: origin, route, TLS, proxy,
 * credentials of the proxy. Under another key it is never used.
 */
export class Pool {
  readonly #idle = new Map<string, { stream: Stream; timer: NodeJS.Timeout }[]>()

  /** The connection last given back, which is the likeliest to be open still. */
  take(key: string): Stream | undefined {
    const entry = this.#idle.get(key)?.pop()
    clearTimeout(entry?.timer)
    return entry?.stream
  }

  /** Nothing may be left to read on it. */
  give(key: string, stream: Stream): void {
    const timer = setTimeout(() => {
      const left = this.#idle.get(key)?.filter((entry) => entry.stream !== stream)
      this.#idle.set(key, left ?? [])
      stream.close()
    }, idleTime)
    timer.unref()
    const entries = this.#idle.get(key)
    if (entries) entries.push({ stream, timer })
    else this.#idle.set(key, [{ stream, timer }])
  }

  /** Closes what is idle. */
  close(): void {
    for (const entries of this.#idle.values()) {
      for (const { stream, timer } of entries) {
        clearTimeout(timer)
        stream.close()
      }
    }
    this.#idle.clear()
  }
}
