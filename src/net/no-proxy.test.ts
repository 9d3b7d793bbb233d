import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { bypassesProxy } from './no-proxy.ts'

function bypassed(list: string, hosts: string[], port = 80): void {
  for (const host of hosts) assert.equal(bypassesProxy(list, host, port), true, `${host} in ${list}`)
}

function proxied(list: string, hosts: string[], port = 80): void {
  for (const host of hosts) assert.equal(bypassesProxy(list, host, port), false, `${host} in ${list}`)
}

test('* is every host, nothing is none', () => {
  bypassed('*', ['a.test', '127.0.0.1', '[::1]'])
  bypassed('a.test, *', ['b.test'])
  proxied('', ['a.test', 'localhost'])
  proxied(' , ', ['a.test'])
})

test('a name is itself and all below it, with or without a leading dot', () => {
  for (const list of [
    'example.com',
    '.example.com',
    '*.example.com',
    'EXAMPLE.com.',
    'x.test,example.com',
    'x example.com',
  ]) {
    bypassed(list, ['example.com', 'www.example.com', 'a.b.example.com', 'Example.COM.'])
    proxied(list, ['badexample.com', 'example.com.evil.test', 'example.co', 'com'])
  }
})

test('addresses are compared as addresses', () => {
  bypassed('192.0.2.7', ['192.0.2.7'])
  proxied('192.0.2.7', ['192.0.2.70', '7.192.0.2.7.test', '1.192.0.2'])
  bypassed('2001:db8::7,[::1]', ['[2001:db8:0:0::7]', '2001:db8::7', '[::1]'])
  proxied('::1', ['[::2]', '127.0.0.1'])
  proxied('0.2.7', ['192.0.2.7'])
})

test('CIDR', () => {
  bypassed('10.0.0.0/8 192.0.2.128/25', ['10.9.8.7', '192.0.2.200'])
  proxied('10.0.0.0/8,192.0.2.128/25', ['11.0.0.1', '192.0.2.1', '10.test'])
  bypassed('0.0.0.0/0', ['203.0.113.1'])
  bypassed('fe80::/10', ['[fe80::1]', '[febf::1]'])
  proxied('fe80::/10', ['[fec0::1]', '10.0.0.1'])
  proxied('10.0.0.0/33,10.0.0.0/,10.0.0.0/x,10.0.0.0/8/9,10.0.0/8', ['10.0.0.1'])
})

test('a port restricts an entry to it', () => {
  bypassed('example.com:8080', ['www.example.com'], 8080)
  proxied('example.com:8080', ['www.example.com'], 80)
  bypassed('192.0.2.7:80,[::1]:80', ['192.0.2.7', '[::1]'])
  proxied('192.0.2.7:81,[::1]:81', ['192.0.2.7', '[::1]'])
})

test('loopback is not special', () => {
  proxied('example.com', ['localhost', '127.0.0.1', '[::1]'])
  bypassed('localhost', ['localhost', 'a.localhost'])
})

test('any list answers', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'.*:/[], 01aé'.split('')) }), fc.string(), (list, host) => {
      assert.equal(typeof bypassesProxy(list, host, 80), 'boolean')
      assert.equal(typeof bypassesProxy(list, '10.0.0.1', 80), 'boolean')
    }),
    { numRuns: 1000, seed: 1 },
  )
})
