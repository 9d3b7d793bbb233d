import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as holds, boolean, constantFrom, double, integer, oneof, property, record } from 'fast-check'
import type { TraceEvent } from '../trace/event.ts'
import { HandMade, SEGMENT } from './hand-made.ts'
import { Attribution, judge } from './judge.ts'

const sum = (shares: Record<string, number>) => Object.values(shares).reduce((a, b) => a + b, 0)

function stalled(): HandMade {
  return new HandMade()
    .wait(20)
    .take(10 * SEGMENT, 20)
    .wait(500)
    .take(10 * SEGMENT, 520)
}

test('a recorded trace judged again gives the same answer', () => {
  const events = stalled().complete()
  const recorded = events.map((event) => JSON.stringify(event)).map((line) => JSON.parse(line) as TraceEvent)
  assert.deepEqual(judge(recorded), judge(events))
})

test('the shares of a whole trace sum to 1, and its intervals to its time', () => {
  const { shares, total, intervals } = judge(stalled().complete())
  assert.ok(Math.abs(sum(shares) - 1) < 1e-9)
  assert.equal(total, 20 + 20 + 500)
  assert.equal(intervals[0]!.from, 0)
  assert.equal(intervals.at(-1)!.to, total)
  for (const [i, { from }] of intervals.entries()) if (i > 0) assert.equal(from, intervals[i - 1]!.to)
})

test('asking during the retrieval changes nothing later', () => {
  const events = stalled().complete()
  const asked = new Attribution()
  for (const event of events) {
    asked.see(event)
    assert.ok(sum(asked.verdict().shares) < 1 + 1e-9)
  }
  assert.deepEqual(asked.verdict(), judge(events))
})

test('looking up, connecting and the TLS handshake are told apart', () => {
  const made = new HandMade()
  made.events.splice(1)
  made.at = 30
  made
    .tell({ type: 'resolve', host: 'h', addresses: ['192.0.2.1'], took: 30 })
    .connect()
    .wait(40)
  made.tell({ type: 'tls', version: 'TLSv1.3', cipher: '', took: 40 }).request().wait(20).take(100, 20)
  const { shares, total, limited_by } = judge(made.complete())
  assert.equal(total, 110)
  const ms = Object.fromEntries(Object.entries(shares).map(([name, part]) => [name, Math.round(part * total)]))
  assert.deepEqual([ms['resolve'], ms['connect'], ms['tls'], ms['ramp']], [30, 20, 40, 20])
  assert.equal(limited_by, 'short')
})

test('what a proxy needs to connect us is no TLS handshake', () => {
  const made = new HandMade()
  made.events.splice(1)
  made.connect().wait(300).wait(40).tell({ type: 'tls', version: 'TLSv1.3', cipher: '', took: 40 })
  const { shares, total, sentence } = judge(made.request().wait(20).take(100, 20).complete())
  assert.deepEqual(
    [shares.connect, shares.tls].map((part) => Math.round(part * total)),
    [340, 40],
  )
  assert.match(sentence, /went into connecting/)
})

test('a redirect and a retry add their own time', () => {
  const made = new HandMade().wait(320).take(300, 20)
  made.tell({ type: 'redirect', status: 302, from: '/', to: '/b', method: 'GET' }).request().wait(20).take(300, 20)
  made.tell({ type: 'retry', why: 'reset', wait: 1000, from: 0 }).wait(1000).connect().request().wait(20).take(300, 20)
  const { shares, total } = judge(made.complete())
  assert.equal(total, 20 + 320 + 20 + 1000 + 20 + 20)
  assert.equal(Math.round(shares.think * total), 300 + 1000)
})

test('waiting before it was tried again is told as that', () => {
  const made = new HandMade().wait(20).take(300, 20)
  made.tell({ type: 'retry', why: '503', wait: 1000, from: 0 }).wait(1000).connect().request().wait(20).take(300, 20)
  const { limited_by, evidence } = judge(made.complete())
  assert.equal(limited_by, 'server')
  assert.equal(evidence[0], '1 s went by until it was tried again')
  assert.doesNotMatch(evidence.join('\n'), /before its first byte, of/)
})

const phases: [says: RegExp, before: TraceEvent[]][] = [
  [/^No limit shows: 100% of 60 s went into looking up the name\.$/, []],
  [/ 99% of 60 s went into connecting\.$/, [{ type: 'resolve', at: 30, host: 'h', addresses: [], took: 30 }]],
  [/ 100% of 60 s went into connecting\.$/, [{ type: 'connect', at: 40, address: '192.0.2.1', took: 10, proxy: 'p' }]],
  [/ 99% of 60 s went into the TLS handshake\.$/, [{ type: 'connect', at: 40, address: '192.0.2.1', took: 10 }]],
]
for (const [says, before] of phases) {
  test(`a failure before the request: ${says.source}`, () => {
    const failed: TraceEvent = { type: 'failed', at: 60_040, code: 'timed-out', message: '', exit: 28 }
    const { sentence, shares } = judge([...before, failed])
    assert.match(sentence, says)
    assert.ok(Math.abs(sum(shares) - 1) < 1e-9)
  })
}

