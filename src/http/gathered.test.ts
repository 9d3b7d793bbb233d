import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gathered } from './gathered.ts'

const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251)

// The pieces that come of `lengths`, taken one after the other with a byte left out between them.
function gather(lengths: readonly number[], gathered = new Gathered()): { out: Uint8Array[]; expected: Uint8Array } {
  const out: Uint8Array[] = []
  const expected: number[] = []
  let at = 0
  for (const length of lengths) {
    gathered.add(bytes, at, at + length, out)
    for (const byte of bytes.subarray(at, at + length)) expected.push(byte)
    at += length + 1
  }
  gathered.flush(out)
  return { out, expected: Uint8Array.from(expected) }
}

test('small pieces become one, in order', () => {
  const { out, expected } = gather([1, 0, 47, 48, 49, 1000, 3])
  assert.equal(out.length, 1)
  assert.deepEqual(out[0], expected)
})

test('a large piece is handed on where it lies, between the small ones before and after it', () => {
  const { out, expected } = gather([3, 4, 65536, 5, 6])
  assert.deepEqual(
    out.map((piece) => piece.length),
    [7, 65536, 11],
  )
  assert.equal(out[1]!.buffer, bytes.buffer)
  assert.deepEqual(Uint8Array.from(out.flatMap((piece) => [...piece])), expected)
})

test('after a flush it begins again, for a larger buffer as well', () => {
  const gathered = new Gathered()
  gathered.add(bytes.subarray(0, 10), 2, 4, [])
  gathered.flush([])
  const { out, expected } = gather([5, 6], gathered)
  assert.deepEqual(out, [expected])
})

test('nothing gives no piece', () => {
  assert.deepEqual(gather([]).out, [])
  assert.deepEqual(gather([0]).out, [])
})
