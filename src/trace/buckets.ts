// Fewer lines for the same story: where reads come faster than 2,000 a second, they are told of in buckets.
//
//   read read read read kernel read read … ──► reads kernel read reads kernel read …
//
// A bucket lasts 10 ms, or a thousandth of the trace so far: a retrieval of an hour has some ten thousand of them. A
// kernel sample at the end of each is kept with the read that it belongs to; those between are folded into the bucket. A
// silence ends it, and so does everything else that happens, so what a judge looks for is still there.

import type { KernelSample, Read, Reads, TraceEvent, Watcher } from './event.ts'

/** So many reads within 100 ms are 2,000 a second. */
const MANY = 200
const WITHIN = 100
/** A bucket's shortest length, ms, and the silence that ends it. */
const LENGTH = 10
const SILENCE = 3

/** Hands events on to `next`, in order of time, with dense reads in buckets. Call `flush` at the end. */
export class Buckets {
  readonly #next: Watcher
  /** Times of the last reads, a ring. */
  readonly #times = new Float64Array(MANY).fill(-Infinity)
  #turn = 0
  /** By connection. */
  readonly #open = new Map<number, Bucket>()
  #since = 0
  #last = 0
  /** The connection whose kernel sample was handed on last, so that the read it belongs to follows. */
  #sampled: number | undefined

  constructor(next: Watcher) {
    this.#next = next
  }

  readonly see: Watcher = (event, bytes) => {
    const { at } = event
    if (at - this.#last >= Math.max(SILENCE, at / 10_000)) this.flush()
    this.#last = at
    const dense = event.type === 'read' ? this.#count(at) : this.#open.size > 0
    if (dense && (event.type === 'read' || event.type === 'kernel') && this.#took(event)) return
    this.flush()
    this.#next(event, bytes)
    this.#sampled = event.type === 'kernel' ? (event.connection ?? 1) : undefined
    // A new message is told of from its first read on.
    if (event.type === 'request') this.#times.fill(-Infinity)
  }

  flush(): void {
    const told = [...this.#open.values()].flatMap((bucket) => bucket.events)
    this.#open.clear()
    for (const event of told.toSorted((a, b) => a.at - b.at)) this.#next(event)
  }

  #count(at: number): boolean {
    this.#times[this.#turn] = at
    this.#turn = (this.#turn + 1) % MANY
    return at - this.#times[this.#turn]! < WITHIN
  }

  #took(event: Read | KernelSample): boolean {
    const connection = event.connection ?? 1
    if (event.type === 'read' && event.recvQueue !== undefined && this.#sampled === connection) return false
    if (this.#open.size === 0) this.#since = event.at
    else if (event.at - this.#since >= Math.max(LENGTH, event.at / 1000)) {
      if (event.type === 'kernel') return false
      this.flush()
      this.#since = event.at
    }
    const bucket = this.#open.get(connection)
    if (bucket) bucket.add(event)
    else if (event.type === 'read') this.#open.set(connection, new Bucket(event))
    else return false
    return true
  }
}

/** Reads of one connection, and the last kernel sample among them. */
class Bucket {
  readonly #reads: Reads
  readonly #first: number
  #sample: KernelSample | undefined

  constructor(first: Read) {
    const { at, bytes, total, asked, attempt, connection } = first
    this.#first = at
    this.#reads = {
      type: 'reads',
      at,
      ...(attempt === undefined ? {} : { attempt }),
      ...(connection === undefined ? {} : { connection }),
      count: 0,
      bytes: 0,
      total,
      asked,
      full: 0,
      smallest: bytes,
      largest: bytes,
      took: 0,
    }
    this.add(first)
  }

  add(event: Read | KernelSample): void {
    const reads = this.#reads
    const { recvQueue, window } = event
    if (recvQueue !== undefined) reads.recvQueueMax = Math.max(reads.recvQueueMax ?? 0, recvQueue)
    if (window !== undefined) reads.windowMin = Math.min(reads.windowMin ?? Infinity, window)
    if (event.type === 'kernel') return void (this.#sample = event)
    reads.at = event.at
    reads.count++
    reads.bytes += event.bytes
    reads.total = event.total
    reads.asked = event.asked
    if (event.bytes === event.asked) reads.full++
    reads.smallest = Math.min(reads.smallest, event.bytes)
    reads.largest = Math.max(reads.largest, event.bytes)
    reads.took = Math.round((event.at - this.#first) * 1000) / 1000
  }

  get events(): TraceEvent[] {
    return this.#sample ? [this.#reads, this.#sample] : [this.#reads]
  }
}
