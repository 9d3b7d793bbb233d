// What the importers of each format insist on, checked by readers of our own that know nothing of the writers.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTrace } from '../../../test/trace/sample.ts'
import type { TraceEvent, Watcher } from '../event.ts'
import { HarWriter } from './har.ts'
import { PcapngWriter } from './pcapng.ts'
import { PerfettoJsonWriter } from './perfetto-json.ts'
import { PerfettoWriter } from './perfetto.ts'

/** A redirect before it, a failure at its end, a second connection beside it. */
const eventful: TraceEvent[] = (() => {
  const [start, resolve, connect, kernel, request, ...rest] = sampleTrace()
  const head = rest.find((event) => event.type === 'head')!
  const moved = { ...head, at: 4, status: 302, reason: 'Found', fields: [['Location', '/b']] as [string, string][] }
  const then = (event: TraceEvent, connection?: number) => ({
    ...event,
    at: event.at + 10,
    ...(connection ? { connection } : {}),
  })
  const body = rest.slice(0, -2)
  return [
    start!,
    resolve!,
    connect!,
    kernel!,
    request!,
    { at: 4, type: 'read', bytes: 69, total: 69, asked: 5120 },
    moved,
    { at: 5, type: 'redirect', status: 302, from: 'http://a.test/', to: 'http://a.test/b?x=1&y=2', method: 'GET' },
    then({ ...connect, at: 3, reused: true, took: 0 } as TraceEvent),
    then(request!),
    then({ ...connect, at: 4 } as TraceEvent, 2),
    then({ ...request, at: 4 } as TraceEvent, 2),
    ...body.map((event) => then(event)),
    { at: 2000, type: 'failed', code: 'receive-failed', message: 'reset', exit: 56 },
  ]
})()

test('HAR: every number is a number, every date has a zone, what did not happen is -1', () => {
  const { log } = JSON.parse(har(eventful)) as { log: Har }
  assert.equal(log.version, '1.2')
  assert.deepEqual(log.pages, [
    {
      startedDateTime: '2026-11-20T10:00:00.000Z',
      id: 'page_1',
      title: 'http://data.pr4e.org/cover3.jpg',
      pageTimings: {},
    },
  ])
  assert.equal(log.entries.length, 3)
  for (const entry of log.entries) checkEntry(entry)
  const [moved, last] = log.entries as [Entry, Entry]
  assert.deepEqual([moved.response.status, moved.response.redirectURL], [302, '/b'])
  assert.equal(last.timings.connect, -1)
  assert.deepEqual(last.request.queryString, [
    { name: 'x', value: '1' },
    { name: 'y', value: '2' },
  ])
})

test('HAR: the phases are those of the trace', () => {
  const { log } = JSON.parse(har(sampleTrace())) as { log: Har }
  const [{ timings, time }] = log.entries as [Entry]
  assert.deepEqual(timings, { blocked: -1, dns: 1, connect: 2, ssl: -1, send: 0.2, wait: 2.8, receive: 95 })
  assert.equal(time, 101)
})

test('HAR: what failed before an answer has status 0, and the time until it failed', () => {
  const failed: TraceEvent = { at: 5, type: 'failed', code: 'connect-failed', message: 'refused', exit: 7 }
  for (const before of [1, 2, 3, 5]) {
    const { log } = JSON.parse(har([...sampleTrace().slice(0, before), failed])) as { log: Har }
    assert.equal(log.entries.length, 1)
    checkEntry(log.entries[0]!)
    assert.equal(log.entries[0]!.response.status, 0)
    assert.equal(log.entries[0]!._sluice.error, 'refused')
    // The phase that failed has the time until then.
    assert.equal(log.entries[0]!.time, 5)
  }
})

test('.perfetto.json: slices of a thread do not overlap, counters have one key and a last sample', () => {
  let text = ''
  const writer = new PerfettoJsonWriter((piece) => (text += piece))
  fed(writer, eventful)
  const { traceEvents } = JSON.parse(text) as { traceEvents: JsonEvent[] }
  const until: Record<number, number> = {}
  const last: Record<string, number> = {}
  for (const { ph, ts, dur, tid, name, args } of traceEvents) {
    if (ph === 'M') continue
    assert.ok(Number.isInteger(ts) && ts >= 0)
    if (ph === 'C') {
      assert.deepEqual(Object.keys(args), ['bytes'])
      last[name] = ts
    } else {
      assert.equal(ph, 'X')
      assert.ok(dur >= 0 && ts >= (until[tid] ?? 0), name)
      until[tid] = ts + dur
    }
  }
  assert.deepEqual([...new Set(Object.values(last))], [2_000_000])
  assert.ok(Object.keys(last).includes('receive queue'))
})

test('.pftrace: packets decode, every slice that begins ends, and tracks are described before they are used', () => {
  const pieces: Uint8Array[] = []
  const writer = new PerfettoWriter((piece) => pieces.push(piece))
  fed(writer, eventful)
  const packets = decoded(Buffer.concat(pieces)).map(([field, bytes]) => {
    assert.equal(field, 1)
    return new Map(decoded(bytes as Uint8Array))
  })
  const described = new Map<bigint, string>()
  const depth = new Map<bigint, number>()
  const counted = new Map<string, bigint>()
  for (const packet of packets) {
    assert.equal(packet.get(10), 1n)
    if (packet.has(60)) {
      const track = new Map(decoded(packet.get(60) as Uint8Array))
      described.set(track.get(1) as bigint, String(track.get(2) ?? 'process'))
      continue
    }
    const event = new Map(decoded(packet.get(11) as Uint8Array))
    const track = event.get(11) as bigint
    assert.ok(described.has(track) && (packet.get(8) as bigint) >= 0n)
    if (event.get(9) === 4n) counted.set(described.get(track)!, event.get(30) as bigint)
    else depth.set(track, (depth.get(track) ?? 0) + (event.get(9) === 1n ? 1 : -1))
  }
  assert.deepEqual([...depth.values()], [0, 0])
  assert.equal(counted.get('received'), 100_069n)
})

