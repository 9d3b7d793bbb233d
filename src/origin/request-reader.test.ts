import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldOf, RequestReader } from './request-reader.ts'

const requests = [
  'GET /a HTTP/1.1\r\nHost: x\r\nOdd-Case:  v \r\n\r\n',
  'GET http://x/b HTTP/1.0\nHost: x\n\n',
  'POST /c HTTP/1.1\r\nContent-Length: 6\r\n\r\n\r\n\r\n\r\n',
  'GET /d\r\n',
]

test('requests come out the same, however their bytes come in', () => {
  const bytes = Buffer.from(requests.join(''))
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new RequestReader()
    const taken = []
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      reader.feed(part)
      for (let request; (request = reader.take());) taken.push(request)
    }
    assert.deepEqual(
      taken.map((request) => ('raw' in request ? request.raw.toString() : request)),
      requests,
    )
    assert.deepEqual(
      taken.map((request) => 'raw' in request && [request.target, request.version]),
      [
        ['/a', '1.1'],
        ['http://x/b', '1.0'],
        ['/c', '1.1'],
        ['/d', '0.9'],
      ],
    )
  }
})

test('bytes that no request begins with are refused before there is a line of them', () => {
  const reader = new RequestReader()
  // The first bytes of a TLS handshake (RFC 8446 section 5.1).
  reader.feed(Buffer.from([0x16, 3, 1, 2, 0]))
  assert.deepEqual(reader.take(), { status: 400, problem: 'this is no HTTP request' })
})

test('a field is found whatever its case, without the space around its value', () => {
  const reader = new RequestReader()
  reader.feed(Buffer.from('\r\n\r\nGET / HTTP/1.1\r\nodd-CASE:  v \r\n\r\n'))
  const request = reader.take()
  assert.ok(request && 'fields' in request)
  assert.equal(fieldOf(request, 'odd-case'), 'v')
})

test('a body that cannot be taken is refused', () => {
  const status = (fields: string) => {
    const reader = new RequestReader()
    reader.feed(Buffer.from(`POST / HTTP/1.1\r\n${fields}\r\n\r\n`))
    const request = reader.take()
    return request && 'status' in request ? request.status : undefined
  }
  assert.equal(status('Transfer-Encoding: chunked'), 411)
  assert.equal(status('Content-Length: -1'), 400)
  assert.equal(status('Content-Length: 1x'), 400)
  assert.equal(status('Content-Length: 99999999'), 413)
})
