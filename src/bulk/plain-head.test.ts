import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResponseParser } from '../http/response-parser.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { plainHead } from './plain-head.ts'

const plain = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 \r\nServer: x\r\ncontent-length:5\r\nConnection: Keep-Alive\r\nX-Empty:\r\n\r\n',
  'HTTP/1.1 200 Fine so far\r\nContent-Length:  \t 0 \r\nETag: "a:b"\r\nETag: again\r\n\r\n',
]

const notPlain = [
  'HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n folded\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: \0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: a\rb\r\n\r\n',
  'HTTP/1.1 200 OK\nContent-Length: 5\n\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
]

const parsed = (head: string): ResponseHead => {
  for (const event of new ResponseParser().feed(Buffer.from(head, 'latin1')))
    if (event.type === 'head') return event.head
  throw new Error('no head')
}

test('a plain head is what the parser says it is', () => {
  for (const text of plain) {
    const head = plainHead(Buffer.from(`${text}the body`, 'latin1'))!
    const { status, version, reason, framing, offset, size, text: received, header } = parsed(text)
    const { status: s, version: v, reason: r, framing: f, offset: o, size: z, text: t, header: h } = head
    assert.deepEqual(
      [s, v, r, f, o, z, t, h.fields],
      [status, version, reason, framing, offset, size, received, header.fields],
    )
  }
})

test('whatever else it is, is the parser’s', () => {
  for (const text of notPlain) assert.equal(plainHead(Buffer.from(text, 'latin1')), undefined, text)
})
