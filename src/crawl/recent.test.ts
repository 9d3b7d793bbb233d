import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recent } from './recent.ts'

test('what was added lately is found, and nothing else', () => {
  const recent = new Recent<{ url: string; n: number }>()
  const url = (n: number) => `http://h/p${n}`
  for (let n = 0; n < 300_000; n++) {
    assert.equal(recent.get(url(n)), undefined)
    recent.add({ url: url(n), n })
    // One that is asked for now and then stays for good.
    if (n % 1000 === 0) assert.equal(recent.get(url(0))?.n, 0)
  }
  for (let n = 270_000; n < 300_000; n++) assert.equal(recent.get(url(n))?.n, n)
  assert.equal(recent.get(url(1)), undefined)
})

test('a URL is found by its parts, and by no others', () => {
  const recent = new Recent<{ url: string }>()
  const value = { url: 'http://h/a/b' }
  recent.add(value)
  for (let cut = 0; cut <= value.url.length; cut++)
    assert.equal(recent.under(value.url.slice(0, cut), value.url.slice(cut)), value)
  assert.equal(recent.under('http://h', '/a/c'), undefined)
  assert.equal(recent.under('http://h', '/a/b/'), undefined)
  assert.equal(recent.under('http://i', '/a/b'), undefined)
})

test('what is known is fetched, and stays what it was', () => {
  const recent = new Recent<{ url: string }>()
  assert.equal(recent.fetch('http://h', ['/a']), 0)
  const value = { url: 'http://h/a' }
  recent.add(value)
  assert.equal(recent.fetch('http://h', ['/a']), value.url.length)
  assert.equal(recent.get('http://h/a'), value)
})
