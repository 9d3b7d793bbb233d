import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Interval } from '../sink/segments.ts'
import { Division } from './division.ts'
import type { Piece } from './division.ts'

const MB = 1_000_000

/** A division in which somebody receives from `next` to `last` at `rate`. */
function dividing(next: number, last: number, rate: number) {
  const division = new Division([[next, last]])
  const piece = division.take(0, 0)!
  const state = { stopped: false }
  piece.rate = () => rate
  piece.written = () => piece.next
  piece.stop = () => (state.stopped = true)
  return { division, piece, state }
}

const interval = (piece: Piece | undefined): Interval | undefined => piece && [piece.next, piece.last]

test('what waits is taken first, in order', () => {
  const division = new Division([
    [0, 9],
    [20, 29],
  ])
  assert.deepEqual(
    [1, 2, 3].map(() => interval(division.take(0, 0))),
    [[0, 9], [20, 29], undefined],
  )
})

test('two of one rate share what is left evenly, and nobody receives a byte twice', () => {
  const { division, piece } = dividing(0, 10 * MB - 1, MB)
  assert.deepEqual(interval(division.take(MB, 0)), [5 * MB, 10 * MB - 1])
  assert.equal(piece.last, 5 * MB - 1)
})

test('a fast one takes more from a slow one, so that both finish together', () => {
  const { division } = dividing(0, 10 * MB - 1, MB)
  assert.deepEqual(interval(division.take(3 * MB, 0)), [2.5 * MB, 10 * MB - 1])
})

test('what is nearly over is left alone, and what has not begun too', () => {
  const { division, piece } = dividing(0, 50_000, MB)
  assert.equal(division.take(MB, 0), undefined)
  piece.rate = () => Infinity
  assert.equal(division.take(MB, 0), undefined)
})

test('what hangs is taken whole, and its connection closed', () => {
  const { division, state } = dividing(0, 50_000, 10)
  assert.deepEqual(interval(division.take(MB, 0)), [0, 50_000])
  assert.equal(state.stopped, true)
})

test('what was taken is missing while it is only asked for: a record written meanwhile must say so', () => {
  const { division } = dividing(0, 10 * MB - 1, MB)
  division.take(MB, 0)
  assert.deepEqual(division.missing, [
    [0, 5 * MB - 1],
    [5 * MB, 10 * MB - 1],
  ])
})

test('what a failed connection leaves waits for somebody, and is missing until then', () => {
  const division = new Division([
    [0, 49],
    [100, 199],
  ])
  const piece = division.take(0, 0)!
  piece.written = () => 20
  assert.deepEqual(division.missing, [
    [20, 49],
    [100, 199],
  ])
  division.end(piece)
  assert.deepEqual(interval(division.take(0, 0)), [20, 49])
})

test('what a refused connection was to receive goes back to whom it was taken from', () => {
  const { division, piece } = dividing(0, 10 * MB - 1, MB)
  division.end(division.take(MB, 0)!)
  assert.equal(piece.last, 10 * MB - 1)
  assert.deepEqual(division.missing, [[0, 10 * MB - 1]])
})
