// The lines of a whole journal by their rows: found in its bytes, so that 10,000 of them are no strings.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** A key's last four digits are its row. */
export const rowOf = (key: string): number => Number(key.slice(-4))

/** How the line of a row begins; nine digits follow. */
export const keyFirst = '{"key":"'

export class JournalLines {
  #bytes: Buffer<ArrayBuffer>
  /** Where the line of each row begins and ends. */
  readonly #begins: Uint32Array
  readonly #ends: Uint32Array

  /** @param rows how many there are: each has a line */
  constructor(path: string, rows: number) {
    this.#begins = new Uint32Array(rows)
    this.#ends = new Uint32Array(rows)
    const [bytes, size] = contentOf(path)
    this.#bytes = bytes
    for (let begin = 0, end; begin < size; begin = end + 1) {
      end = bytes.indexOf('\n', begin)
      // Others are marks, and the first.
      const key = begin + keyFirst.length
      if (bytes.toString('latin1', begin, key) !== keyFirst) continue
      const row = rowOf(bytes.toString('latin1', key, bytes.indexOf('"', key)))
      this.#begins[row] = begin
      this.#ends[row] = end
    }
  }

  /** The JSON object of a row. Borrowed until `end`. */
  bytes(row: number): Buffer {
    return this.#bytes.subarray(this.#begins[row], this.#ends[row])
  }

  text(row: number): string {
    return this.#bytes.toString('utf8', this.#begins[row], this.#ends[row])
  }

  /** They are not used any more. */
  end(): void {
    if (this.#bytes.length <= largestKept) spare = this.#bytes
    this.#bytes = nothing
  }
}

const nothing = Buffer.alloc(0)

/** For the next: malloc(3) gives back little of what is taken and freed again and again. */
let spare = nothing
const largestKept = 8 << 20

function contentOf(path: string): [bytes: Buffer<ArrayBuffer>, size: number] {
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    const bytes = spare.length >= size ? spare : Buffer.allocUnsafeSlow(Math.ceil(size / 0x100000) * 0x100000)
    spare = nothing
    for (let at = 0; at < size;) at += readSync(fd, bytes, at, size - at, at)
    return [bytes, size]
  } finally {
    closeSync(fd)
  }
}
