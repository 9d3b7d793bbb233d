import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfter } from './retry-after.ts'

const now = Date.UTC(2018, 3, 11, 12)
const hour = 3_600_000

test('seconds or an HTTP-date', () => {
  assert.equal(retryAfter('120', now), 120_000)
  assert.equal(retryAfter('0', now), 0)
  assert.equal(retryAfter('Wed, 11 Apr 2018 12:00:30 GMT', now), 30_000)
  assert.equal(retryAfter('Wednesday, 11-Apr-18 12:01:00 GMT', now), 60_000)
})

test('a date that has passed asks for no wait', () => {
  assert.equal(retryAfter('Wed, 11 Apr 2018 11:00:00 GMT', now), 0)
})

test('Retry-After is capped', () => {
  for (const value of ['999999999', '9'.repeat(400), 'Wed, 11 Apr 2068 12:00:00 GMT'])
    assert.equal(retryAfter(value, now), hour)
})

test('what cannot be read asks for nothing', () => {
  for (const value of ['', '-1', '1.5', '1e3', 'soon', '0x10', '120 s', '٣'])
    assert.equal(retryAfter(value, now), undefined)
})
