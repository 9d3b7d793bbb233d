import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TraceEvent } from '../trace/event.ts'
import { ElidedTranscript, Transcript } from './transcript.ts'

const read = (bytes: number, total: number): TraceEvent => ({ type: 'read', at: 0, bytes, total, asked: 5120 })
const head: TraceEvent = {
  type: 'head',
  at: 0,
  offset: 21,
  size: 25,
  status: 200,
  reason: 'OK',
  version: '1.1',
  fields: [],
  framing: { type: 'close' },
  text: 'HTTP/1.1 200 OK\r\nA: b',
}

test('a line a read, and at the end the length of the header and the header as received', () => {
  let out = ''
  const transcript = new Transcript((text) => (out += text))
  for (const event of [read(1460, 1460), head, read(5120, 6580)]) transcript.see(event)
  transcript.see({ type: 'complete', at: 0, received: 6580, content: 6555, declared: false })
  assert.equal(out, '1460 1460\n5120 6580\nHeader length 21\nHTTP/1.1 200 OK\nA: b\n')
})

test('after a failure the header that came is shown all the same', () => {
  let out = ''
  const transcript = new Transcript((text) => (out += text))
  transcript.see(head)
  transcript.see({ type: 'failed', at: 0, code: 'incomplete', message: '', exit: 18 })
  assert.match(out, /^Header length 21\n/)
})

test('for people the middle is counted', () => {
  let out = ''
  const transcript = new ElidedTranscript((text) => (out += text), 2, false)
  for (let n = 1; n <= 7; n++) transcript.see(read(10, n * 10))
  transcript.end()
  assert.equal(out, '10 10\n10 20\n… 3 more reads …\n10 60\n10 70\n')
})

test('a short one is shown whole', () => {
  let out = ''
  const transcript = new ElidedTranscript((text) => (out += text), 2, false)
  for (let n = 1; n <= 4; n++) transcript.see(read(10, n * 10))
  transcript.end()
  assert.equal(out, '10 10\n10 20\n10 30\n10 40\n')
})
