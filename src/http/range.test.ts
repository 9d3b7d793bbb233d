import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isSluiceError } from '../errors.ts'
import { Header } from './header.ts'
import { fitsRange, formatRanges, parseContentRange, parseRanges, parseUnsatisfiedRange } from './range.ts'

const contentRange = (value: string) => new Header([['Content-Range', value]])

test('-r means what it means to curl: from, to, both, the last bytes, several, and N for N-', () => {
  const meanings = {
    '0-499': 'bytes=0-499',
    '500-': 'bytes=500-',
    '-500': 'bytes=-500',
    '7': 'bytes=7-',
    '0-10,12-15': 'bytes=0-10,12-15',
    ' 0-0 , -1 ': 'bytes=0-0,-1',
  }
  for (const [text, sent] of Object.entries(meanings)) assert.equal(formatRanges(parseRanges(text)), sent)
})

test('what is no range is a usage error', () => {
  for (const text of ['', '-', '5-4', 'a', '0-1,', '1-2-3', '-0', '0x1-', '99999999999999999-', '0-1\r\nX: y', '１-'])
    assert.throws(
      () => parseRanges(text),
      (error) => isSluiceError(error, 'usage'),
    )
})

test('Content-Range says first, last and total, or that the total is not known', () => {
  assert.deepEqual(parseContentRange(contentRange('bytes 100-199/300')), { first: 100, last: 199, total: 300 })
  assert.deepEqual(parseContentRange(contentRange('Bytes 0-0/*')), { first: 0, last: 0, total: undefined })
  assert.deepEqual(parseContentRange(contentRange('bytes=0-1/2')), { first: 0, last: 1, total: 2 })
  assert.deepEqual(parseContentRange(contentRange('0-1/2')), { first: 0, last: 1, total: 2 })
})

test('a Content-Range that cannot be is none', () => {
  for (const value of [
    '',
    'bytes',
    'bytes 5-4/10',
    'bytes 0-10/10',
    'bytes */10',
    'bytes 0-1',
    'bytes 0-1/',
    'bytes -1-1/3',
    'bytes 0-1/1e3',
    'items 0-1/2',
    'bytes 0-99999999999999999/*',
    'bytes 0-1/99999999999999999',
    'bytes 0-1/2, bytes 0-1/2',
  ])
    assert.equal(parseContentRange(contentRange(value)), undefined, value)
  assert.equal(parseContentRange(new Header([])), undefined)
})

test('a 416 tells the total after an asterisk', () => {
  assert.equal(parseUnsatisfiedRange(contentRange('bytes */1234')), 1234)
  assert.equal(parseUnsatisfiedRange(contentRange('*/100')), 100)
  for (const value of ['bytes */*', 'bytes 0-1/2', 'bytes */-1', '', 'bytes */99999999999999999'])
    assert.equal(parseUnsatisfiedRange(contentRange(value)), undefined)
})

test('a 206 that starts elsewhere (block-aligned caches) does not fit', () => {
  assert.equal(fitsRange({ first: 100 }, { first: 96, last: 299, total: 300 }), false)
  assert.equal(fitsRange({ first: 100 }, { first: 0, last: 299, total: 300 }), false)
  assert.equal(fitsRange({ first: 100, last: 199 }, { first: 100, last: 200, total: 300 }), false)
  assert.equal(fitsRange({ suffix: 10 }, { first: 280, last: 299, total: 300 }), false)
  assert.equal(fitsRange({ suffix: 10 }, { first: 280, last: 289, total: 300 }), false)
})

test('a 206 fits when it begins where asked and goes no further', () => {
  assert.equal(fitsRange({ first: 100 }, { first: 100, last: 299, total: 300 }), true)
  assert.equal(fitsRange({ first: 100 }, { first: 100, last: 199, total: undefined }), true)
  assert.equal(fitsRange({ first: 100, last: 999 }, { first: 100, last: 299, total: 300 }), true)
  assert.equal(fitsRange({ suffix: 10 }, { first: 290, last: 299, total: 300 }), true)
  assert.equal(fitsRange({ suffix: 500 }, { first: 0, last: 299, total: 300 }), true)
  assert.equal(fitsRange({ suffix: 10 }, { first: 290, last: 299, total: undefined }), true)
})

test('whatever a Content-Range holds is a part of its total or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'bytes 0123456789-/*='.split('')) }), (text) => {
      const range = parseContentRange(contentRange(`bytes ${text}`))
      if (range) assert.ok(range.first <= range.last && range.last < (range.total ?? Infinity))
    }),
    { numRuns: 2000, seed: 1 },
  )
})
