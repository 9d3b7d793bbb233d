// The head of the plainest answer there is, read at once: 200, a Content-Length, nothing that changes the framing.
//
// ResponseParser reads any answer, however it was cut, in 19 µs for a head of 250 bytes; this takes 2. Of a million small
// files nearly every head is so plain, and whatever is not is the parser's: where this says yes, both say the same.

import { token } from '../http/abnf.ts'
import { parseHeader } from '../http/head.ts'
import type { Header } from '../http/header.ts'
import type { ResponseHead } from '../http/response-parser.ts'

/** A head whose fields are parsed when somebody asks for them. */
export class PlainHead implements ResponseHead {
  readonly version = '1.1'
  readonly status = 200
  readonly text: string
  readonly framing: { type: 'length'; length: number }
  #header: Header | undefined

  constructor(text: string, length: number) {
    this.text = text
    this.framing = { type: 'length', length }
  }

  get header(): Header {
    return (this.#header ??= parseHeader(this.text.split('\r\n').slice(1)))
  }

  get reason(): string {
    return this.text.slice('HTTP/1.1 200 '.length, this.text.indexOf('\r\n')).trim()
  }

  get offset(): number {
    return this.text.length
  }

  get size(): number {
    return this.text.length + 4
  }
}

/** The head that `bytes` begin with if it is whole and plain, else undefined. @param length of what is there, bytes */
export function plainHead(bytes: Buffer, length = bytes.length): PlainHead | undefined {
  const limit = Math.min(length, longest)
  for (let i = 0; i < statusLine.length; i++) if (bytes[i] !== statusLine[i]) return undefined
  let content = -1
  let at = lineEnd(bytes, statusLine.length, limit)
  for (;;) {
    // An end of line, and the one that ends the head. Where the line had none, `at` is -1.
    if (at < 0 || at + 3 >= limit || bytes[at + 1] !== lf) return undefined
    if (bytes[at + 2] === cr) break
    const start = at + 2
    at = start
    while (isToken[bytes[at]!] === 1) at++
    if (at === start || bytes[at] !== colon) return undefined
    const name = at
    at = lineEnd(bytes, name + 1, limit)
    if (at < 0) return undefined
    let [value, end] = [name + 1, at]
    while (isBlank(bytes[value]!)) value++
    while (end > value && isBlank(bytes[end - 1]!)) end--
    if (saysIn(bytes, start, name, contentLength)) {
      if (content >= 0) return undefined
      content = digitsIn(bytes, value, end)
      if (content < 0) return undefined
    } else if (saysIn(bytes, start, name, connection)) {
      // "keep-alive" says what 1.1 says without it.
      if (!saysIn(bytes, value, end, keepAlive)) return undefined
    } else if (saysIn(bytes, start, name, transferEncoding)) return undefined
  }
  if (bytes[at + 3] !== lf || content < 0) return undefined
  return new PlainHead(bytes.toString('latin1', 0, at), content)
}

/** Bytes; a longer head is not worth reading twice. */
const longest = 16 * 1024
const [lf, cr, colon] = [0x0a, 0x0d, 0x3a]
const statusLine = Buffer.from('HTTP/1.1 200 ')
// RFC 9110 section 5.6.2: neither folded lines nor white space before a colon.
const isToken = Uint8Array.from({ length: 256 }, (_, code) => (token.test(String.fromCharCode(code)) ? 1 : 0))

// Where a line's CR is; -1 if the line is not whole, or has a bare LF or a NUL.
function lineEnd(bytes: Buffer, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const byte = bytes[at]!
    if (byte === cr) return at
    if (byte === lf || byte === 0) return -1
  }
  return -1
}

const contentLength = Buffer.from('content-length')
const transferEncoding = Buffer.from('transfer-encoding')
const connection = Buffer.from('connection')
const keepAlive = Buffer.from('keep-alive')

// Whether it is this, upper case apart: 0x20 makes lower case of letters, and leaves `-` as it is.
function saysIn(bytes: Buffer, from: number, to: number, lower: Buffer): boolean {
  if (to - from !== lower.length) return false
  for (let i = 0; i < lower.length; i++) if ((bytes[from + i]! | 0x20) !== lower[i]) return false
  return true
}

// A number of at most 15 digits; -1 if it is none.
function digitsIn(bytes: Buffer, from: number, to: number): number {
  if (from === to || to - from > 15) return -1
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x09
