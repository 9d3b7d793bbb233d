// How many small pieces become few: what follows the parser costs more a piece than a byte.

/** Pieces below this many bytes are copied together. The sinks would copy them together if we did not. */
const smallPiece = 64 * 1024

/** Below this many bytes a loop copies faster than `set`. */
const tinyPiece = 48

/** Pieces of one buffer at a time, handed on in order: small ones as one copy, large ones as they are. */
export class Gathered {
  #buffer = new Uint8Array(0)
  /** The bytes in the buffer from `#start` to `#end` were not handed on yet. */
  #start = 0
  #end = 0

  /** Hands on `bytes` from `start` to `end`, now or with what follows. */
  add(bytes: Uint8Array, start: number, end: number, out: Uint8Array[]): void {
    if (end - start >= smallPiece) {
      this.#handOn(out)
      out.push(bytes.subarray(start, end))
      return
    }
    // All pieces of `bytes` together are no more than `bytes`.
    if (this.#buffer.length < bytes.length) this.#buffer = new Uint8Array(bytes.length)
    if (end - start < tinyPiece) for (let at = start; at < end; at++) this.#buffer[this.#end + at - start] = bytes[at]!
    else this.#buffer.set(bytes.subarray(start, end), this.#end)
    this.#end += end - start
  }

  /** Hands on the rest of a buffer. What was handed on may be written over from now on. */
  flush(out: Uint8Array[]): void {
    this.#handOn(out)
    this.#start = 0
    this.#end = 0
  }

  #handOn(out: Uint8Array[]): void {
    if (this.#end > this.#start) out.push(this.#buffer.subarray(this.#start, this.#end))
    this.#start = this.#end
  }
}
