// Replies made by chance from their parts come back as those parts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { SluiceError } from '../../src/errors.ts'
import { latin1, latin1Bytes } from '../../src/http/abnf.ts'
import { serializeRequest } from '../../src/http/request.ts'
import type { Field, Framing } from '../../src/http/types.ts'
import { account } from './deliveries.ts'

const characters = (from: string, constraints: { minLength?: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...from), ...constraints })

const tchar = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const lineEnd = fc.constantFrom('\r\n', '\n')
const ows = characters(' \t', { maxLength: 3 })
const name = characters(tchar, { minLength: 1, maxLength: 12 }).filter(
  (token) => !/^(content-length|transfer-encoding)$/i.test(token),
)
// VCHAR, SP, HTAB and obs-text, none of the white space at its ends.
const text = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => latin1(bytes.map((byte) => (byte < 0x20 || byte === 0x7f ? 0x61 : byte))))
  .map((some) => some.replace(/^ +| +$/g, ''))
const body = fc.uint8Array({ maxLength: 3000 }).map((bytes) => latin1(bytes))

const field = fc.record({ name, value: text, before: ows, after: ows, end: lineEnd })
const fields = fc.array(field, { maxLength: 8 })
type Fields = typeof fields extends fc.Arbitrary<infer F> ? F : never

const written = (lines: Fields) =>
  lines.map((line) => `${line.name}:${line.before}${line.value}${line.after}${line.end}`).join('')
const meant = (lines: Fields): Field[] => lines.map((line) => [line.name, line.value])

const chunkLine = fc.record({
  zeros: fc.constantFrom('', '0', '000'),
  upper: fc.boolean(),
  extension: fc.constantFrom('', ';a', ' ;a=b', ';a="b;c"', '  '),
  end: lineEnd,
})
const chunking = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 20 }),
  line: chunkLine,
  last: chunkLine,
  trailers: fields,
  end: lineEnd,
})
type Chunking = typeof chunking extends fc.Arbitrary<infer C> ? C : never

function chunked(content: string, { sizes, line, last, trailers, end }: Chunking): string {
  let coded = ''
  for (let at = 0, i = 0; at < content.length; i++) {
    const data = content.slice(at, at + sizes[i % sizes.length]!)
    const size = data.length.toString(16)
    coded += `${line.zeros}${line.upper ? size.toUpperCase() : size}${line.extension}${line.end}${data}${line.end}`
    at += data.length
  }
  return `${coded}${last.zeros}0${last.extension}${last.end}${written(trailers)}${end}`
}

const message = fc.record({
  minor: fc.integer({ min: 0, max: 9 }),
  status: fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304),
  reason: text,
  first: lineEnd,
  before: fields,
  after: fields,
  blank: lineEnd,
  content: body,
  interim: fc.array(fc.integer({ min: 102, max: 199 }), { maxLength: 3 }),
  framing: fc.constantFrom('length', 'chunked', 'close'),
  chunking,
})
type Message = typeof message extends fc.Arbitrary<infer M> ? M : never

// The message as it goes on the wire, and what it means.
function reply({ framing, content, ...m }: Message) {
  const framed: Record<string, [Field[], string, Framing]> = {
    length: [[['Content-Length', `${content.length}`]], content, { type: 'length', length: content.length }],
    chunked: [[['Transfer-Encoding', 'chunked']], chunked(content, m.chunking), { type: 'chunked' }],
    close: [[], content, { type: 'close' }],
  }
  const [own, coded, found] = framed[framing]!
  const interim = m.interim.map((status) => `HTTP/1.1 ${status} Wait\r\nContent-Length: 7\r\n\r\n`).join('')
  const head = `HTTP/1.${m.minor} ${m.status} ${m.reason}${m.first}${written(m.before)}${own.map((f) => `${f.join(': ')}\r\n`).join('')}${written(m.after)}`
  return {
    wire: `${interim}${head}${m.blank}${coded}`,
    meaning: {
      interim: m.interim,
      version: `1.${m.minor}`,
      status: m.status,
      reason: m.reason,
      fields: [...meant(m.before), ...own, ...meant(m.after)],
      framing: found,
      content,
      trailers: framing === 'chunked' ? meant(m.chunking.trailers) : [],
      declared: framing !== 'close',
      error: undefined,
    },
  }
}

// Cut at these places, each a part of the whole.
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => Math.floor(place * bytes.length)), bytes.length].toSorted((a, b) => a - b)
  return cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut))
}
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

test('a reply comes back as the parts it was made from, in any delivery', () => {
  fc.assert(
    fc.property(message, places, (parts, cuts) => {
      const { wire, meaning } = reply(parts)
      const { head, interim, content, trailers, declared, error } = account(cutAt(latin1Bytes(wire), cuts))
      const { version, status, reason, framing } = head!
      assert.deepEqual(
        { interim, version, status, reason, fields: head!.header.fields, framing, content, trailers, declared, error },
        meaning,
      )
      assert.equal(head!.offset, head!.text.length)
      assert.ok(wire.includes(head!.text))
    }),
    { numRuns: 300 },
  )
})

test('any bytes at all give an account or an error of the table, in any delivery the same', () => {
  const start = fc.constantFrom('', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
  const likely = fc.array(
    fc.oneof(fc.constantFrom(...'\r\n:;,0128af \t'), fc.constantFrom('\r\n', '\r\n\r\n', '0\r\n')),
    {
      maxLength: 60,
    },
  )
  const anyBytes = fc.oneof(
    likely.map((some) => some.join('')),
    body,
  )
  const options = fc.record({ raw: fc.boolean(), http09: fc.boolean(), ignoreContentLength: fc.boolean() })
  fc.assert(
    fc.property(start, anyBytes, options, places, (begin, rest, chosen, cuts) => {
      const bytes = latin1Bytes(begin + rest)
      assert.deepEqual(account(cutAt(bytes, cuts), chosen), account([bytes], chosen))
    }),
    { numRuns: 1000 },
  )
})

test('a request is read back as it was meant, or refused before it is sent', () => {
  const anything = characters('\r\n\0 \t:/aZ9\x7f\xe9\u20ac\ud800', { maxLength: 12 })
  const parts = fc.record({
    method: fc.oneof(name, anything),
    target: fc.oneof(
      name.map((segment) => `/${segment}`),
      anything,
    ),
    fields: fc.array(fc.tuple(fc.oneof(name, anything), fc.oneof(text, anything)), { maxLength: 4 }),
  })
  fc.assert(
    fc.property(parts, (request) => {
      let sent: string
      try {
        sent = new TextDecoder().decode(serializeRequest({ ...request, version: '1.1' }))
      } catch (error) {
        assert.ok(error instanceof SluiceError && error.code === 'usage')
        return
      }
      const lines = sent.split(/\r\n|\r|\n/)
      assert.equal(lines.length, request.fields.length + 3)
      assert.deepEqual(lines[0]!.split(' '), [request.method, request.target, 'HTTP/1.1'])
      assert.deepEqual(lines.slice(-2), ['', ''])
    }),
    { numRuns: 500 },
  )
})
