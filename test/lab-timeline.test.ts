// What the page knows of a trace, without a page.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTold } from '../src/lab/page/message-texts.ts'
import { momentAt, pausesUntil } from '../src/lab/page/moment.ts'
import { sentenceAt } from '../src/lab/page/sentence.ts'
import { Steps } from '../src/lab/page/steps.ts'
import { Timeline } from '../src/lab/page/timeline.ts'
import type { TraceEvent } from '../src/trace/event.ts'

function timelineOf(events: TraceEvent[]): Timeline {
  const line = new Timeline()
  for (const event of events) line.see(event)
  return line
}

const began: TraceEvent = {
  type: 'trace',
  at: 0,
  version: 1,
  started: '2018-04-11T18:54:09Z',
  tool: 'sluice',
  url: 'http://a/',
  options: { delay: 250, recvSize: 5120 },
  capabilities: [],
}
const asked: TraceEvent = { type: 'request', at: 1, method: 'GET', target: '/', bytes: 4, text: 'GET' }
const server = (at: number, rwndLimited: number): TraceEvent => ({ type: 'origin', at, sent: 100, rwndLimited })
const read = (at: number, total: number, bytes = 5120): TraceEvent => ({ type: 'read', at, bytes, total, asked: 5120 })

test('the smallest and largest of any stretch are those that a look at each would find', () => {
  const steps = new Steps()
  const values = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1009)
  for (const [i, value] of values.entries()) steps.set(i, value)
  for (const [first, last] of [
    [0, 999],
    [0, 0],
    [63, 64],
    [1, 998],
    [64, 127],
    [500, 700],
  ] as const) {
    const stretch = values.slice(first, last + 1)
    assert.deepEqual(steps.extremes(first, last), [Math.min(...stretch), Math.max(...stretch)])
  }
})

test('a value holds from its time until the next', () => {
  const steps = new Steps()
  steps.set(10, 1)
  steps.set(20, 2)
  assert.deepEqual(
    [9, 10, 19, 20, 99].map((at) => steps.at(at)),
    [undefined, 1, 1, 2, 2],
  )
})

test('the server’s pauses are where its kernel’s clock ran, whole and in pieces', () => {
  const line = timelineOf([
    began,
    asked,
    server(10, 0),
    server(110, 60),
    server(210, 160),
    server(310, 200),
    server(600, 200),
    server(700, 250),
  ])
  assert.deepEqual(line.pauses, [
    { from: 50, to: 250 },
    { from: 650, to: 700 },
  ])
  assert.equal(momentAt(line, 650).paused, 200)
})

test('without the server’s word a pause is inferred from a full buffer', () => {
  const kernel = (at: number, queueMemory: number): TraceEvent => ({
    type: 'kernel',
    at,
    queueMemory,
    receiveBuffer: 1000,
  })
  const line = timelineOf([
    began,
    asked,
    kernel(100, 900),
    kernel(200, 950),
    kernel(300, 100),
    kernel(400, 990),
    kernel(450, 10),
  ])
  assert.deepEqual(line.pauses, [
    { from: 100, to: 300 },
    { from: 400, to: 450 },
  ])
  assert.equal(momentAt(line, 450).paused, 250)
})

test('without the server’s word a shut window is a pause, as long as nothing else is said', () => {
  const kernel = (at: number, window: number): TraceEvent => ({
    type: 'kernel',
    at,
    window,
    queueMemory: 790,
    receiveBuffer: 1000,
  })
  const line = timelineOf([began, asked, kernel(100, 5000), kernel(200, 0)])
  const moment = momentAt(line, 1200)
  assert.deepEqual([moment.pausedFor, moment.paused], [1000, 1000])
  assert.deepEqual(pausesUntil(line, moment), [{ from: 200, to: 1200 }])
  line.see(kernel(1300, 5000))
  assert.deepEqual(line.pauses, [{ from: 200, to: 1300 }])
  assert.deepEqual([momentAt(line, 1400).pausedFor, momentAt(line, 1400).paused], [0, 1100])
})

test('the door is shut and the server paused by the same measure: a segment of this connection', () => {
  const kernel = (at: number, window: number, segmentBytes?: number): TraceEvent => ({
    type: 'kernel',
    at,
    window,
    ...(segmentBytes && { segmentBytes }),
  })
  const seen = (window: number, segmentBytes?: number) => {
    const line = timelineOf([began, asked, kernel(100, 5000, segmentBytes), kernel(200, window)])
    return [momentAt(line, 300).shut, line.holds]
  }
  assert.deepEqual(
    [seen(1447), seen(1448), seen(1448, 65_483), seen(535, 536), seen(536, 536)],
    [
      [true, true],
      [false, false],
      [false, false],
      [true, true],
      [false, false],
    ],
  )
})

test('the server has done when the last byte arrived, whatever the kernel says after', () => {
  const kernel = (at: number, arrived: number, window = 5000): TraceEvent => ({ type: 'kernel', at, arrived, window })
  const line = timelineOf([began, asked, kernel(100, 4000), kernel(200, 9000), kernel(300, 9000, 0)])
  assert.equal(line.serverDone, undefined)
  assert.equal(line.holds, true)
  line.see({ type: 'complete', at: 400, received: 9000, content: 8000, declared: true })
  assert.equal(line.serverDone, 200)
  line.see(kernel(500, 9000, 0))
  assert.equal(line.holds, false)
})

test('an event of a name that every object knows is none that is told of', () => {
  assert.equal(isTold(asked), true)
  assert.equal(isTold({ type: 'toString' } as unknown as TraceEvent), false)
})

test('a moment knows what was read, what is asked for, and how long it sleeps', () => {
  const line = timelineOf([
    began,
    asked,
    read(10, 5120),
    read(260, 10240),
    { type: 'setting', at: 300, name: 'delay', value: 0 },
  ])
  const moment = momentAt(line, 290)
  assert.deepEqual([moment.read, moment.count, moment.delay, moment.slept, moment.recvSize], [10240, 2, 250, 30, 5120])
  assert.deepEqual(moment.last, [
    { bytes: 5120, total: 5120 },
    { bytes: 5120, total: 10240 },
  ])
  assert.equal(momentAt(line, 301).delay, 0)
  assert.equal(momentAt(line, 5).phase, 'asked')
})

test('a server that was paused, if ever so shortly, is not told of as one that never was', () => {
  const sentence = (paused: number) => {
    const line = timelineOf([
      began,
      asked,
      { type: 'kernel', at: 5, recvQueue: 100 },
      server(10, 0),
      server(100, paused),
      read(101, 5120),
      { type: 'complete', at: 102, received: 5120, content: 5000, declared: true },
    ])
    return sentenceAt(momentAt(line, 102), line, undefined)
      .map((part) => (typeof part === 'string' ? part : part[0]))
      .join('')
  }
  assert.match(sentence(0), /At most 100 bytes ever waited in the buffer, and the server was never told to stop\. $/)
  assert.match(sentence(2), /At most 100 bytes ever waited in the buffer\. $/)
  assert.match(sentence(10), /1 read\. The server was paused for 0\.01 s of it \(10%\)/)
})
