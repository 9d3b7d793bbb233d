import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatHttpDate, parseHttpDate, parseLooseDate } from './date.ts'

const example = Date.UTC(1994, 10, 6, 8, 49, 37)

test('the three forms of RFC 9110 are one instant', () => {
  assert.equal(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'), example)
  assert.equal(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT'), example)
  assert.equal(parseHttpDate('Sun Nov  6 08:49:37 1994'), example)
})

test('two digits of a year mean 1970 to 2069', () => {
  assert.equal(parseHttpDate('Friday, 06-Nov-70 00:00:00 GMT'), Date.UTC(1970, 10, 6))
  assert.equal(parseHttpDate('Friday, 06-Nov-69 00:00:00 GMT'), Date.UTC(2069, 10, 6))
})

test('what is no HTTP-date is undefined, not a guess', () => {
  for (const text of [
    '',
    '0',
    'now',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    '1994-11-06T08:49:37Z',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
  ])
    assert.equal(parseHttpDate(text), undefined, text)
  assert.equal(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT'), Date.UTC(2017, 0, 1))
})

test('formats IMF-fixdate, which reads back as the same second', () => {
  assert.equal(formatHttpDate(example), 'Sun, 06 Nov 1994 08:49:37 GMT')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253402300799 }), (second) => {
      assert.equal(parseHttpDate(formatHttpDate(second * 1000)), second * 1000)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('the spellings that curl documents for -z', () => {
  const day = Date.UTC(1994, 10, 6)
  for (const text of [
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    '06 Nov 1994 08:49:37 GMT',
    '06-Nov-94 08:49:37 GMT',
    'Nov  6 08:49:37 1994',
    '06 Nov 1994 08:49:37',
    '1994 Nov 6 08:49:37',
    'GMT 08:49:37 06-Nov-94 Sunday',
    '94 6 Nov 08:49:37',
    'nov 6 08:49:37 1994 gmt',
    'Sun, 06 Nov 1994 09:49:37 CET',
    '06 Nov 1994 03:49:37 EST',
    '19941106 10:49:37 +0200',
  ])
    assert.equal(parseLooseDate(text), example, text)
  for (const text of ['1994 Nov 6', '06-Nov-94', 'Sun Nov 6 94', '1994.Nov.6', 'Sun/Nov/6/94/GMT', '19941106'])
    assert.equal(parseLooseDate(text), day, text)
  assert.equal(parseLooseDate('Sun, 12 Sep 2004 15:05:58 -0700'), Date.UTC(2004, 8, 12, 22, 5, 58))
  assert.equal(parseLooseDate('20040911 +0200'), Date.UTC(2004, 8, 10, 22))
})

test('ISO 8601 too', () => {
  assert.equal(parseLooseDate('1994-11-06'), Date.UTC(1994, 10, 6))
  assert.equal(parseLooseDate('1994-11-06T08:49:37Z'), example)
  assert.equal(parseLooseDate('1994-11-06 10:49:37+02:00'), example)
})

test('what is no date is undefined, so that it can be a file name', () => {
  for (const text of [
    '',
    'file.txt',
    'cover3.jpg',
    '6 Nov',
    '1994',
    '08:49:37',
    'Nov 1994 1995 6 7',
    '6 Nov 1994 x',
    '31 Feb 2001',
  ])
    assert.equal(parseLooseDate(text), undefined, text)
})

test('any text is a date or undefined', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789:-+ ,./TZNovSunGMT'.split('')) }), (text) => {
      for (const parsed of [parseHttpDate(text), parseLooseDate(text)])
        assert.ok(parsed === undefined || Number.isFinite(parsed))
    }),
    { numRuns: 2000, seed: 1 },
  )
})
