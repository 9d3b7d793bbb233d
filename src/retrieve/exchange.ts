// One request and its answer on one connection: the recv loop.

import { now, since } from '../clock.ts'
import { ResponseParser } from '../http/response-parser.ts'
import type { ResponseEvent, ResponseHead, ResponseParserOptions } from '../http/response-parser.ts'
import { serializeRequest } from '../http/request.ts'
import type { Request } from '../http/request.ts'
import type { Gate } from '../net/gate.ts'
import type { KernelWatch } from '../net/kernel/watch.ts'
import type { Stream } from '../net/stream.ts'
import type { Sink } from '../sink/sink.ts'
import type { Happening } from '../trace/event.ts'
import type { Clocks, Silence } from './clocks.ts'

export interface ExchangeOptions extends ResponseParserOptions {
  gate?: Gate | undefined
  /** Samples the kernel's side of the connection into the trace. */
  kernel?: KernelWatch | undefined
  clocks: Clocks
  tell: (happening: Happening, bytes?: Uint8Array) => void
  /** Secrets out of what goes into the trace. */
  redact: (text: string) => string
}

/** How a message ended. */
export interface MessageEnd {
  /** It said how long it is, and it was that long. */
  declared: boolean
  /** The connection can carry another request: nothing is left on it, and nobody closes. */
  reusable: boolean
}

/** Sends one request; then the answer is read with `head` and `body`. */
export class Exchange {
  readonly #stream: Stream
  readonly #options: ExchangeOptions
  readonly #parser: ResponseParser
  readonly #silence: Silence
  /** What the bytes of the last read say. */
  #events: Iterator<ResponseEvent, undefined> = [].values()
  #total = 0
  #last = 0

  constructor(stream: Stream, options: ExchangeOptions) {
    this.#stream = stream
    this.#options = options
    this.#parser = new ResponseParser(options)
    this.#silence = options.clocks.silence((error) => stream.close(error))
  }

  /** Bytes received, header included. */
  get received(): number {
    return this.#total
  }

  /** The connection is about to be closed or given back. */
  end(): void {
    this.#silence.stop()
    this.#options.kernel?.stop()
  }

  /** @throws SluiceError send-failed */
  async send(request: Request): Promise<void> {
    const { clocks, tell, redact } = this.#options
    const bytes = serializeRequest(request)
    clocks.during = 'request'
    await this.#stream.send(bytes)
    tell({
      type: 'request',
      method: request.method,
      target: redact(request.target),
      bytes: bytes.length,
      text: redact(Buffer.from(bytes).toString('latin1').slice(0, -4)),
    })
    clocks.during = 'wait'
  }

  /** Reads to the final head; interim ones are told to the trace only. */
  async head(): Promise<ResponseHead> {
    for (;;) {
      const { value: event } = this.#events.next()
      if (!event) this.#events = this.#seen(await this.#read())
      else if (event.type === 'head' || event.type === 'interim') {
        this.#tellHead(event.head)
        if (event.type === 'head') return event.head
      }
    }
  }

  /**
   * Reads the rest of the message into the sink, which is neither finished nor abandoned here.
   *
   * @param enough asked after each write: the rest is not wanted
   */
  async body(head: ResponseHead, sink: Pick<Sink, 'write'>, enough?: () => boolean): Promise<MessageEnd> {
    this.#options.clocks.during = 'receive'
    for (;;) {
      const { value: event } = this.#events.next()
      if (!event) this.#events = this.#seen(await this.#read())
      else if (event.type === 'content') {
        const waiting = sink.write(event.bytes)
        if (waiting) await this.#written(waiting, event.bytes.length)
        if (enough?.()) return { declared: true, reusable: false }
      } else if (event.type === 'end') {
        return { declared: event.declared, reusable: event.declared && event.excess === 0 && persists(head) }
      }
    }
  }

  /** Waits as before another read, for who asks for more by another exchange. */
  async paused(): Promise<void> {
    const shut = this.#shut()
    if (shut) await this.#opened(shut)
  }

  // The book's loop: wait if a gate says so, recv, and see what it means.
  #read(): Promise<Uint8Array | null> {
    const shut = this.#shut()
    return shut ? this.#opened(shut).then(() => this.#recv()) : this.#recv()
  }

  #shut(): Promise<void> | undefined {
    const { gate, clocks } = this.#options
    return this.#last > 0 ? gate?.(this.#last, this.#total, clocks.signal) : undefined
  }

  async #opened(shut: Promise<void>): Promise<void> {
    const { clocks, tell } = this.#options
    const began = now()
    await this.#during(shut)
    tell({ type: 'gate', waited: since(began) })
    clocks.signal.throwIfAborted()
  }

  #recv(): Promise<Uint8Array | null> {
    this.#silence.asked()
    return this.#stream.recv()
  }

  #seen(bytes: Uint8Array | null): Iterator<ResponseEvent, undefined> {
    const { kernel, clocks, tell } = this.#options
    this.#silence.answered()
    if (!bytes) return this.#parser.end().values()
    this.#last = bytes.length
    this.#total += bytes.length
    clocks.received = this.#total
    const { length } = bytes
    tell(
      { type: 'read', bytes: length, total: this.#total, asked: this.#stream.recvSize, ...kernel?.afterRead() },
      bytes,
    )
    return this.#parser.feed(bytes)
  }

  async #written(waiting: Promise<void>, bytes: number): Promise<void> {
    const began = now()
    await this.#during(waiting)
    const took = since(began)
    if (took >= 1) this.#options.tell({ type: 'disk', bytes, took })
  }

  // While we do not ask, the kernel is looked at all the same.
  #during(wait: Promise<void>): Promise<void> {
    return this.#options.kernel?.during(wait) ?? wait
  }

  #tellHead(head: ResponseHead): void {
    const { tell, redact } = this.#options
    const { offset, size, status, reason, version, framing } = head
    const text = redact(head.text)
    const fields =
      text === head.text
        ? head.header.fields
        : head.header.fields.map(([name, value]) => [name, redact(`${name}: ${value}`).slice(name.length + 2)] as const)
    tell({ type: 'head', offset, size, status, reason, version, fields, framing, text })
  }
}

// RFC 9112 section 9.3.
function persists(head: ResponseHead): boolean {
  const connection = head.header.list('Connection').map((option) => option.toLowerCase())
  if (connection.includes('close')) return false
  return head.version === '1.1' || connection.includes('keep-alive')
}
