import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wanted } from './conditions.ts'
import type { Field } from '../http/types.ts'

const date = 'Mon, 15 May 2017 12:27:40 GMT'
const later = 'Tue, 16 May 2017 12:27:40 GMT'
const described: Field[] = [
  ['ETag', '"a,b"'],
  ['Last-Modified', date],
]

function of(fields: Field[], resource: Field[] = described, method = 'GET') {
  const want = wanted({ method, fields }, resource, 1000)
  return want.type === 'part' ? `${want.first}-${want.last}` : want.type
}

test('one range of bytes in all its forms, and what is no such range is ignored', () => {
  const range = (value: string) => of([['Range', value]])
  assert.equal(range('bytes=0-0'), '0-0')
  assert.equal(range('bytes=10-'), '10-999')
  assert.equal(range('bytes=990-2000'), '990-999')
  assert.equal(range('bytes=-10'), '990-999')
  assert.equal(range('bytes=-5000'), '0-999')
  assert.equal(range('bytes=1000-'), 'unsatisfiable')
  assert.equal(range('bytes=-0'), 'unsatisfiable')
  for (const ignored of ['bytes=5-4', 'bytes=-', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b']) {
    assert.equal(range(ignored), 'whole', ignored)
  }
  assert.equal(of([['Range', 'bytes=0-0']], described, 'HEAD'), 'whole')
})

test('If-Range takes the strong tag or the very date, nothing else', () => {
  const ifRange = (value: string, resource?: Field[]) =>
    of(
      [
        ['Range', 'bytes=5-'],
        ['If-Range', value],
      ],
      resource,
    )
  assert.equal(ifRange('"a,b"'), '5-999')
  assert.equal(ifRange(date), '5-999')
  assert.equal(ifRange('"c"'), 'whole')
  assert.equal(ifRange(later), 'whole')
  assert.equal(ifRange('W/"a"', [['ETag', 'W/"a"']]), 'whole')
  assert.equal(ifRange('"a"', []), 'whole')
})

test('what the client has is not sent again', () => {
  assert.equal(of([['If-None-Match', '"x", W/"a,b"']]), 'not-modified')
  assert.equal(of([['If-None-Match', '*']]), 'not-modified')
  assert.equal(
    of([
      ['If-None-Match', '"x"'],
      ['If-Modified-Since', later],
    ]),
    'whole',
  )
  assert.equal(of([['If-Modified-Since', date]]), 'not-modified')
  assert.equal(of([['If-Modified-Since', 'Sun, 14 May 2017 12:27:40 GMT']]), 'whole')
  assert.equal(of([['If-Modified-Since', 'yesterday']]), 'whole')
})
