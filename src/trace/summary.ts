// What a retrieval came to, folded from its trace as it happens: the facts that the result, the JSON document, the
// progress and the closing line are made of. It holds after a failure too, as far as things went.

import type { Framing, Field } from '../http/types.ts'
import type { Completed, Failed, KernelSample, Read, Reads, Redirected, TraceEvent, WindowChanged } from './event.ts'

/** Milliseconds; null where a phase did not happen or is not known. Sums over redirects and tries. */
export interface Timings {
  resolve: number | null
  connect: number | null
  tls: number | null
  /** Sending the request. */
  request: number | null
  /** From the request's last byte to the answer's first. */
  wait: number | null
  /** From the answer's first byte to its last. */
  receive: number | null
  total: number
}

/** One request and its answer: a retrieval has several when there are redirects or tries. */
export interface ExchangeSummary {
  url: string
  /** From 1. */
  attempt: number
  /** Null when no answer came. */
  status: number | null
  timings: Omit<Timings, 'total'>
}

export interface Summary {
  url: string
  /** Where the last request went. */
  finalUrl: string
  status: number | null
  httpVersion: string | null
  reason: string | null
  remote: { address: string; port: number | null } | null
  tls: { version: string; cipher: string } | null
  header: { length: number; size: number; fields: readonly Field[]; text: string; framing: Framing } | null
  /** `received`: on the wire; `header`: with its blank line; `body`: the rest; `content`: what the sink took. */
  bytes: { received: number; header: number; body: number; content: number | null }
  reads: {
    count: number
    full: number
    partial: number
    recvSize: number | null
    smallest: number | null
    largest: number | null
  }
  /** Milliseconds that we did not ask: delay, rate limit, hand. */
  gated: number
  /** What the kernel said of the connection; null where it says nothing, or was not asked. */
  kernel: KernelSummary | null
  timings: Timings
  redirects: Redirected[]
  attempts: number
  /** In order, those of the first connection. */
  exchanges: ExchangeSummary[]
  complete: Completed | null
  failed: Failed | null
}

/** Extremes and last values; a number that this kernel does not give is null. Bytes, and milliseconds. */
export interface KernelSummary {
  recvQueueMax: number | null
  receiveBuffer: number | null
  /** How long the window that we had advertised was zero. */
  zeroWindow: number | null
  rtt: number | null
  segmentBytes: number | null
}

/** Folds; `see` is a Watcher. */
export class SummaryFold {
  readonly summary: Summary = {
    url: '',
    finalUrl: '',
    status: null,
    httpVersion: null,
    reason: null,
    remote: null,
    tls: null,
    header: null,
    bytes: { received: 0, header: 0, body: 0, content: null },
    reads: { count: 0, full: 0, partial: 0, recvSize: null, smallest: null, largest: null },
    gated: 0,
    kernel: null,
    timings: { resolve: null, connect: null, tls: null, request: null, wait: null, receive: null, total: 0 },
    redirects: [],
    attempts: 1,
    exchanges: [],
    complete: null,
    failed: null,
  }
  /** When the request was begun, sent, and first answered. */
  #connectedAt: number | undefined
  #requestedAt: number | undefined
  #firstReadAt: number | undefined
  #lastReadAt = 0
  #exchange: ExchangeSummary | undefined
  #zeroSince: number | undefined

  readonly see = (event: TraceEvent): void => {
    const { summary } = this
    summary.timings.total = event.at
    if ((event.connection ?? 1) > 1) return this.#seeBeside(event)
    switch (event.type) {
      case 'trace':
        summary.url = summary.finalUrl = event.url
        break
      case 'resolve':
        this.#add('resolve', event.took)
        break
      case 'connect':
        if (!event.reused) this.#add('connect', event.took)
        summary.remote = { address: event.address, port: event.port ?? null }
        this.#connectedAt = event.at
        break
      case 'tls':
        // Before the handshake a proxy connected us.
        this.#add('connect', Math.max(0, event.at - event.took - (this.#connectedAt ?? event.at)))
        this.#add('tls', event.took)
        summary.tls = { version: event.version, cipher: event.cipher }
        this.#connectedAt = event.at
        break
      case 'request':
        this.#add('request', event.at - (this.#connectedAt ?? event.at))
        this.#beginMessage(event.at)
        break
      case 'read':
      case 'reads':
        this.#read(event)
        break
      case 'kernel':
        this.#kernel(event)
        break
      case 'window':
        this.#window(event)
        break
      case 'gate':
        summary.gated += event.waited
        break
      case 'head':
        summary.header = {
          length: event.offset,
          size: event.size,
          fields: event.fields,
          text: event.text,
          framing: event.framing,
        }
        summary.status = event.status
        if (this.#exchange) this.#exchange.status = event.status
        summary.reason = event.reason
        summary.httpVersion = event.version
        summary.bytes.header += event.size
        summary.bytes.body = summary.bytes.received - summary.bytes.header
        break
      case 'redirect':
        this.#endExchange()
        summary.redirects.push(event)
        summary.finalUrl = event.to
        break
      case 'retry':
        this.#endExchange()
        summary.attempts++
        break
      case 'complete':
        this.#endExchange()
        summary.complete = event
        summary.bytes.content = event.content
        break
      case 'failed':
        this.#endExchange()
        summary.failed = event
        break
    }
  }

  // A further connection for the same content: its bytes and reads count, the message is the first one's.
  #seeBeside(event: TraceEvent): void {
    if (event.type === 'read' || event.type === 'reads') this.#read(event)
    if (event.type === 'head') this.summary.bytes.header += event.size
  }

