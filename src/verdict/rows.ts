// From events to rows: one row for each look into the kernel, with what was read and what arrived since the one before.
//
// Where the kernel tells nothing, the reads themselves are the rows. A long retrieval keeps its memory bounded: rows of
// steady flow are merged in pairs when there are too many.

import type { KernelSample, Read, Reads } from '../trace/event.ts'

export interface Row {
  from: number
  to: number
  /** Bytes and count of the reads. */
  bytes: number
  reads: number
  /** When the first of them returned. */
  first?: number
  /** What the last read, in this row or before, left unread: in the kernel, or decrypted by our own process. Bytes. */
  left: number
  /** Milliseconds of the row in which we did not ask, and when the last such wait ended. */
  shut: number
  asked?: number
  /** Since the row before, as far as the kernel tells: bytes in order, data segments, of them out of order. */
  arrived?: number
  segments?: number
  outOfOrder?: number
  /** Segments that we sent: acknowledgements. */
  sent?: number
  /** At the row's end. */
  recvQueue?: number
  window?: number
  receiveRtt?: number
}

/** Rows without the kernel are no shorter than this, ms. */
const SHORTEST = 2
/** Rows that are kept before they are merged: 40 s at full speed. */
const MANY = 20_000

type Numbers = Omit<KernelSample, 'type' | 'at'>

export class Rows {
  /** The newest of each of the kernel's numbers. */
  readonly kernel: Numbers = {}
  /** The smallest round trip seen, ms. */
  rtt: number | undefined
  /** The smallest window advertised, bytes. */
  smallestWindow = Infinity
  /** The largest, bytes; 0 where it is not told. */
  largestWindow = 0
  reads = 0
  /** Reads that left nothing behind. */
  emptied = 0
  #rows: Row[] = []
  #open: Row
  #before: Numbers | undefined
  #many = MANY
  readonly #coded: boolean
  readonly #arrivedBefore: number

  /**
   * @param from when the request was sent
   * @param before the kernel's last sample before that
   * @param coded the bytes on the wire are not those that are read: TLS
   */
  constructor(from: number, before: KernelSample | undefined, coded: boolean) {
    this.#open = { from, to: from, bytes: 0, reads: 0, left: 0, shut: 0 }
    this.#coded = coded
    this.#arrivedBefore = before?.arrived ?? 0
    if (before) this.#learn(before)
  }

  read(event: Read | Reads): void {
    const last = this.#rows.at(-1)
    // A read that was sampled follows its sample, and belongs into its row.
    const sampled = event.type === 'read' && event.recvQueue !== undefined && last && event.at - last.to < 1
    const row = sampled ? last : this.#open
    const count = event.type === 'read' ? 1 : event.count
    const at = event.type === 'read' ? event.at : event.at - event.took
    row.first ??= Math.max(row.from, sampled ? Math.min(at, row.to) : at)
    row.bytes += event.bytes
    row.reads += count
    row.left = this.#open.left = this.#leftBy(event)
    this.reads += count
    if (row.left === 0) this.emptied += count
    if (this.#before === undefined && event.at - this.#open.from >= SHORTEST) this.#close(event.at)
  }

  /** We did not ask for `waited` ms until `at`: a gate was shut, or the disk was busy. */
  shut(at: number, waited: number): void {
    const from = at - waited
    for (let i = this.#rows.length - 1; i >= 0 && this.#rows[i]!.to > from; i--) {
      const row = this.#rows[i]!
      row.shut += row.to - Math.max(row.from, from)
      row.asked = row.to
    }
    this.#open.shut += at - Math.max(this.#open.from, from)
    this.#open.asked = at
    if (this.#before === undefined && at > this.#open.from) this.#close(at)
  }

  sample(event: KernelSample): void {
    const before = this.#before
    this.#learn(event)
    if (before) {
      const row = this.#open
      add(row, 'arrived', event.arrived, before.arrived)
      add(row, 'segments', event.segments, before.segments)
      add(row, 'outOfOrder', event.outOfOrder, before.outOfOrder)
      add(row, 'sent', event.segmentsOut, before.segmentsOut)
    }
    this.#close(event.at)
  }

  /** The rows so far, what is open closed at `at`. */
  until(at: number): Row[] {
    return at > this.#open.from ? [...this.#rows, { ...this.#open, to: at }] : this.#rows
  }

  /** Bytes that a read left behind. One that returned less than was asked for left nothing, whatever came since. */
  #leftBy(event: Read | Reads): number {
    const { recvQueue, arrived } = this.kernel
    if (event.type === 'reads') return event.full < event.count / 2 ? 0 : (event.recvQueueMax ?? recvQueue ?? 1)
    if (recvQueue === undefined) return event.bytes < event.asked ? 0 : 1
    if (!this.#coded) return event.bytes < event.asked ? 0 : (event.recvQueue ?? Math.max(0, recvQueue - event.bytes))
    // TLS is decrypted a record at a time, of 16 KiB at most (RFC 8446 section 5.1), and adds some bytes to each.
    const taken = (arrived ?? 0) - this.#arrivedBefore
    return Math.max(0, taken - event.total * 1.02 - 16_640)
  }

  #learn({ type: _type, at: _at, ...numbers }: KernelSample): void {
    this.#before = numbers
    Object.assign(this.kernel, numbers)
    // An echo is never younger than the path's round trip; timestamps tick in ms. It tells of a queue at the handshake.
    const echo = numbers.timestamps ? (numbers.receiveRtt ?? Infinity) + 1 : Infinity
    const rtt = Math.min(numbers.minRtt ?? Infinity, numbers.rtt || Infinity, echo)
    if (rtt < (this.rtt ?? Infinity)) this.rtt = rtt
    const { window } = numbers
    if (window === undefined) return
    this.smallestWindow = Math.min(this.smallestWindow, window)
    this.largestWindow = Math.max(this.largestWindow, window)
  }

  #close(at: number): void {
    const row = this.#open
    row.to = at
    const { recvQueue, window, receiveRtt } = this.kernel
    if (recvQueue !== undefined) row.recvQueue = recvQueue
    if (window !== undefined) row.window = window
    if (receiveRtt !== undefined) row.receiveRtt = receiveRtt
    this.#rows.push(row)
    this.#open = { from: at, to: at, bytes: 0, reads: 0, left: row.left, shut: 0 }
    if (this.#rows.length > this.#many) {
      this.#rows = merged(this.#rows)
      this.#many = Math.max(MANY, 2 * this.#rows.length)
    }
  }
}

type Counter = 'arrived' | 'segments' | 'outOfOrder' | 'sent'

function add(row: Row, counter: Counter, now: number | undefined, before: number | undefined): void {
  if (now !== undefined && before !== undefined) row[counter] = Math.max(0, now - before)
}

/** Neighbours that are both steady flow become one row. */
function merged(rows: Row[]): Row[] {
  const result: Row[] = []
  for (const row of rows) {
    const last = result.at(-1)
    if (last && steady(last) && steady(row) && row.to - last.from < 50) result[result.length - 1] = both(last, row)
    else result.push(row)
  }
  return result
}

const steady = (row: Row) => row.shut === 0 && row.left === 0 && row.reads > 0 && row.first! - row.from < 3

function both(a: Row, b: Row): Row {
  const row: Row = { ...b, from: a.from, first: a.first!, bytes: a.bytes + b.bytes, reads: a.reads + b.reads }
  for (const counter of ['arrived', 'segments', 'outOfOrder', 'sent'] as const) {
    if (a[counter] !== undefined && b[counter] !== undefined) row[counter] = a[counter] + b[counter]
  }
  return row
}