test('pcapng: blocks are whole, and every checksum is right', () => {
  const pieces: Uint8Array[] = []
  const writer = new PcapngWriter((piece) => pieces.push(piece))
  for (const event of sampleTrace())
    writer.see(event, event.type === 'read' ? Buffer.alloc(event.bytes, 'x') : undefined)
  writer.end()
  const file = Buffer.concat(pieces)
  assert.match(file.toString('latin1'), /SYNTHETIC: rebuilt from socket-level observations/)
  let received = 0
  let packets = 0
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4)
    assert.equal(file.readUInt32LE(at + length - 4), length)
    if (file.readUInt32LE(at) === 6) {
      const packet = file.subarray(at + 28, at + 28 + file.readUInt32LE(at + 20))
      const pseudo = Buffer.concat([
        packet.subarray(12, 20),
        Buffer.from([0, 6, (packet.length - 20) >> 8, (packet.length - 20) & 255]),
      ])
      assert.equal(onesSum(packet.subarray(0, 20)), 0xffff)
      assert.equal(onesSum(Buffer.concat([pseudo, packet.subarray(20)])), 0xffff)
      if (packet.readUInt16BE(20) === 80) received += packet.length - 20 - (packet[32]! >> 4) * 4
      packets++
    }
    at += length
  }
  assert.equal(received, 100_069)
  assert.ok(packets > 70)
})

test('an export of a trace that ends anywhere is whole', () => {
  for (let length = 0; length <= eventful.length; length += 1) {
    const some = eventful.slice(0, length)
    let text = ''
    fed(new PerfettoJsonWriter((piece) => (text += piece)), some)
    JSON.parse(text)
    for (const entry of (JSON.parse(har(some)) as { log: Har }).log.entries) checkEntry(entry)
    fed(new PerfettoWriter(() => {}), some)
    fed(new PcapngWriter(() => {}), some)
  }
})

interface Har {
  version: string
  pages: unknown[]
  entries: Entry[]
}

interface Entry {
  pageref: string
  startedDateTime: string
  time: number
  request: Record<'headersSize' | 'bodySize', number> & { url: string; headers: unknown[]; queryString: unknown[] }
  response: Record<'status' | 'headersSize' | 'bodySize', number> & {
    redirectURL: string
    headers: unknown[]
    content: { size: number; mimeType: string }
  }
  timings: Record<'blocked' | 'dns' | 'connect' | 'ssl' | 'send' | 'wait' | 'receive', number>
  cache: object
  _sluice: { error?: string }
}

interface JsonEvent {
  ph: string
  ts: number
  dur: number
  tid: number
  name: string
  args: object
}

function checkEntry({ pageref, startedDateTime, time, request, response, timings, cache }: Entry): void {
  assert.equal(pageref, 'page_1')
  assert.match(startedDateTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  for (const size of [request.headersSize, request.bodySize, response.headersSize, response.bodySize])
    assert.ok(Number.isInteger(size) && size >= -1)
  assert.ok(Number.isInteger(response.status) && response.content.size >= 0)
  for (const list of [request.headers, response.headers, request.queryString])
    for (const item of list)
      assert.deepEqual(
        Object.values(item as object).map((value) => typeof value),
        ['string', 'string'],
      )
  for (const text of [request.url, response.redirectURL, response.content.mimeType]) assert.equal(typeof text, 'string')
  assert.deepEqual(cache, {})
  const { blocked, dns, connect, ssl, send, wait, receive } = timings
  assert.ok([blocked, dns, connect, ssl].every((ms) => ms === -1 || ms >= 0))
  assert.ok([send, wait, receive].every((ms) => ms >= 0))
  assert.ok(ssl <= connect || connect === -1)
  const sum = [blocked, dns, connect, send, wait, receive].reduce((all, ms) => all + Math.max(0, ms), 0)
  assert.ok(Math.abs(time - sum) < 0.002)
}

function har(events: TraceEvent[]): string {
  let text = ''
  fed(new HarWriter((piece) => (text += piece)), events)
  return text
}

function fed(writer: { see: Watcher; end: () => void }, events: TraceEvent[]): void {
  for (const event of events) writer.see(event)
  writer.end()
}

/** Fields of a protobuf message: numbers, and bytes. */
function decoded(bytes: Uint8Array): [field: number, value: bigint | Uint8Array][] {
  const fields: [number, bigint | Uint8Array][] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const value = varint()
    if ((tag & 7n) === 0n) fields.push([Number(tag >> 3n), value])
    else {
      assert.equal(tag & 7n, 2n)
      fields.push([Number(tag >> 3n), bytes.subarray(at, (at += Number(value)))])
      assert.ok(at <= bytes.length)
    }
  }
  return fields
}

function onesSum(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return sum
}
