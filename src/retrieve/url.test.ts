import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { parseUrl } from './url.ts'

test('a URL without a scheme is http', () => {
  assert.equal(parseUrl('data.pr4e.org/romeo.txt').href, 'http://data.pr4e.org/romeo.txt')
  assert.equal(parseUrl('localhost:8080').href, 'http://localhost:8080/')
  assert.equal(parseUrl(' //x/y ').href, 'http://x/y')
})

test('a scheme may have any slashes behind it', () => {
  for (const text of ['http:/x:1/y', 'http:\\\\x:1\\y', 'HTTP:///x:1/y', 'http:/me@x:1/y'])
    assert.equal(parseUrl(text).href.replace('me@', ''), 'http://x:1/y', text)
  assert.equal(parseUrl('http:/x/a/../b', { pathAsIs: true }).pathname, '/a/../b')
})

test('other schemes are refused', () => {
  for (const text of [
    'ftp://x/',
    'file:///etc/passwd',
    'file:/etc/passwd',
    'mailto:a@b',
    'data:text/plain,x',
    'javascript:alert(1)',
  ]) {
    assert.throws(
      () => parseUrl(text),
      (error) => isSluiceError(error, 'scheme-not-supported'),
      text,
    )
  }
})

test('what cannot be a URL is said to be none, and why', () => {
  const problems: [string, RegExp][] = [
    ['', /empty/],
    ['http://', /no host/],
    ['http://a b/', /white space/],
    ['http://x:99999/', /99999 is not a port/],
    ['http://x\r\nHost: y/', /control/],
    ['http://[::1/', /host/],
  ]
  for (const [text, problem] of problems) {
    assert.throws(
      () => parseUrl(text),
      (error) => isSluiceError(error, 'bad-url') && problem.test(error.message),
      text,
    )
  }
})

test('dots in a path are sent as written when asked', () => {
  assert.equal(parseUrl('http://x/a/../b').pathname, '/b')
  assert.equal(parseUrl('http://x/a/../b?c', { pathAsIs: true }).pathname, '/a/../b')
})
