// What was asked, from the bytes of a connection. Tolerant: it takes LF for CRLF, HTTP/1.0 and 0.9, an absolute target.

import type { Field } from '../http/types.ts'

export interface Request {
  method: string
  /** As it was written. */
  target: string
  version: '1.1' | '1.0' | '0.9'
  fields: Field[]
  /** Every byte of it, body included. */
  raw: Buffer
}

/** A request that cannot be answered as asked: what to answer instead, before closing. */
export interface BadRequest {
  status: 400 | 411 | 413 | 431 | 505
  problem: string
}

const LARGEST_HEAD = 65536
const LARGEST_BODY = 1 << 20

/** Bytes go in with `feed`, requests come out with `take`, one after the other. */
export class RequestReader {
  #bytes = Buffer.alloc(0)

  /** Bytes that no request has taken yet. */
  get waiting(): number {
    return this.#bytes.length
  }

  feed(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
  }

  /** The next whole request; undefined: it needs more bytes. */
  take(): Request | BadRequest | undefined {
    // RFC 9112 section 2.2: empty lines before a request line are passed over.
    let start = 0
    while (this.#bytes[start] === 13 || this.#bytes[start] === 10) start++
    // Who shakes hands for TLS waits for an answer before there is a line.
    const first = this.#bytes[start]
    if (first !== undefined && (first <= 32 || first >= 127)) return { status: 400, problem: 'this is no HTTP request' }
    const end = endOfHead(this.#bytes, start)
    if (end === undefined) {
      return this.#bytes.length > LARGEST_HEAD ? { status: 431, problem: 'the head is too large' } : undefined
    }
    const request = readHead(this.#bytes.toString('latin1', start, end))
    if ('problem' in request) return request
    const length = Number(fieldOf(request, 'content-length') ?? 0)
    if (fieldOf(request, 'transfer-encoding')) return { status: 411, problem: 'say Content-Length' }
    if (!Number.isSafeInteger(length) || length < 0) return { status: 400, problem: 'Content-Length is not a number' }
    if (length > LARGEST_BODY) return { status: 413, problem: `more than ${LARGEST_BODY} bytes of body` }
    if (this.#bytes.length < end + length) return undefined
    const raw = Buffer.from(this.#bytes.subarray(start, end + length))
    this.#bytes = Buffer.from(this.#bytes.subarray(end + length))
    return { ...request, raw }
  }
}

/** The value of a field, the first of that name. */
export function fieldOf({ fields }: { fields: readonly Field[] }, name: string): string | undefined {
  return fields.find(([n]) => n.toLowerCase() === name)?.[1]
}

// Where the blank line's end is. A request line without a version is a whole request (HTTP/0.9).
function endOfHead(bytes: Buffer, start: number): number | undefined {
  const firstLine = bytes.indexOf(10, start)
  if (firstLine < 0) return undefined
  if (/^[A-Z]+ \S+\r?\n$/.test(bytes.toString('latin1', start, firstLine + 1))) return firstLine + 1
  for (let line = firstLine + 1; ;) {
    const end = bytes.indexOf(10, line)
    if (end < 0) return undefined
    if (end === line || (end === line + 1 && bytes[line] === 13)) return end + 1
    line = end + 1
  }
}

function readHead(text: string): Omit<Request, 'raw'> | BadRequest {
  const [first = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const match = /^(\S+) +(\S+)(?: +HTTP\/(\d)\.(\d))? *$/.exec(first)
  if (!match) return { status: 400, problem: 'the first line is not METHOD TARGET VERSION' }
  const [, method = '', target = '', major, minor] = match
  if (major !== undefined && major !== '1') return { status: 505, problem: `HTTP/${major}.${minor}` }
  const fields: Field[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) return { status: 400, problem: `a field line without a name: ${line.slice(0, 80)}` }
    fields.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return { method, target, version: major === undefined ? '0.9' : minor === '0' ? '1.0' : '1.1', fields }
}
