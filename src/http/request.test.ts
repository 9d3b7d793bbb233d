import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serializeRequest } from './request.ts'
import type { Request } from './request.ts'

const request = (changes: Partial<Request> = {}) =>
  Buffer.from(serializeRequest({ method: 'GET', target: '/', version: '1.1', fields: [], ...changes })).toString('utf8')

test('a request is its line, its fields and an empty line', () => {
  assert.equal(
    request({
      target: '/romeo.txt?act=2',
      fields: [
        ['Host', 'data.pr4e.org'],
        ['Accept', '*/*'],
      ],
    }),
    'GET /romeo.txt?act=2 HTTP/1.1\r\nHost: data.pr4e.org\r\nAccept: */*\r\n\r\n',
  )
})

test('towards a proxy the target is the whole URL, and HTTP/1.0 needs no field', () => {
  assert.equal(
    request({ target: 'http://data.pr4e.org/romeo.txt', version: '1.0' }),
    'GET http://data.pr4e.org/romeo.txt HTTP/1.0\r\n\r\n',
  )
})

test('a value of nothing has no space, and one past ASCII goes out as UTF-8', () => {
  assert.equal(
    request({
      fields: [
        ['A', ''],
        ['B', 'caf\xe9 \u20ac'],
      ],
    }),
    'GET / HTTP/1.1\r\nA:\r\nB: caf\xe9 \u20ac\r\n\r\n',
  )
})

test('nothing can break out of its line', () => {
  const breaks: Partial<Request>[] = [
    { method: '' },
    { method: 'GET /x HTTP/1.1\r\nX:' },
    { target: '' },
    { target: '/a b' },
    { target: '/\r\nX: y' },
    { target: '/\0' },
    { target: '/\xe9' },
    { fields: [['', 'a']] },
    { fields: [['A b', 'c']] },
    { fields: [['A:', 'b']] },
    { fields: [['A\r\nB', 'c']] },
    { fields: [['A', 'b\r\nC: d']] },
    { fields: [['A', 'b\nC: d']] },
    { fields: [['A', 'b\rc']] },
    { fields: [['A', 'b\0c']] },
  ]
  for (const change of breaks) assert.throws(() => request(change), { code: 'usage' }, JSON.stringify(change))
})