test('connections beside each other add up, each from its own beginning', () => {
  const events = stalled().complete()
  const second = new HandMade().wait(20).take(SEGMENT, 20).complete()
  const later = second.map((event) => ({ ...event, at: event.at + 100, connection: 2 }))
  const { total } = judge([...events, ...later].toSorted((a, b) => a.at - b.at))
  assert.equal(total, 540 + 40)
})

test('time after the last byte is not the retrieval’s', () => {
  assert.equal(judge(stalled().wait(700).complete()).total, 540)
})

test('where the kernel tells nothing, a silence is likely the server’s and the answer says what is not known', () => {
  const made = new HandMade({ kernel: false }).wait(20).take(10 * SEGMENT)
  made.times(5, (m) => m.wait(500).take(10 * SEGMENT))
  const { confidence, evidence } = judge(made.complete())
  assert.notEqual(confidence, 'clear')
  assert.match(evidence.join('\n'), /the kernel tells nothing here/)
})

test('nothing at all has an answer too', () => {
  const { limited_by, confidence, total, sentence } = judge([])
  assert.equal(sentence, 'Nothing has happened yet.')
  assert.deepEqual({ limited_by, confidence, total }, { limited_by: 'short', confidence: 'guess', total: 0 })
})

test('the pause is how long the server stood at the edge of our window, and half a round trip each way', () => {
  const made = new HandMade({ rtt: 20, window: 40 * SEGMENT })
    .wait(20)
    .arrive(40 * SEGMENT)
    .read(SEGMENT)
  made.advertise(0)
  // Full from here on; after 600 ms room for eight segments is told, and they come a round trip later.
  made.times(30, (m) => m.gate(20))
  made
    .advertise(8 * SEGMENT)
    .read(20 * SEGMENT)
    .gate(20, (m) => m.arrive(8 * SEGMENT))
    .read()
    .wait(20)
    .take(30 * SEGMENT)
  const { pause } = judge(made.complete())
  assert.ok(pause !== undefined && Math.abs(pause - 620) <= 20, `${pause}`)
})

test('no pause is told for a buffer of a few segments', () => {
  const made = new HandMade({ rtt: 20, window: 4 * SEGMENT, receiveBuffer: 16_384 }).wait(20).arrive(4 * SEGMENT)
  made.read(SEGMENT).advertise(0).gate(300).read().wait(20).take(SEGMENT)
  assert.equal(judge(made.complete()).pause, undefined)
})

test('a long retrieval is judged as a short one, in bounded memory', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(SEGMENT, 20)
  made.times(45_000, (m, i) => m.wait(2.5).take(SEGMENT, 60 + (i % 2)))
  const verdict = judge(made.complete())
  assert.equal(verdict.limited_by, 'network')
  assert.match(verdict.evidence.join('\n'), /45001 of 45001 reads emptied the buffer/)
})

test('whatever the trace says, times that run back and totals that fall included, it is judged', () => {
  const number = oneof(integer({ min: -1000, max: 100_000 }), double({ noNaN: true, min: -10, max: 1e5 }))
  const event = record(
    {
      type: constantFrom(
        'connect',
        'tls',
        'request',
        'read',
        'reads',
        'kernel',
        'gate',
        'disk',
        'retry',
        'redirect',
        'complete',
        'failed',
        'future',
      ),
      at: number,
      took: number,
      waited: number,
      wait: number,
      bytes: number,
      total: number,
      asked: number,
      count: number,
      recvQueue: number,
      window: number,
      arrived: number,
      segments: number,
      segmentsOut: number,
      outOfOrder: number,
      rtt: number,
      minRtt: number,
      receiveRtt: number,
      segmentBytes: number,
      receiveBuffer: number,
      timestamps: boolean(),
      connection: integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['type', 'at', 'took', 'waited', 'wait', 'bytes', 'total', 'asked', 'count'] },
  )
  holds(
    property(array(event, { maxLength: 60 }), (events) => {
      const { shares, total, sentence, evidence } = judge(events as unknown as TraceEvent[])
      assert.ok(total >= 0)
      assert.ok(Math.abs(sum(shares) - (total > 0 ? 1 : 0)) < 1e-6)
      for (const words of [sentence, ...evidence]) assert.doesNotMatch(words, /NaN|undefined|Infinity/)
    }),
    { numRuns: 300 },
  )
})
