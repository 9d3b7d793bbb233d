// Small traces made by hand, for the tests: a connection whose arrivals, reads and waits are told one after the other.

import type { KernelSample, TraceEvent } from '../trace/event.ts'

interface Path {
  /** Round trip, ms. */
  rtt?: number
  window?: number
  receiveBuffer?: number
  timestamps?: boolean
  /** False: as on a machine whose kernel tells nothing. */
  kernel?: boolean
}

/** Bytes of a full segment here. */
export const SEGMENT = 1448

export class HandMade {
  readonly events: TraceEvent[] = []
  at = 0
  readonly #path: Required<Path>
  #arrived = 0
  #segments = 0
  #sent = 3
  #outOfOrder = 0
  #total = 0
  #average: number | undefined
  #window: number

  /** Connects, and sends the request one round trip after the call. */
  constructor(path: Path = {}) {
    this.#path = { rtt: 20, window: 64_000, receiveBuffer: 131_072, timestamps: true, kernel: true, ...path }
    this.#window = this.#path.window
    this.tell({
      type: 'trace',
      version: 1,
      started: '2026-01-01T00:00:00Z',
      tool: '',
      url: '',
      options: {},
      capabilities: [],
    })
    this.connect().request()
  }

  tell(happening: Record<string, unknown>): this {
    this.events.push({ at: this.at, ...happening } as unknown as TraceEvent)
    return this
  }

  connect(): this {
    this.at += this.#path.rtt
    this.tell({ type: 'connect', address: '192.0.2.1', port: 80, took: this.#path.rtt })
    return this.look()
  }

  request(): this {
    return this.tell({ type: 'request', method: 'GET', target: '/', bytes: 40, text: '' })
  }

  wait(ms: number): this {
    this.at += ms
    return this
  }

  /** Bytes reach the kernel; `age` of the echo they carry, ms. Nobody reads them. */
  arrive(bytes: number, { age, outOfOrder = 0 }: { age?: number; outOfOrder?: number } = {}): this {
    this.#arrived += bytes
    this.#segments += Math.ceil(bytes / SEGMENT) + (bytes === 0 ? outOfOrder : 0)
    this.#outOfOrder += outOfOrder
    // The kernel keeps an average: an age below it replaces it, one above it weighs an eighth (see echo.ts).
    const average = this.#average
    if (age !== undefined) this.#average = average === undefined || age < average ? age : average + (age - average) / 8
    return this
  }

  /** One recv: all that is there, or `asked` bytes of it. */
  read(asked = 65_536): this {
    const bytes = Math.min(asked, this.#arrived - this.#total)
    this.#total += bytes
    this.#sent++
    this.look()
    const recvQueue = this.#path.kernel ? { recvQueue: this.#arrived - this.#total } : {}
    return this.tell({ type: 'read', bytes, total: this.#total, asked, ...recvQueue })
  }

  /** Bytes arrive and are read at once. */
  take(bytes: number, age?: number): this {
    return this.arrive(bytes, age === undefined ? {} : { age }).read()
  }

  /** We do not ask for so long; `meanwhile` happens at its end. */
  gate(ms: number, meanwhile: (made: this) => void = () => {}): this {
    this.at += ms
    meanwhile(this)
    return this.look().tell({ type: 'gate', waited: ms })
  }

  /** Advertises another window. */
  advertise(window: number): this {
    this.#window = window
    this.#sent++
    return this
  }

  /** The kernel is looked at. */
  look(): this {
    if (!this.#path.kernel) return this
    const sample: Omit<KernelSample, 'at' | 'type'> = {
      recvQueue: this.#arrived - this.#total,
      window: this.#window,
      receiveBuffer: this.#path.receiveBuffer,
      arrived: this.#arrived,
      segments: this.#segments,
      segmentsOut: this.#sent,
      outOfOrder: this.#outOfOrder,
      rtt: this.#path.rtt,
      minRtt: this.#path.rtt,
      segmentBytes: SEGMENT,
      pathSegmentBytes: SEGMENT,
      timestamps: this.#path.timestamps,
      ...(this.#average === undefined ? {} : { receiveRtt: this.#average }),
    }
    return this.tell({ type: 'kernel', ...sample })
  }

  /** Does it so many times. */
  times(count: number, what: (made: this, i: number) => void): this {
    for (let i = 0; i < count; i++) what(this, i)
    return this
  }

  complete(): TraceEvent[] {
    return this.tell({ type: 'complete', received: this.#total, content: this.#total, declared: true }).events
  }
}