  #beginMessage(at: number): void {
    const { summary } = this
    this.#endMessage()
    this.#requestedAt = at
    summary.header = null
    summary.status = summary.reason = summary.httpVersion = null
    summary.bytes = { received: 0, header: 0, body: 0, content: null }
    summary.reads = { count: 0, full: 0, partial: 0, recvSize: null, smallest: null, largest: null }
  }

  #read(event: Read | Reads): void {
    const { reads, bytes: counted, kernel } = this.summary
    // Without an object in between: there are very many reads.
    const one = event.type === 'read'
    const count = one ? 1 : event.count
    const full = one ? Number(event.bytes === event.asked) : event.full
    const smallest = one ? event.bytes : event.smallest
    const largest = one ? event.bytes : event.largest
    if (this.#firstReadAt === undefined) {
      this.#firstReadAt = event.at - (one ? 0 : event.took)
      this.#add('wait', this.#firstReadAt - (this.#requestedAt ?? this.#firstReadAt))
    }
    this.#lastReadAt = event.at
    reads.count += count
    reads.full += full
    reads.partial += count - full
    reads.recvSize = event.asked
    reads.smallest = Math.min(reads.smallest ?? smallest, smallest)
    reads.largest = Math.max(reads.largest ?? largest, largest)
    counted.received += event.bytes
    counted.body = counted.received - counted.header
    if (kernel && event.type === 'reads' && event.recvQueueMax !== undefined)
      kernel.recvQueueMax = Math.max(kernel.recvQueueMax ?? 0, event.recvQueueMax)
  }

  #kernel(sample: KernelSample): void {
    const kernel = (this.summary.kernel ??= {
      recvQueueMax: null,
      receiveBuffer: null,
      zeroWindow: null,
      rtt: null,
      segmentBytes: null,
    })
    if (sample.recvQueue !== undefined) kernel.recvQueueMax = Math.max(kernel.recvQueueMax ?? 0, sample.recvQueue)
    if (sample.window !== undefined) kernel.zeroWindow ??= 0
    kernel.receiveBuffer = sample.receiveBuffer ?? kernel.receiveBuffer
    kernel.rtt = sample.rtt ?? kernel.rtt
    kernel.segmentBytes = sample.segmentBytes ?? kernel.segmentBytes
  }

  #window({ state, at }: WindowChanged): void {
    const { kernel } = this.summary
    if (kernel && state === 'open' && this.#zeroSince !== undefined)
      kernel.zeroWindow = (kernel.zeroWindow ?? 0) + at - this.#zeroSince
    this.#zeroSince = state === 'zero' ? at : undefined
  }

  #endExchange(): void {
    this.#endMessage()
    this.#exchange = undefined
  }

  #endMessage(): void {
    if (this.#firstReadAt !== undefined) this.#add('receive', this.#lastReadAt - this.#firstReadAt)
    this.#firstReadAt = undefined
    this.#requestedAt = undefined
  }

  #add(phase: keyof ExchangeSummary['timings'], ms: number): void {
    const { summary } = this
    if (!this.#exchange) {
      const timings = { resolve: null, connect: null, tls: null, request: null, wait: null, receive: null }
      this.#exchange = { url: summary.finalUrl, attempt: summary.attempts, status: null, timings }
      summary.exchanges.push(this.#exchange)
    }
    for (const timings of [summary.timings, this.#exchange.timings]) timings[phase] = (timings[phase] ?? 0) + ms
  }
}
