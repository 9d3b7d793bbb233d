import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../errors.ts'
import { waitBeforeRetry } from './retry.ts'

const status = (code: number) => new SluiceError('http-status', { status: code, reason: '' })
const reset = new SluiceError('receive-failed', { reason: 'reset', received: 5 })
const noJitter = () => 0

test("curl's set is tried again, doubling from a second", () => {
  for (const code of [408, 429, 500, 502, 503, 504])
    assert.equal(waitBeforeRetry(status(code), 1, 0, { retries: 1 }, undefined, noJitter), 1000)
  for (const code of [400, 401, 403, 404, 501])
    assert.equal(waitBeforeRetry(status(code), 1, 0, { retries: 1 }, undefined), undefined)
  assert.equal(waitBeforeRetry(status(503), 4, 0, { retries: 9 }, undefined, noJitter), 8000)
})

test('nothing is tried again unless asked for, nor more often', () => {
  assert.equal(waitBeforeRetry(status(503), 1, 0, {}, undefined), undefined)
  assert.equal(waitBeforeRetry(status(503), 3, 0, { retries: 2 }, undefined), undefined)
})

test('a reset is tried again only with --retry-all-errors, a refusal with --retry-connrefused', () => {
  assert.equal(waitBeforeRetry(reset, 1, 0, { retries: 1 }, undefined), undefined)
  assert.equal(waitBeforeRetry(reset, 1, 0, { retries: 1, retryAll: true }, undefined, noJitter), 1000)
  const refused = new SluiceError('connect-failed', {
    host: 'a',
    port: 1,
    tried: [{ address: 'a', reason: 'refused the connection' }],
  })
  assert.equal(waitBeforeRetry(refused, 1, 0, { retries: 1 }, undefined), undefined)
  assert.equal(waitBeforeRetry(refused, 1, 0, { retries: 1, retryRefused: true }, undefined, noJitter), 1000)
})

test('the server may say how long, the user how long at most', () => {
  assert.equal(waitBeforeRetry(status(429), 1, 0, { retries: 1 }, 7000), 7000)
  assert.equal(waitBeforeRetry(status(429), 1, 5000, { retries: 1, retryMaxTime: 10_000 }, 7000), undefined)
})

test('what the user ended, and the clock over all tries, is final', () => {
  const aborted = new SluiceError('aborted', { reason: 'SIGINT' })
  const late = new SluiceError('timed-out', { clock: 'max', allowed: 1, received: 0, during: 'wait' })
  for (const error of [aborted, late])
    assert.equal(waitBeforeRetry(error, 1, 0, { retries: 5, retryAll: true }, undefined), undefined)
})

test('jitter is at most a tenth', () => {
  assert.equal(
    waitBeforeRetry(status(503), 1, 0, { retries: 1 }, undefined, () => 1),
    1100,
  )
})
