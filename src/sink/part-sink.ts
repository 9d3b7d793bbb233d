// The writing of a part. What was held already is compared with what comes, and not written again.

import { readSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import { GatheringWriter } from './gather.ts'
import type { Sink } from './sink.ts'
import { writeError } from './write-error.ts'

export interface PartOptions {
  fd: number
  /** Its name in sentences. */
  path: string
  /** Offset of the first byte that will come. */
  from: number
  /** Bytes that are held: from `from` up to here they are compared. */
  size: number
  /** Everything is written: flush and rename. */
  finish: () => Promise<void>
  abandon: () => Promise<void>
}

/** Throws changed-on-server where what comes is not what is held, write-failed where it cannot be written. */
export class PartSink implements Sink {
  readonly #options: PartOptions
  readonly #writer: GatheringWriter
  #at: number

  constructor(options: PartOptions) {
    this.#options = options
    this.#at = options.from
    this.#writer = new GatheringWriter(options.fd, { position: options.size })
  }

  /** Up to here everything is in the file. */
  get written(): number {
    return this.#writer.position
  }

  write(bytes: Uint8Array): void | Promise<void> {
    const known = Math.min(bytes.length, Math.max(0, this.#options.size - this.#at))
    if (known > 0) this.#compare(bytes.subarray(0, known))
    this.#at += bytes.length
    if (known === bytes.length) return undefined
    try {
      const waiting = this.#writer.write(known === 0 ? bytes : bytes.subarray(known))
      return waiting?.catch((error: unknown) => this.#fail(error))
    } catch (error) {
      return this.#fail(error)
    }
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#options.finish()
  }

  async abandon(): Promise<void> {
    try {
      await this.#flush()
    } catch {
      // Why it failed is told already; what could be written stays.
    }
    await this.#options.abandon()
  }

  async #flush(): Promise<void> {
    try {
      await this.#writer.flush()
    } catch (error) {
      this.#fail(error)
    }
  }

  #compare(bytes: Uint8Array): void {
    const ours = new Uint8Array(bytes.length)
    readSync(this.#options.fd, ours, 0, ours.length, this.#at)
    const differs = ours.findIndex((byte, i) => byte !== bytes[i])
    if (differs >= 0)
      throw new SluiceError('changed-on-server', {
        path: this.#options.path,
        what: `byte ${this.#at + differs} is another`,
      })
  }

  #fail(error: unknown): never {
    throw writeError(this.#options.path, error, this.#options.size + this.#writer.written)
  }
}
