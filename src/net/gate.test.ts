import assert from 'node:assert/strict'
import { test } from 'node:test'
import { both, byHand, every, rate } from './gate.ts'

const never = new AbortController().signal

test('no delay is no wait', () => {
  assert.equal(every(0)(10, 10, never), undefined)
})

test('a delay may change while it is used', () => {
  let ms = 0
  const gate = every(() => ms)
  assert.equal(gate(1, 1, never), undefined)
  ms = 1
  assert.ok(gate(1, 2, never) instanceof Promise)
})

test('a rate waits for what came too early, and saves up waits that are too short for a timer', () => {
  let now = 0
  const gate = rate(1000, () => now)
  assert.equal(gate(4, 4, never), undefined)
  const wait = gate(100, 104, never)
  assert.ok(wait instanceof Promise)
  now = 200
  assert.equal(gate(50, 154, never), undefined)
  return wait
})

test('a rate is that of all connections together, and what did not come cannot all be made up for', () => {
  let now = 0
  const gate = rate(1000, () => now)
  const abort = new AbortController()
  void gate(1000, 1000, abort.signal)
  void gate(1000, 1000, abort.signal)
  now = 1900
  assert.ok(gate(1, 1001, abort.signal) instanceof Promise)
  now = 60_000
  assert.equal(gate(1000, 2000, abort.signal), undefined)
  assert.ok(gate(100, 2100, abort.signal) instanceof Promise)
  abort.abort()
})

test('an aborted retrieval opens every gate', async () => {
  const abort = new AbortController()
  const hand = byHand()
  const waits: (Promise<void> | undefined)[] = [
    every(1e9)(1, 1, abort.signal),
    hand.gate(1, 1, abort.signal),
    both(every(1e9), every(1e9))(1, 1, abort.signal),
  ]
  abort.abort()
  for (const wait of waits) await wait
})

test('a step by hand opens once, a release for good', async () => {
  const { gate, step, release } = byHand()
  const first = gate(1, 1, never)
  step()
  await first
  const second = gate(1, 2, never)
  release()
  await second
  assert.equal(gate(1, 3, never), undefined)
})
