import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latin1, latin1Bytes } from './abnf.ts'
import { Lines, splitLines } from './lines.ts'

const taken = (text: string, room = 100) => {
  const lines = new Lines(room, `${room} bytes`)
  const used = lines.take(latin1Bytes(text))
  return { used, complete: lines.complete, lines: lines.complete ? splitLines(latin1(lines.bytes)) : undefined }
}

test('lines end at an empty one, and what follows is not taken', () => {
  assert.deepEqual(taken('a\r\nbc\r\n\r\nd'), { used: 9, complete: true, lines: ['a', 'bc'] })
  assert.deepEqual(taken('\r\nd'), { used: 2, complete: true, lines: [] })
})

test('LF alone ends a line, and both ends may be mixed', () => {
  assert.deepEqual(taken('a\nbc\n\nd'), { used: 6, complete: true, lines: ['a', 'bc'] })
  assert.deepEqual(taken('a\nbc\r\n\nd'), { used: 7, complete: true, lines: ['a', 'bc'] })
})

test('CR alone ends no line, and a line of two CR is not empty', () => {
  assert.deepEqual(taken('a\rb\r\n\r\r\n\n'), { used: 9, complete: true, lines: ['a\rb', '\r'] })
})

test('lines that stop before the empty one are not complete', () => {
  assert.deepEqual(taken('a\r\nbc\r\n\r'), { used: 8, complete: false, lines: undefined })
})

test('lines may fill their room, and one byte more is too large', () => {
  assert.equal(taken('ab\r\n\r\n', 6).complete, true)
  assert.throws(() => taken('ab\r\n\r\n', 5), { code: 'header-too-large', message: /more than 5 bytes/ })
})

test('no more is kept than there is room for, however much arrives at once', () => {
  const lines = new Lines(100, '100 bytes')
  assert.throws(() => lines.take(new Uint8Array(10_000_000).fill(0x61)), { code: 'header-too-large' })
  assert.equal(lines.bytes.length, 0)
})
