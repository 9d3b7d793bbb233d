// A trace as the lanes draw it: every event goes in once, and what is asked for afterwards is asked by time.
//
// Free of the DOM: the page, its tests and a recorded file share it. `see` is a Watcher.

import type {
  Completed,
  Failed,
  HeadReceived,
  OriginSample,
  Requested,
  TraceEvent,
  TraceStarted,
} from '../../trace/event.ts'
import { isShut, mustWait, SEGMENT } from '../../trace/store.ts'
import { Column, Steps } from './steps.ts'

export interface Span {
  from: number
  to: number
}

export interface Mark {
  at: number
  name: string
  value: number
}

/** Pauses that are nearer than this, ms, are one: the server's kernel counts in 4 ms. */
const NEAR = 10

export class Timeline {
  /** The time of the last event, ms. */
  end = 0
  started: TraceStarted | undefined
  request: Requested | undefined
  requestedAt: number | undefined
  head: HeadReceived | undefined
  complete: Completed | undefined
  failed: Failed | undefined
  redirects = 0

  /** Each read, or bucket of reads. */
  readonly reads = { at: new Column(), bytes: new Column(), asked: new Column(), total: new Column() }
  /** How many reads there were, by the time of each of those. */
  readonly count = new Steps()
  /** Largest read of each, for stems; a bucket's is one of many. */
  readonly stems = new Steps()
  readonly read = new Steps()

  /** Bytes that wait in the kernel, memory that they hold, memory that there is, the window told last. */
  readonly waiting = new Steps()
  readonly held = new Steps()
  readonly capacity = new Steps()
  readonly window = new Steps()
  /** Bytes that reached this computer. */
  readonly arrived = new Steps()

  /** The server's own: bytes its program handed over, and up to where it may send. */
  readonly handed = new Steps()
  readonly edge = new Steps()
  /** Milliseconds that it was paused, so far. */
  readonly paused = new Steps()
  readonly pauses: Span[] = []
  /** Milliseconds that its kernel had bytes to send, or sent and not acknowledged; pauses are among them. */
  busy = 0
  /** The server is ours and told of its pauses; else they are inferred from this side. */
  serverTells = false
  /** At the end, as it is inferred: a pause goes on. The kernel is silent until something is another. */
  holds = false

  readonly marks: Mark[] = []
  /** Of the run, in order of time. */
  readonly settings = new Map<string, Steps>()
  segment = SEGMENT

  readonly #totals = new Map<number, number>()
  #server: OriginSample | undefined
  /** When the server sent last. */
  #cut = -Infinity
  /** When the last of the bytes that arrived did. */
  #arrivedAt: number | undefined

  readonly see = (event: TraceEvent): void => {
    this.end = Math.max(this.end, event.at)
    switch (event.type) {
      case 'trace':
        this.started = event
        for (const [name, value] of Object.entries(event.options))
          if (typeof value === 'number') this.#setting(0, name, value)
        break
      case 'request':
        this.request = event
        this.requestedAt ??= event.at
        this.#totals.delete(event.connection ?? 1)
        break
      case 'head':
        if (event.status >= 200) this.head = event
        break
      case 'redirect':
        this.redirects++
        break
      case 'read':
        this.#addReads(event.at, event.connection, event.bytes, event.total, event.asked, 1)
        if (event.recvQueue !== undefined) this.waiting.set(event.at, event.recvQueue)
        break
      case 'reads':
        this.#addReads(event.at, event.connection, event.largest, event.total, event.asked, event.count)
        break
      case 'kernel':
        if ((event.connection ?? 1) === 1) this.#kernel(event)
        break
      case 'origin':
        this.#origin(event)
        break
      case 'setting':
        this.marks.push({ at: event.at, name: event.name, value: event.value })
        this.#setting(event.at, event.name, event.value)
        break
      case 'complete':
        this.complete = event
        break
      case 'failed':
        this.failed = event
        break
    }
  }

  /** It has ended, well or not. */
  get over(): boolean {
    return this.complete !== undefined || this.failed !== undefined
  }

