// Where a run of lines ends that an empty line closes: a head, or a trailer section.

import { SluiceError } from '../errors.ts'

const LF = 0x0a
const CR = 0x0d

/** Lines as they arrive. A line ends with CRLF, or with LF alone (RFC 9112 section 2.2). */
export class Lines {
  /** Bytes that may still come; a peer can send lines without end. */
  #room: number
  readonly #limit: string
  #kept = new Uint8Array(0)
  #size = 0
  /** Bytes of the line that has begun. */
  #line = 0
  #complete = false

  /** At most `room` bytes; `limit` names that limit in the error. */
  constructor(room: number, limit: string) {
    this.#room = room
    this.#limit = limit
  }

  /** The empty line has arrived. */
  get complete(): boolean {
    return this.#complete
  }

  /** What has arrived, the empty line included. Borrowed. */
  get bytes(): Uint8Array {
    return this.#kept.subarray(0, this.#size)
  }

  /**
   * Takes `bytes` up to the end of the empty line and returns how many those were.
   *
   * @throws SluiceError header-too-large
   */
  take(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length && !this.#complete) {
      const lf = bytes.indexOf(LF, at)
      const end = lf < 0 ? bytes.length : lf + 1
      this.#line += end - at
      if (lf >= 0) {
        const before = lf > 0 ? bytes[lf - 1] : this.#kept[this.#size - 1]
        this.#complete = this.#line === 1 || (this.#line === 2 && before === CR)
        this.#line = 0
      }
      at = end
      if (at > this.#room) throw new SluiceError('header-too-large', { limit: this.#limit })
    }
    this.#keep(bytes.subarray(0, at))
    return at
  }

  #keep(bytes: Uint8Array): void {
    this.#room -= bytes.length
    const size = this.#size + bytes.length
    if (size > this.#kept.length) {
      // Most heads come in one piece; those that do not shall not be copied for each.
      const larger = new Uint8Array(this.#size === 0 ? size : Math.max(size, this.#kept.length * 2))
      larger.set(this.bytes)
      this.#kept = larger
    }
    this.#kept.set(bytes, this.#size)
    this.#size = size
  }
}

/** The lines of a text that an empty one closes, without that one and without their ends. */
export function splitLines(text: string): string[] {
  return text.split('\n').slice(0, -2).map(withoutCr)
}

const withoutCr = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)
