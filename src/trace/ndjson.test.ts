import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as always, constantFrom, jsonValue, oneof, property, tuple } from 'fast-check'
import { sampleTrace } from '../../test/trace/sample.ts'
import { pictureOf } from '../render/watch/picture.ts'
import { isSluiceError } from '../errors.ts'
import { judge } from '../verdict/judge.ts'
import type { TraceEvent } from './event.ts'
import { HarWriter } from './export/har.ts'
import { PerfettoJsonWriter } from './export/perfetto-json.ts'
import { PerfettoWriter } from './export/perfetto.ts'
import { TraceReader, TraceWriter } from './ndjson.ts'
import { TraceStore } from './store.ts'
import { SummaryFold } from './summary.ts'

const first = JSON.stringify(sampleTrace()[0])

test('what was written is read back, event for event', () => {
  const events = sampleTrace()
  assert.deepEqual(read(written(events)).events, events)
})

test('a replayed fold and verdict are those of the retrieval', () => {
  const events = sampleTrace()
  const again = read(written(events)).events
  assert.deepEqual(folded(again), folded(events))
  assert.deepEqual(judge(again), judge(events))
})

test('reads that come faster than 2,000 a second are told of in buckets, and fold to the same summary', () => {
  const events = sampleTrace(0.05, 64)
  const text = written(events)
  const again = read(text).events
  const count = events.filter(({ type }) => type === 'read').length
  const lines = again.filter(({ type }) => type === 'read').length
  assert.ok(count > 1500 && lines <= 200, `${lines} of ${count} reads have a line of their own`)
  assert.deepEqual(folded(again), folded(events))
  assert.ok(text.length < 40_000)
})

test('reads that come slower are all there', () => {
  const events = sampleTrace(1, 512)
  assert.deepEqual(read(written(events)).events, events)
})

test('buckets of two connections stay apart, in order of time', () => {
  const [start, , connect] = sampleTrace() as [TraceEvent, TraceEvent, TraceEvent]
  const events = [start, connect, { ...connect, connection: 2 }]
  for (let i = 1; i <= 4000; i++)
    events.push({
      at: 10 + i / 10,
      type: 'read',
      bytes: 10,
      total: 10 * Math.ceil(i / 2),
      asked: 10,
      ...(i % 2 ? {} : { connection: 2 }),
    })
  const { events: again } = read(written(events))
  assert.ok(again.length < 400)
  assert.deepEqual(folded(again), folded(events))
})

test('a trace cut at any byte gives what stood before, or a clear line', () => {
  const whole = written(sampleTrace(5, 20_000))
  const events = read(whole).events
  for (let length = 0; length <= whole.length; length++) {
    const { events: some, problem, cut } = read(whole.slice(0, length))
    assert.deepEqual(some, events.slice(0, some.length))
    if (problem !== undefined) assert.match(problem, /^run.ndjson, line 1: /)
    else assert.ok(some.length > 0 && (cut || /\}\n?$/.test(whole.slice(0, length))))
    judge(some)
    folded(some)
  }
})

test('types and fields of a later sluice are passed over', () => {
  const lines = [
    first,
    '{"at":1,"type":"weather","sky":"blue"}',
    '{"at":1,"type":"constructor"}',
    '{"at":2,"type":"gate","waited":1,"mood":"calm"}',
    '',
  ]
  const { events, problem } = read(lines.join('\n'))
  assert.equal(problem, undefined)
  assert.deepEqual(
    events.map(({ type }) => type),
    ['trace', 'gate'],
  )
})

