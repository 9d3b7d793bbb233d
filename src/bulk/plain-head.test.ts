import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, boolean, constantFrom, property } from 'fast-check'
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

const facts = ({ status, version, reason, framing, offset, size, text, header }: ResponseHead) => [
  status,
  version,
  reason,
  framing,
  offset,
  size,
  text,
  header.fields,
]

test('a plain head is what the parser says it is', () => {
  for (const text of plain)
    assert.deepEqual(facts(plainHead(Buffer.from(`${text}the body`, 'latin1'))!), facts(parsed(text)))
})

test('of any bytes it says what the parser says, or nothing', () => {
  const pieces = [
    'HTTP/1.1 200 ',
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\n',
    '\0',
    ' ',
    '\t',
    ':',
    '5',
    ',',
    'Ö',
    'a: b',
    'x-y:z',
    'X',
  ]
  const fields = [
    'Content-Length: 5',
    'content-length:007',
    'Connection: keep-alive',
    'Connection: close',
    'Transfer-Encoding: chunked',
  ]
  const some = array(constantFrom(...pieces, ...fields, ...fields.map((field) => `\r\n${field}`)), { maxLength: 5 })
  let found = 0
  check(
    property(some, boolean(), (parts, begun) => {
      const text = `${begun ? 'HTTP/1.1 200 OK\r\n' : ''}${parts.join('')}\r\n\r\n`
      const bytes = Buffer.from(text, 'latin1')
      const head = plainHead(Buffer.concat([bytes, Buffer.from('\r\nContent-Length: 7\r\n\r\n')]), bytes.length)
      if (!head) return
      found++
      assert.deepEqual(facts(head), facts(parsed(text)))
    }),
    { numRuns: 5000 },
  )
  assert.ok(found > 20, `${found} of them were plain`)
})

test('whatever else it is, is the parser’s', () => {
  for (const text of notPlain) assert.equal(plainHead(Buffer.from(text, 'latin1')), undefined, text)
})
