import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latin1, latin1Bytes, shown, trimOws } from './abnf.ts'

test('every byte is one character and comes back', () => {
  const bytes = Uint8Array.from({ length: 256 * 100 }, (_, i) => i)
  const text = latin1(bytes)
  assert.equal(text.length, bytes.length)
  assert.equal(text.charCodeAt(0x80), 0x80)
  assert.deepEqual(latin1Bytes(text), bytes)
})

test('a character that has no byte is a bug of the caller', () => {
  assert.throws(() => latin1Bytes('\u20ac'), RangeError)
})

test('OWS is space and tab, and nothing else is taken off', () => {
  assert.equal(trimOws(' \t a \t b\t '), 'a \t b')
  assert.equal(trimOws(' \t '), '')
  assert.equal(trimOws('\xa0\v\f\r\na\u2003'), '\xa0\v\f\r\na\u2003')
})

test('what a peer sent is shown short and without control characters', () => {
  assert.equal(shown('a "b"'), '"a \\"b\\""')
  assert.equal(shown('\0\r\n\x1b[31m\x7f\x9b'), '"\\u0000\\r\\n\\u001b[31m\\u007f\\u009b"')
  assert.equal(shown('a'.repeat(1000)).length, 63)
})
