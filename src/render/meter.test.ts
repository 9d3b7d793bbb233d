import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TraceEvent } from '../trace/event.ts'
import { Meter } from './meter.ts'

function meterAfter(events: TraceEvent[]): Meter {
  const meter = new Meter()
  for (const event of events) meter.see(event)
  return meter
}

const request: TraceEvent = { type: 'request', at: 0, method: 'GET', target: '/', bytes: 30, text: '' }
const head = (length: number | undefined): TraceEvent => ({
  type: 'head',
  at: 1,
  offset: 96,
  size: 100,
  status: 200,
  reason: 'OK',
  version: '1.1',
  fields: [],
  framing: length === undefined ? { type: 'close' } : { type: 'length', length },
  text: '',
})
const read = (at: number, total: number): TraceEvent => ({ type: 'read', at, bytes: 1, total, asked: 1 })

test('the header is not counted as progress', () => {
  const { facts } = meterAfter([request, read(10, 600), head(1000)])
  assert.deepEqual([facts.received, facts.total], [500, 1000])
})

test('rate and time left follow the last seconds', () => {
  const { facts } = meterAfter([request, head(10_000), read(0, 100), read(1000, 1100), read(2000, 2100)])
  assert.equal(facts.rate, 1000)
  assert.equal(facts.left, 8000)
})

test('a retry begins anew, and what is gone on from counts', () => {
  const { facts } = meterAfter([
    request,
    head(1000),
    read(5, 900),
    request,
    { type: 'resume', at: 6, from: 700, why: '' },
    head(300),
    read(9, 150),
  ])
  assert.deepEqual([facts.received, facts.total], [750, 1000])
})

test('the line never is longer than the terminal is wide', () => {
  const meter = meterAfter([request, head(123_456_789), read(0, 100), read(500, 50_000_000)])
  for (let columns = 1; columns < 200; columns++) {
    assert.ok([...meter.line(columns, true)].length <= columns)
    assert.ok(meter.line(columns, false).length <= columns)
  }
})

test('without a length there is no share and no time left', () => {
  const meter = meterAfter([request, head(undefined), read(0, 100), read(1000, 5100)])
  assert.equal(meter.line(80, true), '5 kB  5 kB/s')
})
