// A file that grows at its end: what is added is gathered, and written in large pieces.

import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { SluiceError } from '../errors.ts'
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
  /** What was gathered when a write failed is lost: nothing can come after it. */
  #failure: SluiceError | undefined

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
    this.#makeRoom(bytes.length)
    if (bytes.length >= gathered) this.#write(bytes)
    else {
      this.#buffer.set(bytes, this.#held)
      this.#held += bytes.length
    }
  }

  addText(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): void {
    // At most three bytes a UTF-16 unit.
    this.#makeRoom(text.length * 3)
    if (text.length * 3 > gathered) this.#write(Buffer.from(text, encoding))
    else this.#held += this.#buffer.write(text, this.#held, encoding)
  }

  addByte(byte: number): void {
    this.#makeRoom(1)
    this.#buffer[this.#held++] = byte
  }

  addZeros(count: number): void {
    this.#makeRoom(count)
    for (const end = this.#held + count; this.#held < end; this.#held++) this.#buffer[this.#held] = 0
  }

  /** @throws SluiceError write-failed; from then on whatever is called but `close` throws it again */
  flush(): void {
    if (this.#failure) throw this.#failure
    if (this.#held === 0) return
    const bytes = this.#buffer.subarray(0, this.#held)
    this.#held = 0
    this.#write(bytes)
  }

  close(): void {
    closeSync(this.#fd)
    if (spares.length < mostSpares) spares.push(this.#buffer)
  }

  #makeRoom(count: number): void {
    if (this.#failure) throw this.#failure
    if (this.#held + count > gathered) this.flush()
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(this.#fd, bytes, at, bytes.length - at, this.#written)
        at += count
        this.#written += count
      }
    } catch (error) {
      this.#failure = writeError(this.#path, error, this.#written)
      throw this.#failure
    }
  }
}
