// The HTTP/1 response side, without I/O.
//
// Bytes go in with `feed`, facts come out as events, `end` says the server closed. No sockets, no clocks, no promises:
// that is what lets one parser serve the recv loop, the tests and the lab in the browser.

import { SluiceError } from '../errors.ts'
import { latin1 } from './abnf.ts'
import { ChunkedBody } from './chunked.ts'
import { responseFraming, transferCodings } from './framing.ts'
import { parseHeader, parseStatusLine, shown } from './head.ts'
import type { StatusLine } from './head.ts'
import { Header } from './header.ts'
import { maxHeadBytes, maxInterim } from './limits.ts'
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
  /** Borrowed bytes of the body, the transfer coding removed: valid until the next `feed`. */
  | { type: 'content'; bytes: Uint8Array }
  | { type: 'trailers'; trailers: Header }
  /** The message is whole. `declared`: it said how long it is. `excess`: bytes after it that belong to nothing. */
  | { type: 'end'; declared: boolean; excess: number }

export interface ResponseParserOptions {
  /** The request's method: HEAD has answers without a body, CONNECT has tunnels. @default 'GET' */
  method?: string
  /** Keep the transfer coding in the content, as curl --raw. @default false */
  raw?: boolean
  /** Take bytes without a status line for an HTTP/0.9 body, as curl --http0.9. @default false */
  http09?: boolean
  /** Read until the server closes, whatever Content-Length says, as curl. @default false */
  ignoreContentLength?: boolean
}

/** One answer to one request, its interim answers included. Throws SluiceError only: not-http, incomplete, bad-chunk … */
export class ResponseParser {
  readonly #options: ResponseParserOptions
  #state: 'head' | 'body' | 'done' = 'head'
  /** Bytes of the head so far. */
  #pending = new Uint8Array(4096)
  #pendingLength = 0
  #lineStart = 0
  #headBytes = 0
  #interim = 0
  #framing: Framing = { type: 'none' }
  #chunked = new ChunkedBody()
  #content = 0

  constructor(options: ResponseParserOptions = {}) {
    this.#options = options
  }

  /** The message is whole; nothing more will be taken. */
  get done(): boolean {
    return this.#state === 'done'
  }

