import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { ResponseParser } from '../http/response-parser.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Held } from '../sink/target.ts'
import { askForRest, meaningOf } from './resume.ts'
import type { RestRequest } from './resume.ts'

const strong = { etag: '"v1"' }
const held: Held = { bytes: 1000, overlap: 64, validators: strong, total: 5000, path: 'x.part' }

function rest(of: Partial<Held> = {}, demanded = false): RestRequest {
  const asked = askForRest({ ...held, ...of }, demanded)
  assert.ok('fields' in asked)
  return asked
}

function head(text: string): ResponseHead {
  for (const event of new ResponseParser().feed(Buffer.from(`${text.replaceAll('\n', '\r\n')}\r\n\r\n`)))
    if (event.type === 'head') return event.head
  throw new Error('no head')
}

test('the rest is asked for from before the end of what is held, of the same version only', () => {
  assert.deepEqual(rest().fields, [
    ['Range', 'bytes=936-'],
    ['If-Range', '"v1"'],
  ])
})

test('without a strong validator nothing proves it, so it is not asked for, unless demanded', () => {
  for (const validators of [{}, { etag: 'W/"v1"' }, { lastModified: 'Wed, 11 Apr 2018 18:54:09 GMT' }]) {
    assert.match((askForRest({ ...held, validators }, false) as { why: string }).why, /nothing to know the file by/)
    assert.deepEqual(rest({ validators }, true).fields, [['Range', 'bytes=936-']])
  }
})

test('206 of the same version from where it was asked goes on', () => {
  const answer = head('HTTP/1.1 206 Partial Content\nETag: "v1"\nContent-Range: bytes 936-4999/5000')
  assert.deepEqual(meaningOf(rest(), answer), { type: 'rest', from: 936, end: 5000, total: 5000 })
})

test('200 starts over, and says whether the file changed', () => {
  assert.match((meaningOf(rest(), head('HTTP/1.1 200 OK\nETag: "v2"')) as { why: string }).why, /changed/)
  assert.match((meaningOf(rest(), head('HTTP/1.1 200 OK\nETag: "v1"')) as { why: string }).why, /whole file/)
})

const useless = {
  'of another version': 'HTTP/1.1 206 P\nETag: "v2"\nContent-Range: bytes 936-4999/5000',
  'of another total': 'HTTP/1.1 206 P\nETag: "v1"\nContent-Range: bytes 936-5999/6000',
  'of no total that goes on behind ours': 'HTTP/1.1 206 P\nETag: "v1"\nContent-Range: bytes 936-5000/*',
  'that starts elsewhere': 'HTTP/1.1 206 P\nETag: "v1"\nContent-Range: bytes 512-4999/5000',
  'without Content-Range': 'HTTP/1.1 206 P\nETag: "v1"',
  'with a Content-Range that makes no sense': 'HTTP/1.1 206 P\nETag: "v1"\nContent-Range: bytes 936-900/5000',
}
for (const [what, text] of Object.entries(useless)) {
  test(`206 ${what} is never appended: the whole is asked for, or it fails if going on was demanded`, () => {
    assert.equal(meaningOf(rest(), head(text)).type, 'again')
    assert.throws(
      () => meaningOf(rest({}, true), head(text)),
      (error) => isSluiceError(error, 'range-refused') || isSluiceError(error, 'changed-on-server'),
    )
  })
}

test('416 is success when what is held is all there is, by the same validator', () => {
  const answer = head('HTTP/1.1 416 No\nETag: "v1"\nContent-Range: bytes */1000')
  assert.equal(meaningOf(rest(), answer).type, 'complete')
})

test('416 of another version or length is no proof', () => {
  for (const text of [
    'HTTP/1.1 416 No\nETag: "v2"\nContent-Range: bytes */1000',
    'HTTP/1.1 416 No\nContent-Range: bytes */1000',
    'HTTP/1.1 416 No\nETag: "v1"\nContent-Range: bytes */999',
    'HTTP/1.1 416 No\nETag: "v1"',
  ]) {
    assert.equal(meaningOf(rest(), head(text)).type, 'again', text)
  }
})

test('what is longer than the file on the server cannot be gone on with', () => {
  assert.throws(
    () => meaningOf(rest({}, true), head('HTTP/1.1 416 No\nContent-Range: bytes */400')),
    (error) => isSluiceError(error, 'cannot-resume'),
  )
  assert.match((askForRest({ ...held, total: 400 }, false) as { why: string }).why, /longer/)
})
