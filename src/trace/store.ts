// What a picture of a retrieval is drawn from, while it happens or from a recording: five lanes over time, in bounded memory.
//
//   server   came / paused        how many bytes came; how long our shut window held it
//   window   shut
//   buffer   waiting, held        unread bytes; kernel memory that they and what is not freed yet take
//   reads    reads, full, largest
//   so far   received, of total
//
// Time is cut into slots of equal length. When they are used up, neighbours become one, and the slots twice as long: the
// axis compresses, and never scrolls. No clock: `see` takes events, `tick` says that time went by.

import type { KernelSample, Read, Reads, TraceEvent } from './event.ts'

/** One column of a drawing. */
export interface Column {
  /** Bytes that came from the server. */
  came: number
  /** Share of the time in which the window was shut, 0 to 1. */
  shut: number
  /** The most unread bytes, and the most kernel memory taken; NaN where unknown. */
  waiting: number
  held: number
  reads: number
  /** How many of them returned all that was asked for. */
  full: number
  /** The largest read, as a share of what was asked for, 0 to 1. */
  largest: number
}

/** What is known now; absent knowledge is undefined. */
export interface Now {
  at: number
  phase: 'resolve' | 'connect' | 'tls' | 'wait' | 'receive' | 'end'
  /** The window is shut since then. */
  shutSince: number | undefined
  /** Milliseconds it was shut, in all. */
  shut: number
  window: number | undefined
  waiting: number | undefined
  held: number | undefined
  /** The receive buffer, bytes. */
  capacity: number | undefined
  lastCame: number
  /** Bytes of the answer that came so far: those read, and those in the kernel. */
  came: number
  lastRead: Pick<Read, 'bytes' | 'asked'> | undefined
  /** Bytes on the wire, head included, and what they will come to. */
  received: number
  total: number | undefined
  url: string
  end: Extract<TraceEvent, { type: 'complete' | 'failed' }> | undefined
}

const SLOTS = 1024
/** Length of a slot at first, ms. */
const LENGTH = 0.125
/** As large a segment as Ethernet carries: what the sender needs room for where nobody tells its size. Bytes. */
export const SEGMENT = 1448
/** Of the receive buffer: with more of it taken, the window is shut (measured against the sender: within 3 %). */
export const FULL = 0.85

/** Whether the window, bytes, has no room for a segment: the sender waits. */
export const isShut = (window = Infinity, segment = SEGMENT): boolean => window < segment

/**
 * Whether the sender must wait for us: the window is shut, or the memory for what comes is used up. When all of it has come
 * nobody waits any more.
 */
export const mustWait = (
  { window, held = 0, capacity = Infinity, came, total = Infinity }: Partial<Now> & Pick<Now, 'came'>,
  segment?: number,
): boolean => came < total && (isShut(window, segment) || held > FULL * capacity)

type Lane = keyof Column

