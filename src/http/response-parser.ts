// The HTTP/1 response side, without I/O.
//
// Bytes go in with `feed`, facts come out as events, `end` says the server closed. No sockets, no clocks, no promises:
// that is what lets one parser serve the recv loop, the tests and the lab in the browser.

import { SluiceError } from '../errors.ts'
import { latin1, shown } from './abnf.ts'
import { ChunkedBody } from './chunked.ts'
import { responseFraming } from './framing.ts'
import { parseHeader, parseStatusLine } from './head.ts'
import type { StatusLine } from './head.ts'
import { Header } from './header.ts'
import { maxHeadBytes, maxTrailerBytes } from './limits.ts'
import { Lines, splitLines } from './lines.ts'
import type { Framing } from './types.ts'

/** Status line and header section of one answer. */
export interface ResponseHead extends StatusLine {
  header: Header
  /** Bytes before the blank line's CRLF CRLF: the book's "Header length". */
  offset: number
  /** Bytes with the blank line. */
  size: number
  /** As received, without the blank line. */
  text: string
  framing: Framing
}

export type ResponseEvent =
  /** An interim answer (1xx): the one that counts is still to come. */
  | { type: 'interim'; head: ResponseHead }
  | { type: 'head'; head: ResponseHead }
  /** Borrowed bytes of the body, the chunked coding removed: valid until the next `feed`. */
  | { type: 'content'; bytes: Uint8Array }
  | { type: 'trailers'; trailers: Header }
  /**
   * The message is whole. `declared`: it said where it ends. `excess`: bytes after it in the same `feed`, which belong
   * to nothing.
   */
  | { type: 'end'; declared: boolean; excess: number }

export interface ResponseParserOptions {
  /** The request's method: HEAD has answers without a body, CONNECT has tunnels. @default 'GET' */
  method?: string
  /** Keep the chunked coding in the content, as curl --raw. @default false */
  raw?: boolean
  /** Take bytes without a status line for an HTTP/0.9 body, as curl --http0.9. @default false */
  http09?: boolean
  /** Read until the server closes, whatever Content-Length says, as curl. @default false */
  ignoreContentLength?: boolean
}

/** One answer to one request, its interim answers included. */
export class ResponseParser {
  readonly #options: ResponseParserOptions
  #state: 'head' | 'body' | 'trailers' | 'done' = 'head'
  #head = newHead(maxHeadBytes)
  /** Bytes of interim heads before this head. */
  #interim = 0
  #framing: Framing = { type: 'none' }
  /** Bytes of content so far. */
  #content = 0
  readonly #chunked = new ChunkedBody()
  readonly #trailers = new Lines(maxTrailerBytes, `${maxTrailerBytes} bytes of trailers`)

  constructor(options: ResponseParserOptions = {}) {
    this.#options = options
  }

  /** The message is whole; nothing more will be taken. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /**
   * `bytes` arrived: what they say, in order. They are read as events are asked for, so a fault among them is thrown
   * after what stands before it, however the network cut them; and who stops asking loses the rest.
   *
   * @throws SluiceError not-http, http09-not-allowed, header-too-large, bad-chunk
   */
  feed(bytes: Uint8Array): IterableIterator<ResponseEvent, undefined> {
    // Most reads lie in the middle of a body, and are nothing but content.
    if (this.#state === 'body' && bytes.length > 0 && bytes.length < this.#left) {
      this.#content += bytes.length
      return [{ type: 'content', bytes } as const].values()
    }
    return this.#feed(bytes)
  }

