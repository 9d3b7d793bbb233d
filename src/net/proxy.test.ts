import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isSluiceError } from '../errors.ts'
import { forwards, nameOf, parseProxy, proxyAuthorization, proxyFor } from './proxy.ts'

const http = new URL('http://a.test/')
const https = new URL('https://a.test/')

test('-x: protocol, credentials, host and port; http and 1080 unless told, 443 for https', () => {
  assert.deepEqual(parseProxy('p.test'), { protocol: 'http', host: 'p.test', port: 1080 })
  assert.deepEqual(parseProxy('p.test:80/'), { protocol: 'http', host: 'p.test', port: 80 })
  assert.deepEqual(parseProxy('HTTPS://p.test'), { protocol: 'https', host: 'p.test', port: 443 })
  for (const protocol of ['socks4', 'socks4a', 'socks5', 'socks5h'])
    assert.deepEqual(parseProxy(`${protocol}://p:9`), { protocol, host: 'p', port: 9 })
  assert.equal(parseProxy('socks://p').protocol, 'socks4')
  assert.deepEqual(parseProxy('http://us%40er:p%3aw@[::1]:3128'), {
    protocol: 'http',
    host: '::1',
    port: 3128,
    credentials: { user: 'us@er', password: 'p:w' },
  })
})

test('what is no proxy is a usage error that does not show the password', () => {
  for (const text of [
    'ftp://s3cret@p',
    'http://',
    'http://u:s3cret@',
    'p:99999',
    'u:s3cret@:80',
    'http://a b/',
    '[::1',
    'p:x',
  ])
    assert.throws(
      () => parseProxy(text),
      (error) => isSluiceError(error, 'usage') && !error.message.includes('s3cret'),
      text,
    )
})

test('the environment: http_proxy in lower case only, the others in either, lower case first', () => {
  const host = (url: URL, environment: NodeJS.ProcessEnv) => proxyFor(url, {}, environment)?.host
  assert.equal(host(http, { http_proxy: 'p1' }), 'p1')
  assert.equal(host(http, { HTTP_PROXY: 'p1' }), undefined)
  assert.equal(host(http, { https_proxy: 'p1' }), undefined)
  assert.equal(host(https, { https_proxy: 'p1', HTTPS_PROXY: 'p2', all_proxy: 'p3' }), 'p1')
  assert.equal(host(https, { HTTPS_PROXY: 'p2', ALL_PROXY: 'p3' }), 'p2')
  assert.equal(host(https, { http_proxy: 'p1', ALL_PROXY: 'p3' }), 'p3')
  assert.equal(host(http, { http_proxy: '', all_proxy: 'p3' }), 'p3')
  assert.equal(host(http, {}), undefined)
})

test('-x goes before the environment, and an empty one is no proxy', () => {
  assert.equal(proxyFor(http, { proxy: 'p0' }, { http_proxy: 'p1' })?.host, 'p0')
  assert.equal(proxyFor(http, { proxy: '' }, { http_proxy: 'p1' }), undefined)
})

test('no_proxy holds for -x too, and --noproxy is instead of it', () => {
  assert.equal(proxyFor(http, { proxy: 'p0' }, { no_proxy: 'a.test' }), undefined)
  assert.equal(proxyFor(http, { proxy: 'p0' }, { NO_PROXY: 'a.test' }), undefined)
  assert.equal(proxyFor(http, { proxy: 'p0', noProxy: '' }, { no_proxy: 'a.test' })?.host, 'p0')
  assert.equal(proxyFor(http, { proxy: 'p0', noProxy: '.test' }, {}), undefined)
  assert.equal(proxyFor(https, { proxy: 'p0', noProxy: 'a.test:80' }, {})?.host, 'p0')
})

test('loopback is not special', () => {
  for (const url of ['http://localhost/', 'http://127.0.0.1/', 'http://[::1]/'])
    assert.equal(proxyFor(new URL(url), { proxy: 'p0' }, {})?.host, 'p0')
})

test('a proxy is shown without its credentials, which go into one field', () => {
  const proxy = parseProxy('http://u:s3cret@[::1]:8')
  assert.equal(nameOf(proxy), 'http://[::1]:8')
  assert.equal(proxyAuthorization(proxy), `Basic ${btoa('u:s3cret')}`)
  assert.equal(proxyAuthorization(parseProxy('p')), undefined)
})

test('HTTP proxies forward http and tunnel https; SOCKS tunnels both', () => {
  assert.equal(forwards(parseProxy('https://p'), http), true)
  assert.equal(forwards(parseProxy('http://p'), https), false)
  assert.equal(forwards(parseProxy('socks5h://p'), http), false)
})

test('any text is a proxy or a usage error', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'http://sock5:@[]%.a1 é\n'.split('')) }), (text) => {
      try {
        assert.notEqual(parseProxy(text).host, '')
      } catch (error) {
        assert.ok(isSluiceError(error, 'usage'))
      }
    }),
    { numRuns: 1000, seed: 1 },
  )
})
