import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isSluiceError } from '../errors.ts'
import { Header } from './header.ts'
import { nextRequest, parseReferer } from './redirect.ts'
import type { NextRequest } from './redirect.ts'
import type { Field } from './types.ts'

const fields: Field[] = [
  ['Authorization', 'Bearer t'],
  ['Cookie', 'a=b'],
  ['Proxy-Authorization', 'Basic eA=='],
  ['X-Own', 'v'],
]

interface Hop {
  from?: string
  first?: string
  status?: number
  trusted?: boolean
}

function follow(location: string | string[], { from = 'http://a.test/dir/start?x=/y', ...more }: Hop = {}) {
  const lines = [location].flat().map((value): Field => ['Location', value])
  const first = new URL(more.first ?? from)
  const { status = 302, trusted = false } = more
  return nextRequest({ status, header: new Header(lines), url: new URL(from), first, fields, trusted })
}

function reach(location: string | string[], hop?: Hop): NextRequest {
  const next = follow(location, hop)
  assert.ok(next)
  return next
}

const goesTo = (location: string | string[], hop?: Hop) => reach(location, hop).url.href

test('a Location is resolved as the URL standard does', () => {
  const expected = {
    '/b': 'http://a.test/b',
    b: 'http://a.test/dir/b',
    './a:b': 'http://a.test/dir/a:b',
    '../../../c': 'http://a.test/c',
    '?q=1': 'http://a.test/dir/start?q=1',
    '//b.test/x': 'http://b.test/x',
    'https://b.test': 'https://b.test/',
    'HTTP://B.test:80?q': 'http://b.test/?q',
    '/a%2Fb%zz': 'http://a.test/a%2Fb%zz',
  }
  for (const [location, url] of Object.entries(expected)) assert.equal(goesTo(location), url)
})

test('spaces and other characters that no URL has are encoded, backslashes are slashes', () => {
  assert.equal(goesTo('/a b?c d'), 'http://a.test/a%20b?c%20d')
  assert.equal(goesTo('/<x>\x01'), 'http://a.test/%3Cx%3E')
  assert.equal(goesTo('/<x>\x01y'), 'http://a.test/%3Cx%3E%01y')
  assert.equal(goesTo('\\\\b.test\\x'), 'http://b.test/x')
})

test('raw UTF-8 in a Location is those characters, other bytes are encoded as they stand', () => {
  assert.equal(goesTo('/\xc3\xbc?\xc3\xbc'), 'http://a.test/%C3%BC?%C3%BC')
  assert.equal(goesTo('/\xfc'), 'http://a.test/%FC')
  assert.equal(goesTo('http://b\xc3\xbccher.test/'), 'http://xn--bcher-kva.test/')
})

test('the fragment is inherited unless the Location has its own', () => {
  assert.equal(goesTo('/b', { from: 'http://a.test/#f' }), 'http://a.test/b#f')
  assert.equal(goesTo('/b#g', { from: 'http://a.test/#f' }), 'http://a.test/b#g')
  assert.equal(goesTo('/b#', { from: 'http://a.test/#f' }), 'http://a.test/b#')
})

test('follows 300, 301, 302, 303, 307, 308 and unknown 3xx, but not 304, 305, 306 or anything else', () => {
  for (const status of [300, 301, 302, 303, 307, 308, 399]) assert.ok(follow('/b', { status }))
  for (const status of [200, 201, 204, 304, 305, 306, 404, 503]) assert.equal(follow('/b', { status }), undefined)
})

test('without a Location, or with an empty one, the answer is the answer', () => {
  assert.equal(follow([]), undefined)
  assert.equal(follow(''), undefined)
})

test('of several Location fields the first counts', () => {
  assert.equal(goesTo(['/b', '/c']), 'http://a.test/b')
})

test('only http and https', () => {
  for (const location of ['ftp://a.test/', 'file:///etc/passwd', 'javascript:alert(1)', 'gopher://a.test/', 'a:b'])
    assert.throws(
      () => follow(location),
      (error) => isSluiceError(error, 'scheme-not-supported'),
    )
})

test('a Location that is no URL is refused and said safely', () => {
  for (const location of ['http://', 'http://b c/x', 'http://[::1/', 'http://b.test:65536/', '//\x1b[31m/'])
    assert.throws(
      () => follow(location),
      (error) => isSluiceError(error, 'bad-url') && !error.message.includes('\x1b'),
    )
})

