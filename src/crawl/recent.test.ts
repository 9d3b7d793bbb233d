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
