// Bytes that came, kept for looking at: as many as fit, and how many there were.

/** So many are kept of one stream; the chapter's pictures are 0.2 MB. */
const most = 8 * 1024 * 1024

export class KeptBytes {
  /** All that came, kept or not. */
  length = 0
  #memory = new Uint8Array(64 * 1024)

  /** @param bytes borrowed; they are copied */
  add(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, Math.max(0, most - this.length))
    if (this.length + kept.length > this.#memory.length) {
      const larger = new Uint8Array(Math.min(most, Math.max(this.#memory.length * 2, this.length + kept.length)))
      larger.set(this.#memory)
      this.#memory = larger
    }
    this.#memory.set(kept, Math.min(this.length, most))
    this.length += bytes.length
  }

  clear(): void {
    this.length = 0
  }

  /** Those that are kept between two places. */
  slice(from: number, to: number): Uint8Array {
    return this.#memory.slice(from, Math.min(to, this.length, most))
  }
}
