// A file that grows at its end: what is added is gathered, and written in large pieces.

import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { writeError } from '../sink/write-error.ts'

/** Bytes; from here on a larger piece is not written faster. */
const gathered = 1 << 20

/** Buffers for the next: malloc(3) gives back little of what is taken and freed again and again. */
const spares: Buffer[] = []
const mostSpares = 4

export class ShardFile {
  readonly #path: string
  readonly #fd: number
  readonly #buffer = spares.pop() ?? Buffer.allocUnsafeSlow(gathered)
  #held = 0
  #written: number

  /** @param size bytes of it that are good; what comes after them is cut off */
  constructor(path: string, size: number) {
    this.#path = path
    this.#written = size
    try {
      this.#fd = openSync(path, size > 0 ? 'r+' : 'w', 0o666)
      ftruncateSync(this.#fd, size)
    } catch (error) {
      throw writeError(path, error, 0)
    }
  }

  get size(): number {
    return this.#written + this.#held
  }

  add(bytes: Uint8Array): void {
    if (this.#held + bytes.length > gathered) this.flush()
    if (bytes.length >= gathered) this.#write(bytes)
    else {
      this.#buffer.set(bytes, this.#held)
      this.#held += bytes.length
    }
  }

  addText(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): void {
    // At most three bytes a UTF-16 unit.
    if (this.#held + text.length * 3 > gathered) this.flush()
    if (text.length * 3 > gathered) this.#write(Buffer.from(text, encoding))
    else this.#held += this.#buffer.write(text, this.#held, encoding)
  }

  addByte(byte: number): void {
    if (this.#held === gathered) this.flush()
    this.#buffer[this.#held++] = byte
  }

  addZeros(count: number): void {
    if (this.#held + count > gathered) this.flush()
    for (const end = this.#held + count; this.#held < end; this.#held++) this.#buffer[this.#held] = 0
  }

  flush(): void {
    if (this.#held === 0) return
    const bytes = this.#buffer.subarray(0, this.#held)
    this.#held = 0
    this.#write(bytes)
  }

  close(): void {
    closeSync(this.#fd)
    if (spares.length < mostSpares) spares.push(this.#buffer)
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(this.#fd, bytes, at, bytes.length - at, this.#written)
        at += count
        this.#written += count
      }
    } catch (error) {
      throw writeError(this.#path, error, this.#written)
    }
  }
}
