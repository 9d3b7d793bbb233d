import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTrace } from '../../test/trace/sample.ts'
import type { TraceEvent } from './event.ts'
import { TraceStore } from './store.ts'

test('every byte that came and every read is in some column, however many there are', () => {
  const store = stored(sampleTrace())
  for (const count of [1, 7, 80, 1024]) {
    const columns = store.columns(count, store.now.at)
    assert.equal(columns.length, count)
    const reads = sampleTrace().filter(({ type }) => type === 'read').length
    if (count <= 80) assert.ok(columns.reduce((sum, { reads: n }) => sum + n, 0) >= reads)
  }
  const [all] = store.columns(1, store.now.at + 1)
  assert.equal(all!.reads, 20)
  assert.equal(all!.came, store.now.received)
})

test('the window is shut from the sample that says so to the one that says it is open', () => {
  const store = stored([kernel(0, 9000), kernel(100, 0), kernel(400, 9000)])
  store.tick(1000)
  assert.equal(store.now.shut, 300)
  assert.equal(store.now.shutSince, undefined)
  assert.deepEqual(
    store.columns(10, 1000).map(({ shut }) => Math.round(shut * 100) / 100),
    [0, 1, 1, 1, 0, 0, 0, 0, 0, 0],
  )
})

test('a receive buffer that is nearly used up shuts the window too, whatever the last advertised one was', () => {
  const store = stored([{ ...kernel(10, 9000), queueMemory: 30_000, receiveBuffer: 32_768 }])
  assert.equal(store.now.shutSince, 10)
})

test('time that goes by keeps what was so', () => {
  const store = stored([{ ...kernel(10, 0), recvQueue: 5000 }])
  store.tick(60_000)
  const columns = store.columns(60, 60_000)
  assert.ok(columns.every(({ waiting }) => waiting === 5000))
  assert.ok(columns.slice(1).every(({ shut }) => shut === 1))
})

test('a month is drawn in the same memory, and nothing of it is lost', () => {
  const store = new TraceStore()
  const day = 86_400_000
  for (let i = 1; i <= 3000; i++)
    store.see({ at: (i * 30 * day) / 3000, type: 'read', bytes: 100, total: 100 * i, asked: 200 })
  const [all] = store.columns(1, 31 * day)
  assert.deepEqual(
    { reads: all!.reads, came: all!.came, largest: all!.largest },
    { reads: 3000, came: 300_000, largest: 0.5 },
  )
})

test('without the kernel the bytes came when they were read, and the buffer is unknown', () => {
  const store = stored(
    sampleTrace()
      .filter(({ type }) => type !== 'kernel')
      .map(withoutKernel),
  )
  const [all] = store.columns(1, store.now.at + 1)
  assert.equal(all!.came, store.now.received)
  assert.ok(Number.isNaN(all!.held))
})

function stored(events: TraceEvent[]): TraceStore {
  const store = new TraceStore()
  for (const event of events) store.see(event)
  return store
}

function kernel(at: number, window: number): TraceEvent & { type: 'kernel' } {
  return { at, type: 'kernel', window, arrived: 0 }
}

function withoutKernel(event: TraceEvent): TraceEvent {
  if (event.type !== 'read') return event
  const { at, type, bytes, total, asked } = event
  return { at, type, bytes, total, asked }
}