  /** Bytes of content still to come where that is known: all, until the server closes; 0 where chunks will say. */
  get #left(): number {
    const { type } = this.#framing
    if (type === 'length') return this.#framing.length - this.#content
    return type === 'close' ? Infinity : 0
  }

  *#feed(bytes: Uint8Array): Generator<ResponseEvent, undefined> {
    let rest = bytes
    while (rest.length > 0 && this.#state !== 'done') rest = rest.subarray(yield* this.#take(rest))
  }

  /**
   * The server closed: the end of a body without a length, or an incomplete message (RFC 9112 section 8).
   *
   * @throws SluiceError empty-reply, incomplete
   */
  end(): ResponseEvent[] {
    if (this.#state === 'done') return []
    if (this.#state === 'head') return this.#endInHead()
    const received = this.#content
    if (this.#framing.type === 'length')
      throw new SluiceError('incomplete', { what: 'body', received, expected: this.#framing.length })
    if (this.#framing.type === 'chunked') throw new SluiceError('incomplete', { what: 'chunked body', received })
    this.#state = 'done'
    return [{ type: 'end', declared: false, excess: 0 }]
  }

  // Each returns how many bytes it took.
  #take(bytes: Uint8Array): Generator<ResponseEvent, number> {
    if (this.#state === 'head') return this.#takeHead(bytes)
    if (this.#state === 'trailers') return this.#takeTrailers(bytes)
    return this.#framing.type === 'chunked' ? this.#takeChunked(bytes) : this.#takeBody(bytes)
  }

  *#takeHead(bytes: Uint8Array): Generator<ResponseEvent, number> {
    if (!this.#beginsAsStatusLine(bytes)) {
      yield* this.#beginHttp09(bytes)
      return 0
    }
    const used = this.#head.take(bytes)
    if (!this.#head.complete) return used
    const head = this.#parseHead()
    if (head.status < 200) {
      // RFC 9110 section 15.2: any number of 1xx may come before the final answer. 101 ends HTTP; we never ask for it.
      if (head.status === 101) refuse('it switches to another protocol, which nobody asked for')
      this.#interim += head.size
      this.#head = newHead(maxHeadBytes - this.#interim)
      yield { type: 'interim', head }
      return used
    }
    this.#framing = head.framing
    this.#state = 'body'
    yield { type: 'head', head }
    if (head.framing.type === 'none' || (head.framing.type === 'length' && head.framing.length === 0))
      yield this.#finish(bytes.length - used)
    return used
  }

  #beginsAsStatusLine(bytes: Uint8Array): boolean {
    const before = this.#head.bytes.length
    for (let i = before; i < statusStart.length && i - before < bytes.length; i++)
      if (bytes[i - before] !== statusStart.charCodeAt(i)) return false
    return true
  }

  #parseHead(): ResponseHead {
    const received = latin1(this.#head.bytes)
    const [statusLine = '', ...fieldLines] = splitLines(received)
    const start = parseStatusLine(statusLine)
    const header = parseHeader(fieldLines)
    const { method = 'GET', ignoreContentLength = false } = this.#options
    const framing = responseFraming(
      method,
      start.status,
      ignoreContentLength ? header.without('Content-Length') : header,
    )
    const text = received.replace(/\r?\n\r?\n$/, '')
    return { ...start, header, offset: text.length, size: received.length, text, framing }
  }

  *#takeBody(bytes: Uint8Array): Generator<ResponseEvent, number> {
    const left = this.#left
    const used = Math.min(bytes.length, left)
    this.#content += used
    yield { type: 'content', bytes: used === bytes.length ? bytes : bytes.subarray(0, used) }
    if (used === left) yield this.#finish(bytes.length - used)
    return used
  }

  *#takeChunked(bytes: Uint8Array): Generator<ResponseEvent, number> {
    const pieces: Uint8Array[] = []
    const used = this.#chunked.feed(bytes, pieces)
    this.#content = this.#chunked.content
    if (this.#chunked.done) this.#state = 'trailers'
    const content = this.#options.raw ? [bytes.subarray(0, used)] : pieces
    for (const piece of content) yield { type: 'content', bytes: piece }
    if (this.#chunked.problem)
      throw new SluiceError('bad-chunk', { problem: this.#chunked.problem, received: this.#content })
    return used
  }

  *#takeTrailers(bytes: Uint8Array): Generator<ResponseEvent, number> {
    const used = this.#trailers.take(bytes)
    if (this.#options.raw) yield { type: 'content', bytes: bytes.subarray(0, used) }
    if (!this.#trailers.complete) return used
    const trailers = parseHeader(splitLines(latin1(this.#trailers.bytes)))
    if (trailers.fields.length > 0) yield { type: 'trailers', trailers }
    yield this.#finish(bytes.length - used)
    return used
  }

  #finish(excess: number): ResponseEvent {
    this.#state = 'done'
    return { type: 'end', declared: true, excess }
  }

  // No status line: HTTP/0.9 has neither that nor a header, its body ends when the server closes. What came of it so
  // far is a beginning of 'HTTP/'; `bytes` are the first that do not belong there.
  *#beginHttp09(bytes: Uint8Array): Generator<ResponseEvent, void> {
    const before = this.#head.bytes
    const start = shown(latin1(before) + latin1(bytes.subarray(0, 40)))
    if (this.#interim > 0) refuse('after an interim answer comes no status line')
    if (!this.#options.http09) throw new SluiceError('http09-not-allowed', { start })
    this.#framing = { type: 'close' }
    this.#state = 'body'
    yield { type: 'head', head: { ...http09Head, header: new Header([]), framing: this.#framing } }
    if (before.length > 0) yield* this.#takeBody(before)
  }

  #endInHead(): ResponseEvent[] {
    const before = this.#head.bytes
    const received = this.#interim + before.length
    if (received === 0) throw new SluiceError('empty-reply', { received })
    const tooShort = received < statusStart.length
    if (!(tooShort && this.#options.http09)) throw new SluiceError('incomplete', { what: 'header', received })
    return [...this.#beginHttp09(new Uint8Array(0)), ...this.end()]
  }
}

const statusStart = 'HTTP/'
const http09Head = { version: '0.9', status: 200, reason: '', offset: 0, size: 0, text: '' }

const newHead = (room: number) => new Lines(room, `${maxHeadBytes} bytes`)

function refuse(problem: string): never {
  throw new SluiceError('not-http', { problem })
}
