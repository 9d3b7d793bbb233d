// Whatever is joined without the URL parser is what the parser says.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Base } from './resolve-link.ts'

const bases = [
  'http://h/',
  'https://user:p%40ss@h.example:8443/a/b.html?q=/x/#f/y',
  'http://h/a//b/;p/../c',
  'http://[::1]:8080/x/',
  'ftp://h/a/b',
  'file:///C:/a/b',
  'data:text/html,x',
]

// What means something to the parser, and what does not.
const pieces = [
  String.raw`/ / . .. // a b.html Z_9 - ~ %2e %41 % \ : c: c| @ ? # ' " < ${'`'} { ^ | [ ; = & + ! * ( , $ é 😀`,
  'http: http://h https://user:p%40ss@h.example:8443 HTTP://H mailto: xn-- 0x7f h',
]
  .flatMap((text) => text.split(' '))
  .concat(' ', '\t', '\n', '\0')

test('a reference resolves as by the URL parser', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fffffff) % below
  for (const href of bases) {
    const base = new Base(href)
    for (let n = 0; n < 40_000; n++) {
      const reference = Array.from({ length: random(7) }, () => pieces[random(pieces.length)]!).join('')
      const expected = URL.parse(reference, href)
      const found = base.resolve(reference, 'UTF-8')
      assert.equal(found, expected?.href, `${JSON.stringify(reference)} from ${href}`)
      if (expected && found !== undefined && /^(?:https?|ftp):/.test(found))
        assert.equal(base.isInternal(found), expected.host === new URL(href).host, found)
    }
  }
})

test('a document of the server of the one before is the same as the first', () => {
  let seed = 8
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fffffff) % below
  for (let n = 0; n < 40_000; n++) {
    const server = ['http://h', 'http://h:80', 'https://h.example:8443', 'http://h.example'][random(4)]!
    const href = `${server}/${Array.from({ length: random(7) }, () => pieces[random(pieces.length)]!).join('')}`
    const base = new Base(href)
    const expected = new URL(href)
    for (const reference of ['a/b', '/c', '?d', ''])
      assert.equal(base.resolve(reference, 'UTF-8'), URL.parse(reference, href)?.href, `${reference} from ${href}`)
    assert.equal(base.isInternal(`${expected.origin}/x`), true, href)
    assert.equal(base.isInternal('http://other/x'), false, href)
  }
})

test('a declared base counts from there on', () => {
  const first = new Base('http://h/a/b')
  const base = first.declare('//other/c/d').declare('/no')
  assert.equal(first.resolve('e', 'UTF-8'), 'http://h/a/e')
  assert.equal(base.resolve('e', 'UTF-8'), 'http://other/c/e')
  assert.equal(base.resolve('/e?x#y', 'UTF-8'), 'http://other/e?x#y')
  assert.equal(base.isInternal('http://other/c/e'), false)
  assert.equal(base.site, 'http://other')
})

test('a declared base that cannot be used is the last all the same', () => {
  const base = new Base('http://h/a/b').declare('javascript:1').declare('/c/')
  assert.equal(base.resolve('e', 'UTF-8'), 'http://h/a/e')
})

test('without a base only what is absolute resolves', () => {
  const base = new Base(undefined)
  assert.equal(base.resolve('a', 'UTF-8'), undefined)
  assert.equal(base.resolve('http://h', 'UTF-8'), 'http://h/')
})
