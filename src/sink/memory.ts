// Content kept in memory, for library callers.

import type { Sink } from './sink.ts'

/** Copies what comes; `content` is all of it. */
export class MemorySink implements Sink {
  #memory = new Uint8Array(0)
  #length = 0

  /** What came so far, without a copy. */
  get content(): Uint8Array {
    return this.#memory.subarray(0, this.#length)
  }

  /** Begins anew. */
  empty(): this {
    this.#length = 0
    return this
  }

  write(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length
    if (needed > this.#memory.length) {
      const larger = new Uint8Array(Math.max(needed, this.#memory.length * 2))
      larger.set(this.content)
      this.#memory = larger
    }
    this.#memory.set(bytes, this.#length)
    this.#length = needed
  }

  finish(): Promise<void> {
    return Promise.resolve()
  }

  abandon(): Promise<void> {
    return Promise.resolve()
  }
}
