// A reply as the bytes that go over the wire: its head, and its body pulled a piece at a time.

import { STATUS_CODES } from 'node:http'
import type { Field } from '../http/types.ts'
import type { Behaviour } from './behaviour.ts'
import { chunkedPieces, fill, gzipContent, gzipPieces } from './codings.ts'
import type { Content, Pieces } from './content.ts'
import { setField, withoutField, type Reply } from './reply.ts'
import { fieldOf, type Request } from './request-reader.ts'
import { LARGEST_WRITE } from './tempo.ts'

export interface Wire {
  /** Undefined where the reply was made elsewhere. */
  status: number | undefined
  head: Buffer
  /** Undefined where the reply has no body. */
  body: Pieces | undefined
  /** The connection ends with this reply. */
  closes: boolean
}

/** Content up to this size is compressed before it is sent, so that its length can be said. */
const COMPRESSED_WHOLE = 1 << 20

export async function wireOf(reply: Reply, request: Request, behaviour: Behaviour): Promise<Wire> {
  const { status } = reply
  const bodiless = request.method === 'HEAD' || status === 204 || status === 304
  const coded = await compressed(reply, request, behaviour)
  const framing = framed(coded.streamed, request, behaviour)
  const closes = behaviour.close || (framing === 'close' && !bodiless) || !keepsAlive(request, reply.fields)

  let { fields } = reply
  if (fieldOf(reply, 'date') === undefined) {
    fields = [['Date', new Date().toUTCString()], ['Server', 'sluice'], ...fields]
  }
  if (coded.gzipped) fields = setField(taggedGzip(fields), 'Content-Encoding', 'gzip')
  if (typeof framing === 'number') fields = setField(fields, 'Transfer-Encoding', 'chunked')
  if (framing === 'length' && status !== 204 && status !== 304) {
    fields = setField(fields, 'Content-Length', String(coded.size))
  } else fields = withoutField(fields, 'Content-Length')
  if (closes) fields = setField(fields, 'Connection', 'close')
  else if (request.version === '1.0') fields = setField(fields, 'Connection', 'keep-alive')
  for (const [name, value] of behaviour.field ?? []) fields = setField(fields, name, value)
  for (let left = behaviour.pad ?? 0; left > 0; left -= 1000) fields = [...fields, padding(left)]

  const head = headOf(status, fields, request, behaviour)
  return { status, head, body: bodiless ? undefined : await bodyOf(coded, framing), closes: closes === true }
}

/** Head and body as one run of bytes, pulled. */
export class WireBytes {
  readonly #body: Pieces | undefined
  // Pulled ahead, so that the end is known before anybody waits for its turn to send.
  #ahead: Uint8Array

  constructor({ head, body }: Wire) {
    this.#ahead = head
    this.#body = body
  }

  /** Whether there are more. */
  async more(): Promise<boolean> {
    if (this.#ahead.length === 0) this.#ahead = (await this.#body?.take(LARGEST_WRITE)) ?? this.#ahead
    return this.#ahead.length > 0
  }

  /** The next `size` bytes, fewer only at the end; borrowed until the next call. After `more` said yes. */
  async take(size: number): Promise<Uint8Array> {
    const piece = this.#ahead.subarray(0, size)
    this.#ahead = this.#ahead.subarray(piece.length)
    if (piece.length === size || !this.#body) return piece
    return fill(this.#body, size, piece)
  }
}

/** Content to send and in what coding: the part that was asked for, or all. */
interface Coded {
  content: Content
  part: Reply['part']
  /** Bytes to send; of content that is compressed as it is sent nobody knows. */
  size: number
  gzipped: boolean
  streamed: boolean
}

async function compressed({ content, part }: Reply, request: Request, { gzip }: Behaviour): Promise<Coded> {
  const accepts = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(fieldOf(request, 'accept-encoding') ?? '')
  const gzipped = part === undefined && content.size > 0 && (gzip === 'always' || (gzip === 'asked' && accepts))
  const size = part ? part.last - part.first + 1 : content.size
  if (!gzipped) return { content, part, size, gzipped, streamed: false }
  if (content.size > COMPRESSED_WHOLE) return { content, part, size, gzipped, streamed: true }
  const whole = await gzipContent(content)
  return { content: whole, part, size: whole.size, gzipped, streamed: false }
}

// How the body's end is told: the size of chunks, or a length, or by closing. RFC 9112 section 7: a client of HTTP/1.0
// does not know the chunked coding.
function framed(streamed: boolean, request: Request, behaviour: Behaviour): number | 'length' | 'close' {
  if (behaviour.nolength || behaviour.bare) return 'close'
  if (request.version !== '1.1') return streamed ? 'close' : 'length'
  return behaviour.chunked ?? (streamed ? 16384 : 'length')
}

async function bodyOf({ content, part, streamed }: Coded, framing: number | 'length' | 'close'): Promise<Pieces> {
  const { first, last } = part ?? { first: 0, last: content.size - 1 }
  const plain = await content.open(first, last + 1)
  const coded = streamed ? gzipPieces(plain) : plain
  return typeof framing === 'number' ? chunkedPieces(coded, framing) : coded
}

// RFC 9110 section 8.8.3.3: what is coded otherwise is another representation, with another tag.
function taggedGzip(fields: readonly Field[]): Field[] {
  return fields.map(([n, v]) => (n === 'ETag' ? [n, v.replace(/"$/, '-gzip"')] : [n, v]))
}

// RFC 9112 section 9.3.
function keepsAlive(request: Request, fields: readonly Field[]): boolean {
  if (fieldOf({ fields }, 'connection') === 'close') return false
  const asked = fieldOf(request, 'connection')?.toLowerCase() ?? ''
  return request.version === '1.1'
    ? !asked.includes('close')
    : request.version === '1.0' && asked.includes('keep-alive')
}

function headOf(status: number, fields: Field[], request: Request, { bare, interim = 0 }: Behaviour): Buffer {
  if (bare || request.version === '0.9') return Buffer.alloc(0)
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n'.repeat(interim)
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`${early}HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`, 'latin1')
}

// A field that makes the head `left` bytes longer, or 1000 of them; its name and line end are 9.
function padding(left: number): Field {
  return ['X-Pad', 'x'.repeat(Math.max(0, Math.min(left, 1000) - 9))]
}
