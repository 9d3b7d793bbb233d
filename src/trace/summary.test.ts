import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTrace } from '../../test/trace/sample.ts'
import type { TraceEvent } from './event.ts'
import { SummaryFold } from './summary.ts'

const later = (events: TraceEvent[], ms: number) => events.map((event) => ({ ...event, at: event.at + ms }))

test('phases are told apart by request: redirects and tries have their own', () => {
  const [start, ...asked] = sampleTrace().slice(0, 8) as [TraceEvent, ...TraceEvent[]]
  const end = sampleTrace().at(-1)!
  const { exchanges, timings, attempts } = folded([
    start,
    ...asked,
    { at: 50, type: 'redirect', status: 302, from: 'http://a.test/', to: 'http://b.test/', method: 'GET' },
    ...later(asked, 100),
    { at: 150, type: 'retry', why: 'reset', wait: 1000, from: 0 },
    ...later(asked, 2000),
    { ...end, at: 2200 },
  ])
  assert.equal(attempts, 2)
  assert.deepEqual(
    exchanges.map(({ url, attempt }) => [url, attempt]),
    [
      ['http://data.pr4e.org/cover3.jpg', 1],
      ['http://b.test/', 1],
      ['http://b.test/', 2],
    ],
  )
  const each = { resolve: 1, connect: 2, tls: null, wait: 2.8, receive: 0 }
  for (const { timings: own } of exchanges) {
    const { request, wait, ...rest } = own
    assert.deepEqual({ ...rest, wait: Math.round(wait! * 10) / 10 }, each)
    assert.ok(Math.abs(request! - 0.2) < 1e-9)
  }
  assert.deepEqual([timings.resolve, timings.connect, timings.total], [3, 6, 2200])
})

test('what comes between requests is in no phase: not the wait for the next try, nor what the disk took after the last byte', () => {
  const events = sampleTrace()
  const last = events.findLast(({ type }) => type === 'read')!.at
  const first = events.find(({ type }) => type === 'read')!.at
  const { timings } = folded([...events.slice(0, -1), { ...events.at(-1)!, at: 9000 }])
  assert.equal(timings.receive, last - first)
  assert.equal(timings.total, 9000)
})

test('a connection that was taken again was not made', () => {
  const events = sampleTrace().map((event): TraceEvent =>
    event.type === 'connect' ? { ...event, reused: true, took: 0 } : event,
  )
  assert.equal(folded(events).timings.connect, null)
})

function folded(events: TraceEvent[]) {
  const fold = new SummaryFold()
  for (const event of events) fold.see(event)
  return fold.summary
}