  /** Bytes on the wire that the whole answer has, where the head says it. */
  get size(): number | undefined {
    if (this.complete) return this.complete.received
    return this.head?.framing.type === 'length' ? this.head.size + this.head.framing.length : undefined
  }

  /** When the last byte of the answer had reached this computer; undefined as long as it has not. */
  get serverDone(): number | undefined {
    return this.arrived.largest >= (this.size ?? Infinity) ? this.#arrivedAt : undefined
  }

  /** What the buffer's lane is as high as, bytes; 0 as long as the kernel says nothing. */
  get full(): number {
    return this.capacity.largest || this.waiting.largest
  }

  /** Whether a window, bytes, is less than a segment of this connection: the door is shut. */
  isShut(window: number | undefined): boolean {
    return isShut(window, this.segment)
  }

  #setting(at: number, name: string, value: number): void {
    const steps = this.settings.get(name) ?? new Steps()
    this.settings.set(name, steps)
    steps.set(at, value)
  }

  #addReads(at: number, connection = 1, bytes: number, total: number, asked: number, count: number): void {
    this.#totals.set(connection, total)
    let sum = 0
    for (const each of this.#totals.values()) sum += each
    this.reads.at.push(at)
    this.reads.bytes.push(bytes)
    this.reads.asked.push(asked)
    this.reads.total.push(sum)
    this.stems.set(at, bytes)
    this.read.set(at, sum)
    this.count.set(at, (this.count.at(at) ?? 0) + count)
  }

  #kernel(event: Extract<TraceEvent, { type: 'kernel' }>): void {
    const { at } = event
    if (event.recvQueue !== undefined) this.waiting.set(at, event.recvQueue)
    if (event.queueMemory !== undefined) this.held.set(at, event.queueMemory)
    if (event.receiveBuffer !== undefined && event.receiveBuffer !== this.capacity.at(at))
      this.capacity.set(at, event.receiveBuffer)
    if (event.window !== undefined) this.window.set(at, event.window)
    if (event.arrived !== undefined) {
      if (event.arrived > this.arrived.largest) this.#arrivedAt = at
      this.arrived.set(at, event.arrived)
    }
    if (event.segmentBytes !== undefined && event.segmentBytes > 0) this.segment = Math.min(SEGMENT, event.segmentBytes)
    if (this.serverTells) return
    const since = this.paused.times.get(this.paused.length - 1)
    if (this.holds && since < at) this.#pause(since, at)
    this.paused.set(at, (this.paused.at(at) ?? 0) + (this.holds ? at - since : 0))
    const [window, held, capacity] = [this.window.at(at), this.held.at(at), this.capacity.at(at)]
    this.holds = mustWait({ window, held, capacity, came: this.arrived.largest, total: this.size }, this.segment)
    if (this.holds) this.#pause(at, at)
  }

  #origin(event: OriginSample): void {
    const before = this.#server
    this.#server = event
    if (!this.serverTells) {
      // What was inferred so far was a guess at what the server now tells.
      this.serverTells = true
      this.pauses.length = 0
    }
    this.handed.set(event.at, event.sent)
    this.busy = event.busy ?? this.busy
    if (event.acked !== undefined && event.window !== undefined) this.edge.set(event.at, event.acked + event.window)
    if (event.rwndLimited === undefined) return
    this.paused.set(event.at, event.rwndLimited)
    const grown = Math.min(event.rwndLimited - (before?.rwndLimited ?? 0), event.at - (before?.at ?? 0))
    if (!before || grown < 0.5) return
    const sent = event.acked !== before.acked
    const goesOn = (this.pauses.at(-1)?.to ?? -Infinity) >= before.at - NEAR
    if (goesOn) this.#pause(before.at, before.at + grown)
    else this.#pause(event.at - grown, event.at)
    // What came between ends a pause, also where the next begins at once and the server's clock ran through.
    if (sent) this.#cut = event.at
  }

  #pause(from: number, to: number): void {
    const last = this.pauses.at(-1)
    const whole = last && from - last.to <= NEAR && (last.to > this.#cut || last.to - last.from < NEAR)
    if (whole) last.to = Math.max(last.to, to)
    else this.pauses.push({ from, to })
  }
}