/** Folds a trace; `see` is a Watcher. Only the first connection's buffer is drawn; the bytes of all count. */
export class TraceStore {
  readonly now: Now = {
    at: 0,
    phase: 'resolve',
    shutSince: undefined,
    shut: 0,
    window: undefined,
    waiting: undefined,
    held: undefined,
    capacity: undefined,
    lastCame: 0,
    came: 0,
    lastRead: undefined,
    received: 0,
    total: undefined,
    url: '',
    end: undefined,
  }
  readonly #lanes: Record<Lane, Float64Array> = {
    came: new Float64Array(SLOTS),
    shut: new Float64Array(SLOTS),
    waiting: new Float64Array(SLOTS).fill(NaN),
    held: new Float64Array(SLOTS).fill(NaN),
    reads: new Float64Array(SLOTS),
    full: new Float64Array(SLOTS),
    largest: new Float64Array(SLOTS),
  }
  #length = LENGTH
  #arrived: number | undefined
  #secure = false

  readonly see = (event: TraceEvent): void => {
    this.tick(event.at)
    const { now } = this
    switch (event.type) {
      case 'trace':
        now.url = event.url
        this.#secure = event.url.startsWith('https:')
        break
      case 'resolve':
        now.phase = 'connect'
        break
      case 'connect':
        this.#arrived = undefined
        now.phase = this.#secure ? 'tls' : 'wait'
        now.capacity = event.receiveBuffer ?? now.capacity
        break
      case 'request':
        if ((event.connection ?? 1) > 1) break
        now.phase = 'wait'
        now.received = now.came = 0
        now.total = undefined
        now.lastCame = event.at
        break
      case 'head':
        if ((event.connection ?? 1) === 1 && event.framing.type === 'length')
          now.total = event.size + event.framing.length
        break
      case 'kernel':
        if ((event.connection ?? 1) === 1) this.#sample(event)
        break
      case 'read':
      case 'reads':
        this.#read(event)
        break
      case 'redirect':
        this.#secure = event.to.startsWith('https:')
        now.phase = 'connect'
        break
      case 'complete':
      case 'failed':
        now.phase = 'end'
        now.end = event
        this.#setShut(false)
        break
    }
  }

  /** Time went by: what was so is still so. */
  tick(at: number): void {
    const { now } = this
    if (!(at > now.at) || now.end) return
    while (at >= SLOTS * this.#length) this.#halve()
    const slots = this.#lanes
    for (let from = now.at; from < at;) {
      const slot = Math.floor(from / this.#length)
      const to = Math.min(at, (slot + 1) * this.#length)
      if (now.shutSince !== undefined) slots.shut[slot]! += to - from
      this.#level(slot)
      // The next slot begins here, whatever rounding says.
      from = to > from ? to : at
    }
    if (now.shutSince !== undefined) now.shut += at - now.at
    now.at = at
  }

  /** `count` columns from the beginning to `until` ms. */
  columns(count: number, until: number): Column[] {
    return Array.from({ length: count }, (_, i) => this.#column((until * i) / count, (until * (i + 1)) / count))
  }

  #sample(event: KernelSample): void {
    const { now } = this
    now.window = event.window ?? now.window
    now.waiting = event.recvQueue ?? now.waiting
    now.held = event.queueMemory ?? now.held
    now.capacity = event.receiveBuffer ?? now.capacity
    if (event.arrived !== undefined) {
      if (event.arrived > (this.#arrived ?? 0)) this.#came(event.arrived - (this.#arrived ?? 0))
      this.#arrived = event.arrived
    }
    this.#setShut(mustWait(now))
    this.#level(this.#slot)
  }

  #read(event: Read | Reads): void {
    const { now } = this
    const slots = this.#lanes
    const [count, full, largest] =
      event.type === 'read'
        ? [1, event.bytes === event.asked ? 1 : 0, event.bytes]
        : [event.count, event.full, event.largest]
    now.phase = 'receive'
    now.received += event.bytes
    now.lastRead = { bytes: event.type === 'read' ? event.bytes : event.largest, asked: event.asked }
    slots.reads[this.#slot]! += count
    slots.full[this.#slot]! += full
    slots.largest[this.#slot] = Math.max(slots.largest[this.#slot]!, Math.min(1, largest / Math.max(1, event.asked)))
    if (event.type === 'read' && event.recvQueue !== undefined) now.waiting = event.recvQueue
    if (this.#arrived === undefined) this.#came(event.bytes)
    this.#level(this.#slot)
  }

  #came(bytes: number): void {
    this.#lanes.came[this.#slot]! += bytes
    this.now.came += bytes
    this.now.lastCame = this.now.at
  }

  #setShut(shut: boolean): void {
    if (shut) this.now.shutSince ??= this.now.at
    else this.now.shutSince = undefined
  }

  #level(slot: number): void {
    const { waiting, held } = this.now
    const slots = this.#lanes
    // Math.max would keep the NaN that stands for unknown.
    if (waiting !== undefined && !(slots.waiting[slot]! > waiting)) slots.waiting[slot] = waiting
    if (held !== undefined && !(slots.held[slot]! > held)) slots.held[slot] = held
  }

  get #slot(): number {
    return Math.min(SLOTS - 1, Math.floor(this.now.at / this.#length))
  }

  #halve(): void {
    for (const [lane, slots] of Object.entries(this.#lanes) as [Lane, Float64Array][]) {
      for (let i = 0; i < SLOTS / 2; i++) slots[i] = joined[lane](slots[2 * i]!, slots[2 * i + 1]!)
      slots.fill(empty[lane], SLOTS / 2)
    }
    this.#length *= 2
  }

  #column(from: number, to: number): Column {
    const first = Math.floor(from / this.#length)
    const last = Math.max(first + 1, Math.ceil(to / this.#length - 1e-9))
    const column: Column = { ...empty }
    for (const [lane, slots] of Object.entries(this.#lanes) as [Lane, Float64Array][])
      for (let slot = first; slot < Math.min(last, SLOTS); slot++)
        column[lane] = joined[lane](column[lane], slots[slot]!)
    const lasted = Math.min(last * this.#length, this.now.at) - first * this.#length
    column.shut = lasted > 0 ? Math.min(1, column.shut / lasted) : 0
    return column
  }
}

const empty: Column = { came: 0, shut: 0, waiting: NaN, held: NaN, reads: 0, full: 0, largest: 0 }

const sum = (a: number, b: number) => a + b
const most = (a: number, b: number) => (a > b || Number.isNaN(b) ? a : b)

/** How two neighbours become one. */
const joined: Record<Lane, (a: number, b: number) => number> = {
  came: sum,
  shut: sum,
  waiting: most,
  held: most,
  reads: sum,
  full: sum,
  largest: most,
}
