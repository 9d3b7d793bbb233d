// Content that may end before anybody else has to know of it: a small file is written at one go, when it is whole.
//
// A part that others can see costs a claim, a record and their removal: some thirty system calls, several times what a
// small file's content does. (npm run bench -- small)

import { now } from '../clock.ts'
import { gathered, longest, memoryForOne, putAside } from './gather.ts'
import type { Sink } from './sink.ts'

export interface LateOptions {
  /** Everything has come and is proved: keep it. The bytes are borrowed. */
  whole: (bytes: Uint8Array) => Promise<void>
  /** It grows, or lasts, or was broken off: a sink that keeps what comes for another try. */
  part: () => Sink
}

/** Gathers up to a MiB for up to a second; what goes beyond either gets a part. */
export class LateSink implements Sink {
  readonly #options: LateOptions
  readonly #began = now()
  #memory: Uint8Array | undefined
  #filled = 0
  #part: Sink | undefined

  constructor(options: LateOptions) {
    this.#options = options
  }

  write(bytes: Uint8Array): void | Promise<void> {
    if (this.#part) return this.#part.write(bytes)
    if (this.#filled + bytes.length > gathered || now() - this.#began > longest) return this.#grow(bytes)
    this.#memory ??= memoryForOne()
    this.#memory.set(bytes, this.#filled)
    this.#filled += bytes.length
    return undefined
  }

  async finish(): Promise<void> {
    if (this.#part) return this.#part.finish()
    const bytes = this.#taken()
    try {
      await this.#options.whole(bytes)
    } finally {
      this.#free()
    }
  }

  async abandon(): Promise<void> {
    if (!this.#part && this.#filled > 0) {
      try {
        await this.#grow(new Uint8Array(0))
      } catch {
        // Why it failed is told already; what cannot be kept for another try is lost.
      }
    }
    await this.#part?.abandon()
  }

  async #grow(bytes: Uint8Array): Promise<void> {
    this.#part = this.#options.part()
    await this.#part.write(this.#taken())
    this.#free()
    await this.#part.write(bytes)
  }

  /** What was gathered; it is nobody's from now on. */
  #taken(): Uint8Array {
    const bytes = this.#memory?.subarray(0, this.#filled) ?? new Uint8Array(0)
    this.#filled = 0
    return bytes
  }

  #free(): void {
    if (this.#memory) putAside(this.#memory)
    this.#memory = undefined
  }
}
