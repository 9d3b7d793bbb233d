// A part that is filled in several places at once, and what its record says of it.
//
// The record never claims more than the disk holds: what it says was flushed before it is written (fdatasync(2)).

import { fdatasync } from 'node:fs'
import { promisify } from 'node:util'
import { PartSink } from './part-sink.ts'

/** How often the record is written while the part grows, ms. What is lost when the process is killed is received again. */
const noteEvery = 250

/** Bytes from `next` to `last`, both included. */
export type Interval = [next: number, last: number]

export interface SegmentsOptions {
  fd: number
  path: string
  missing: readonly Interval[]
  total: number
  /** Puts what is missing into the record. */
  record: (missing: Interval[]) => void
  finish: () => Promise<void>
  abandon: () => Promise<void>
}

/** Random access to a part. */
export class Segments {
  readonly path: string
  /** What was missing at the beginning. */
  readonly missing: readonly Interval[]
  /** Size of the whole, bytes. */
  readonly total: number
  readonly #options: SegmentsOptions
  #notedAt = 0
  #noting: Promise<void> | undefined

  constructor(options: SegmentsOptions) {
    this.#options = options
    this.path = options.path
    this.missing = options.missing
    this.total = options.total
  }

  /** Takes what comes from `from` on; up to `next` it is held already and compared. `written` tells how far it is in the file. */
  at(from: number, next: number): PartSink {
    const flushed = () => Promise.resolve()
    return new PartSink({ fd: this.#options.fd, path: this.path, from, size: next, finish: flushed, abandon: flushed })
  }

  /** Notes what is missing, now and then. @param now ms */
  note(missing: () => Interval[], now: number): void {
    if (this.#noting || now - this.#notedAt < noteEvery) return
    this.#notedAt = now
    this.#noting = this.#note(missing()).finally(() => {
      this.#noting = undefined
    })
  }

  async finish(): Promise<void> {
    await this.#noting
    await this.#options.finish()
  }

  async abandon(missing: Interval[]): Promise<void> {
    await this.#noting
    await this.#note(missing)
    await this.#options.abandon()
  }

  async #note(missing: Interval[]): Promise<void> {
    try {
      await promisify(fdatasync)(this.#options.fd)
      this.#options.record(missing)
    } catch {
      // A record that cannot be written claims less than there is; what keeps the content from being written is told there.
    }
  }
}
