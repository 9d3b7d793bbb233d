// One run: a retrieval that is steered while it goes on, and what it leaves to be looked at.
//
// Its trace is kept as lines: what the page is fed, what is saved, and what a program reads are the same lines.

import { isSluiceError, SluiceError } from '../errors.ts'
import { setReceiveBuffer } from '../net/kernel/socket.ts'
import type { Stream } from '../net/stream.ts'
import type { SendSample } from '../origin/send-side.ts'
import { retrieve } from '../retrieve.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import { toSink } from '../sink/target.ts'
import type { HeadReceived, TraceEvent } from '../trace/event.ts'
import { TraceWriter } from '../trace/ndjson.ts'
import { KeptBytes } from './kept-bytes.ts'
import { settingNames } from './settings.ts'
import type { Settings } from './settings.ts'
import { Valve } from './valve.ts'

/** What a segment carries on Ethernet; loopback's own are 32 KiB, and nothing could be seen. */
const segment = 1460

/** Fields that the book's programs do not send. */
const notInTheBook = ['Host', 'User-Agent', 'Accept', 'Accept-Encoding']

/** Reads in a bucket are not held back longer, ms. */
const FLUSH = 100

export interface RunOrder {
  id: number
  url: string
  settings: Settings
  /** Wait for a step after each read. */
  byHand: boolean
  /** The lab's own server: its behaviour follows the settings. */
  steerServer: ((settings: Settings) => void) | undefined
  /** Throws where a connection must not be used. */
  checkPeer: (stream: Stream) => void
}

export class Run {
  readonly id: number
  readonly url: string
  readonly settings: Settings
  /** The trace so far, a line an event, each with its line end. */
  readonly lines: string[] = []
  /** What came since the last request, and what of it is content. */
  readonly wire = new KeptBytes()
  readonly content = new KeptBytes()
  head: HeadReceived | undefined
  /** The retrieval has ended, well or not. */
  ended = false
  readonly #order: RunOrder
  readonly #valve: Valve
  readonly #stop = new AbortController()
  readonly #writer = new TraceWriter((lines) => void this.lines.push(lines))
  readonly #followers = new Set<() => void>()
  #stream: Stream | undefined
  #localPort: number | undefined
  /** The clock at the trace's 0. */
  #began: number | undefined
  #last = 0

  constructor(order: RunOrder) {
    this.id = order.id
    this.url = order.url
    this.settings = { ...order.settings }
    this.#order = order
    this.#valve = new Valve(order.settings.delay, order.byHand)
  }

  /** It goes step by step. */
  get byHand(): boolean {
    return this.#valve.byHand
  }

  /** Resolves when it has ended; what went wrong is in the trace. */
  async go(): Promise<void> {
    const flush = setInterval(() => this.#flush(), FLUSH)
    try {
      this.#order.steerServer?.(this.settings)
      await retrieve(this.url, this.#options())
    } catch (error) {
      if (!isSluiceError(error)) throw error
    } finally {
      clearInterval(flush)
      this.ended = true
      this.#flush()
      this.#followers.clear()
    }
  }

  /** Changes it while it goes on. */
  change(changes: Partial<Settings>): void {
    for (const name of settingNames) {
      const value = changes[name]
      if (value === undefined || value === this.settings[name]) continue
      this.settings[name] = value
      if (this.#began !== undefined) this.#tell({ type: 'setting', at: this.#at, name, value })
    }
    this.#order.steerServer?.(this.settings)
    this.#valve.delay = this.settings.delay
    this.#steerStream()
  }

  step(): void {
    this.#valve.step()
  }

  goOn(): void {
    this.#valve.release()
  }

  /** @param reason as a part of a sentence */
  stop(reason = 'you stopped it'): void {
    this.#stop.abort(new SluiceError('aborted', { reason }))
  }

  /** What the server's own kernel says of the connection from `port`. */
  seeServer(sample: SendSample, port: number | undefined): void {
    if (this.ended || port === undefined || port !== this.#localPort) return
    this.#tell({ ...sample, connection: 1, at: this.#at })
  }

  /** `look` is called when there is more, and at the end. @returns to be called when nobody looks any more */
  follow(look: () => void): () => void {
    this.#followers.add(look)
    return () => this.#followers.delete(look)
  }

  #options(): RetrieveOptions {
    const { receiveBuffer, recvSize } = this.settings
    return {
      // As the book's programs ask.
      httpVersion: '1.0',
      recvSize,
      gate: this.#valve.gate,
      kernel: true,
      ...(receiveBuffer > 0 ? { receiveBuffer: receiveBuffer / 2 } : {}),
      ...(this.#order.steerServer ? { maxSegment: segment, omit: notInTheBook } : {}),
      failOnStatus: false,
      settings: { ...this.settings },
      connected: (stream) => {
        this.#order.checkPeer(stream)
        this.#stream = stream
        this.#localPort = stream.facts.localPort
        this.#steerStream()
      },
      to: toSink(() => {
        this.content.clear()
        return { write: (bytes) => this.content.add(bytes), finish: async () => {}, abandon: async () => {} }
      }),
      watch: (event, bytes) => this.#see(event, bytes),
      signal: this.#stop.signal,
    }
  }

  #see(event: TraceEvent, bytes: Uint8Array | undefined): void {
    if (event.type === 'trace') this.#began = performance.now() - event.at
    if (event.type === 'request') this.wire.clear()
    if (event.type === 'head') this.head = event
    if (bytes) this.wire.add(bytes)
    this.#tell(event)
  }

  #steerStream(): void {
    const { recvSize, receiveBuffer } = this.settings
    const stream = this.#stream
    if (!stream || this.ended) return
    stream.recvSize = recvSize
    if (receiveBuffer > 0 && stream.fd !== undefined) setReceiveBuffer(stream.fd, receiveBuffer / 2)
  }

  /** Now, for an event of ours between those of the retrieval: never before the last of them. */
  get #at(): number {
    return Math.max(this.#last, Math.round((performance.now() - (this.#began ?? 0)) * 1000) / 1000)
  }

  #tell(event: TraceEvent): void {
    this.#last = event.at
    this.#writer.see(event)
    this.#wake()
  }

  #flush(): void {
    this.#writer.end()
    this.#wake()
  }

  #wake(): void {
    for (const look of this.#followers) look()
  }
}