const wrong: [name: string, line: string, says: RegExp][] = [
  ['no JSON', 'GET / HTTP/1.1', /line 2: not a JSON object: "GET \/ HTTP\/1.1"$/],
  ['a list', '[1,2]', /line 2: not a JSON object/],
  ['no type', '{"at":1}', /line 2: it has no type/],
  ['a negative time', '{"at":-1,"type":"gate","waited":1}', /line 2: at of gate is not a number of 0 or more: -1$/],
  [
    'a time without end',
    '{"at":1e308,"type":"gate","waited":1}',
    /line 2: at of gate is not a number of 0 or more: 1e\+308$/,
  ],
  [
    'text for a number',
    '{"at":1,"type":"read","bytes":"9","total":9,"asked":9}',
    /bytes of read is not a whole number/,
  ],
  ['a missing field', '{"at":1,"type":"read","bytes":9,"asked":9}', /total of read is not .*: absent$/],
  [
    'an impossible header',
    '{"at":1,"type":"head","offset":1,"size":5,"status":200,"reason":"","version":"1.1","text":"","fields":[["a"]],"framing":{"type":"none"}}',
    /fields of head is not a list of names/,
  ],
  [
    'a framing without its length',
    '{"at":1,"type":"head","offset":1,"size":5,"status":200,"reason":"","version":"1.1","text":"","fields":[],"framing":{"type":"length"}}',
    /framing of head is not a framing/,
  ],
  ['a second trace', `{"at":1,"type":"gate","waited":1}\n${first}`, /line 3: a second trace begins here/],
  [
    'a total that falls',
    '{"at":1,"type":"read","bytes":9,"total":9,"asked":9}\n{"at":2,"type":"read","bytes":9,"total":3,"asked":9}',
    /line 3: the total is 3 after 9 and 9 more/,
  ],
  [
    'time that runs backwards',
    '{"at":5,"type":"gate","waited":1}\n{"at":4,"type":"gate","waited":1}',
    /line 3: time runs backwards: 4 ms after 5 ms/,
  ],
]

for (const [name, lines, says] of wrong) {
  test(`${name} is a clear line, never a crash`, () => {
    const { problem = '' } = read(`${first}\n${lines}\n`)
    assert.match(problem, says)
  })
}

test('a trace of another version, and what is no trace, are refused on the first line', () => {
  const later = first.replace('"version":1', '"version":2')
  assert.match(read(`${later}\n`).problem ?? '', /line 1: a trace of version 2; this sluice reads version 1/)
  assert.match(read('{"at":0,"type":"read"}\n').problem ?? '', /line 1: not a trace/)
  assert.match(read('').problem ?? '', /line 1: not a trace: /)
  assert.match(read('\0'.repeat(5_000_000)).problem ?? '', /line 1: longer than 4194304 characters/)
})

test('a million lines are read', () => {
  let count = 0
  const reader = new TraceReader('long.ndjson', () => count++)
  reader.feed(`${first}\n`)
  const thousand = '{"at":1,"type":"gate","waited":1}\n'.repeat(1000)
  for (let i = 0; i < 1000; i++) reader.feed(thousand)
  reader.end()
  assert.equal(count, 1_000_001)
})

test('whatever stands in a trace, it is refused in our words, or everybody can draw it', () => {
  const events = sampleTrace(5, 20_000)
  const extremes = constantFrom(0, 1, 1e12, 2 ** 53 - 1, 1e308, -1, 0.5, '', 'open', [], null, true)
  const lie = constantFrom(...events).chain((event) =>
    tuple(constantFrom(...Object.keys(event)), oneof(extremes, jsonValue())).map(([name, value]) => ({
      ...event,
      [name]: value,
    })),
  )
  always(
    property(array(lie, { maxLength: 8 }), (lies) => {
      const text = [first, ...lies.map((event) => JSON.stringify(event)), ''].join('\n')
      const { events: some } = read(text)
      folded(some)
      judge(some)
      const store = new TraceStore()
      for (const event of some) store.see(event)
      pictureOf(store, { columns: 80, rows: 24, unicode: true })
      for (const Writer of [HarWriter, PerfettoWriter, PerfettoJsonWriter]) {
        const writer = new Writer(() => {})
        for (const event of some) writer.see(event)
        writer.end()
      }
    }),
    { numRuns: 400 },
  )
})

/** Everything that is written for these events. */
function written(events: TraceEvent[]): string {
  let text = ''
  const writer = new TraceWriter((lines) => (text += lines))
  for (const event of events) writer.see(event)
  writer.end()
  return text
}

/** What a reader makes of a text that comes in pieces. */
function read(text: string): { events: TraceEvent[]; problem?: string; cut: boolean } {
  const events: TraceEvent[] = []
  const reader = new TraceReader('run.ndjson', (event) => events.push(event))
  try {
    const half = Math.floor(text.length / 2)
    reader.feed(text.slice(0, half))
    reader.feed(text.slice(half))
    reader.end()
    return { events, cut: reader.cut }
  } catch (error) {
    if (!isSluiceError(error, 'bad-trace')) throw error
    return { events, problem: error.message, cut: reader.cut }
  }
}

function folded(events: TraceEvent[]) {
  const fold = new SummaryFold()
  for (const event of events) fold.see(event)
  return fold.summary
}