  /** `bytes` arrived. */
  feed(bytes: Uint8Array): ResponseEvent[] {
    const events: ResponseEvent[] = []
    let rest = bytes
    while (rest.length > 0 && this.#state === 'head') rest = this.#takeHead(rest, events)
    if (this.#state === 'body') rest = this.#takeBody(rest, events)
    if (this.#state === 'done' && rest.length > 0) addExcess(events, rest.length)
    return events
  }

  /** The server closed: the end of a body without a length, or an incomplete message (RFC 9112 section 8). */
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

  // Adds bytes to the head until its blank line; returns what comes after it.
  #takeHead(bytes: Uint8Array, events: ResponseEvent[]): Uint8Array {
    const before = this.#pendingLength
    const room = Math.min(bytes.length, maxHeadBytes + 1 - this.#headBytes - before)
    this.#keep(bytes.subarray(0, room))
    const startsAs = Math.min(this.#pendingLength, statusStart.length)
    for (let i = 0; i < startsAs; i++) {
      if (this.#pending[i] !== statusStart.charCodeAt(i)) return this.#takeHttp09(bytes, before, events)
    }
    for (let at = before; at < this.#pendingLength; at++) {
      if (this.#pending[at] !== LF) continue
      const lineEnd = at > this.#lineStart && this.#pending[at - 1] === CR ? at - 1 : at
      const empty = lineEnd === this.#lineStart
      this.#lineStart = at + 1
      if (!empty) continue
      this.#finishHead(at + 1, events)
      return bytes.subarray(at + 1 - before)
    }
    if (this.#headBytes + this.#pendingLength > maxHeadBytes)
      throw new SluiceError('header-too-large', { limit: `${maxHeadBytes} bytes` })
    return bytes.subarray(bytes.length)
  }

  #finishHead(size: number, events: ResponseEvent[]): void {
    const head = this.#parseHead(size)
    this.#headBytes += size
    this.#pendingLength = 0
    this.#lineStart = 0
    // RFC 9110 section 15.2: any number of 1xx may come before the final answer. 101 would end HTTP; we never ask for it.
    if (head.status < 200) {
      if (head.status === 101)
        throw new SluiceError('not-http', { problem: 'it switches to another protocol, which nobody asked for' })
      if (++this.#interim > maxInterim)
        throw new SluiceError('header-too-large', { limit: `${maxInterim} interim answers` })
      events.push({ type: 'interim', head })
      return
    }
    events.push({ type: 'head', head })
    this.#framing = head.framing
    if (head.framing.type === 'none' || (head.framing.type === 'length' && head.framing.length === 0))
      this.#finish(events)
    else this.#state = 'body'
  }

  #parseHead(size: number): ResponseHead {
    const [firstLine = '', ...lines] = latin1(this.#pending, 0, size).split('\n').slice(0, -2).map(withoutCr)
    const start = parseStatusLine(firstLine)
    const header = parseHeader(lines)
    const blank = this.#pending[size - 2] === CR ? 2 : 1
    const lastEnd = this.#pending[size - blank - 2] === CR ? 2 : 1
    const offset = size - blank - lastEnd
    const framing = this.#framingOf(start.status, header)
    return { ...start, header, offset, size, text: latin1(this.#pending, 0, offset), framing }
  }

  #framingOf(status: number, header: Header): Framing {
    const method = this.#options.method ?? 'GET'
    if (!this.#options.ignoreContentLength) return responseFraming(method, status, header)
    const framing = responseFraming(
      method,
      status,
      new Header(header.fields.filter(([name]) => name.toLowerCase() !== 'content-length')),
    )
    return framing
  }

  // Returns what comes after the body.
  #takeBody(bytes: Uint8Array, events: ResponseEvent[]): Uint8Array {
    if (bytes.length === 0) return bytes
    const framing = this.#framing
    if (framing.type === 'chunked') return this.#takeChunked(bytes, events)
    const take = framing.type === 'length' ? Math.min(bytes.length, framing.length - this.#content) : bytes.length
    events.push({ type: 'content', bytes: take === bytes.length ? bytes : bytes.subarray(0, take) })
    this.#content += take
    if (framing.type === 'length' && this.#content === framing.length) this.#finish(events)
    return bytes.subarray(take)
  }

  #takeChunked(bytes: Uint8Array, events: ResponseEvent[]): Uint8Array {
    const pieces: Uint8Array[] = []
    const used = this.#chunked.feed(bytes, pieces)
    if (this.#options.raw) events.push({ type: 'content', bytes: bytes.subarray(0, used) })
    else for (const piece of pieces) events.push({ type: 'content', bytes: piece })
    this.#content = this.#chunked.content
    if (this.#chunked.done) {
      const { trailers } = this.#chunked
      if (trailers.fields.length > 0) events.push({ type: 'trailers', trailers })
      this.#finish(events)
    }
    return bytes.subarray(used)
  }

  #finish(events: ResponseEvent[]): void {
    this.#state = 'done'
    events.push({ type: 'end', declared: true, excess: 0 })
  }

  // No status line: HTTP/0.9 has neither that nor a header, its body ends when the server closes.
  #takeHttp09(bytes: Uint8Array, before: number, events: ResponseEvent[]): Uint8Array {
    if (!this.#options.http09 || this.#interim > 0)
      throw new SluiceError('http09-not-allowed', {
        start: shown(latin1(this.#pending, 0, Math.min(this.#pendingLength, 40))),
      })
    const head: ResponseHead = {
      version: '0.9',
      status: 200,
      reason: '',
      header: new Header([]),
      offset: 0,
      size: 0,
      text: '',
      framing: { type: 'close' },
    }
    events.push({ type: 'head', head })
    this.#framing = head.framing
    this.#state = 'body'
    if (before > 0) events.push({ type: 'content', bytes: this.#pending.subarray(0, before) })
    this.#content = before
    return bytes
  }

  #endInHead(): ResponseEvent[] {
    if (this.#headBytes + this.#pendingLength === 0) throw new SluiceError('empty-reply', { received: 0 })
    if (this.#options.http09 && this.#pendingLength < statusStart.length && this.#interim === 0) {
      const events: ResponseEvent[] = []
      this.#takeHttp09(new Uint8Array(0), this.#pendingLength, events)
      return [...events, ...this.end()]
    }
    throw new SluiceError('incomplete', { what: 'header', received: this.#headBytes + this.#pendingLength })
  }

  #keep(bytes: Uint8Array): void {
    const needed = this.#pendingLength + bytes.length
    if (needed > this.#pending.length) {
      const larger = new Uint8Array(Math.max(needed, this.#pending.length * 2))
      larger.set(this.#pending.subarray(0, this.#pendingLength))
      this.#pending = larger
    }
    this.#pending.set(bytes, this.#pendingLength)
    this.#pendingLength = needed
  }
}

const statusStart = 'HTTP/'
const LF = 0x0a
const CR = 0x0d

const withoutCr = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)

function addExcess(events: ResponseEvent[], excess: number): void {
  const last = events.at(-1)
  if (last?.type === 'end') last.excess = excess
}

/** The transfer codings under chunked (gzip …), outermost last; the body readers take them off. */
export function codingsUnderChunked(head: ResponseHead): string[] {
  return transferCodings(head.header).filter((coding) => coding !== 'chunked')
}