test('origin = scheme + host + port: on another origin every header the user set is dropped, with its credentials', () => {
  for (const location of [
    'http://b.test/',
    'http://a.test:8080/',
    'https://a.test/',
    'http://sub.a.test/',
    '//a.test./',
  ]) {
    const next = reach(location)
    assert.deepEqual(next.fields, [])
    assert.deepEqual(next.dropped, ['Authorization', 'Cookie', 'Proxy-Authorization', 'X-Own'])
    assert.equal(next.credentials, false)
  }
})

test('on the same origin everything goes along', () => {
  for (const location of ['/b', 'http://a.test/b', 'http://A.TEST:80/b', '//a.test/b']) {
    const next = reach(location)
    assert.deepEqual(next.fields, fields)
    assert.deepEqual(next.dropped, [])
    assert.equal(next.credentials, true)
  }
})

test("a redirect back to the user's own origin gets what was set for it, one within another origin does not", () => {
  assert.equal(reach('http://a.test/', { from: 'http://b.test/', first: 'http://a.test/x' }).credentials, true)
  assert.equal(reach('/y', { from: 'http://b.test/', first: 'http://a.test/x' }).credentials, false)
})

test('--location-trusted takes everything to other origins', () => {
  const next = reach('http://b.test/', { trusted: true })
  assert.deepEqual([next.fields, next.credentials], [fields, true])
})

test('https to http drops secrets, even when trusted, and says so', () => {
  for (const trusted of [false, true]) {
    const next = reach('http://a.test/', { from: 'https://a.test/', trusted })
    assert.deepEqual([next.fields, next.credentials, next.downgraded], [[], false, true])
  }
  assert.equal(reach('https://a.test/').downgraded, false)
  // By way of a third: the secrets were given for https and go nowhere else.
  const later = reach('http://b.test/', { from: 'http://c.test/', first: 'https://a.test/', trusted: true })
  assert.equal(later.credentials, false)
})

test('userinfo of a URL stays on its origin, unless a Location has its own', () => {
  const from = 'http://u:p@a.test/'
  assert.equal(goesTo('/b', { from }), 'http://u:p@a.test/b')
  assert.equal(goesTo('http://a.test/b', { from }), 'http://u:p@a.test/b')
  assert.equal(goesTo('http://v:w@a.test/b', { from }), 'http://v:w@a.test/b')
  for (const location of ['http://b.test/', '//b.test/', 'https://a.test/', 'http://a.test:81/'])
    assert.doesNotMatch(goesTo(location, { from }), /u|@/)
  assert.equal(goesTo('http://v:w@b.test/', { from }), 'http://v:w@b.test/')
  assert.equal(goesTo('/c', { from: 'http://v:w@b.test/', first: from }), 'http://v:w@b.test/c')
  assert.equal(goesTo('http://a.test/', { from: 'http://v:w@b.test/', first: from }), from)
  assert.equal(
    goesTo('http://c.test/', { from: 'http://v:w@b.test/', first: from, trusted: true }),
    'http://u:p@c.test/',
  )
})

test('Referer never carries userinfo, nor the fragment, and is not sent from https to http', () => {
  assert.equal(reach('/b', { from: 'http://u:p@a.test/x?y#z' }).referer, 'http://a.test/x?y')
  assert.equal(reach('http://b.test/', { from: 'https://a.test/x' }).referer, undefined)
  assert.deepEqual(parseReferer('http://u:p@h/x;auto'), { referer: 'http://h/x', auto: true })
  assert.deepEqual(parseReferer(';auto'), { referer: undefined, auto: true })
  assert.deepEqual(parseReferer('http://h/'), { referer: 'http://h/', auto: false })
})

test('any Location leads to an http URL or fails by the table, and nothing leaks to another origin', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) }),
      (text) => {
        try {
          const next = follow(text)
          if (next && next.url.origin !== 'http://a.test') assert.deepEqual(next.fields, [])
          if (next) assert.match(next.url.protocol, /^https?:$/)
        } catch (error) {
          assert.ok(isSluiceError(error, 'bad-url') || isSluiceError(error, 'scheme-not-supported'))
        }
      },
    ),
    { numRuns: 2000, seed: 1 },
  )
})
