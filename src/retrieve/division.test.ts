import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Division } from './division.ts'
import type { Piece } from './division.ts'

const MB = 1_000_000

function running(next: number, last: number, rate: number): Piece & { stopped: boolean } {
  const piece = {
    next,
    last,
    rate: () => rate,
    written: () => piece.next,
    stopped: false,
    stop: () => (piece.stopped = true),
  }
  return piece
}

test('what waits is taken first, in order', () => {
  const division = new Division([
    [0, 9],
    [20, 29],
  ])
  assert.deepEqual([division.take(0, 0), division.take(0, 0), division.take(0, 0)], [[0, 9], [20, 29], undefined])
})

test('two of one rate share what is left evenly, and nobody receives a byte twice', () => {
  const division = new Division([])
  const piece = running(0, 10 * MB - 1, MB)
  division.begin(piece)
  assert.deepEqual(division.take(MB, 0), [5 * MB, 10 * MB - 1])
  assert.equal(piece.last, 5 * MB - 1)
})

test('a fast one takes more from a slow one, so that both finish together', () => {
  const division = new Division([])
  const piece = running(0, 10 * MB - 1, MB)
  division.begin(piece)
  assert.deepEqual(division.take(3 * MB, 0), [2.5 * MB, 10 * MB - 1])
})

test('what is nearly over is left alone', () => {
  const division = new Division([])
  division.begin(running(0, 50_000, MB))
  assert.equal(division.take(MB, 0), undefined)
})

test('what hangs is taken whole, and its connection closed', () => {
  const division = new Division([])
  const piece = running(0, 50_000, 10)
  division.begin(piece)
  assert.deepEqual(division.take(MB, 0), [0, 50_000])
  assert.equal(piece.stopped, true)
})

test('what a failed connection leaves waits for somebody, and is missing until then', () => {
  const division = new Division([[100, 199]])
  const piece = running(0, 49, MB)
  division.begin(piece)
  piece.next = 20
  assert.deepEqual(division.missing, [
    [20, 49],
    [100, 199],
  ])
  division.end(piece)
  assert.deepEqual(division.take(0, 0), [20, 49])
})

test('what a refused connection was to receive goes back to whom it was taken from', () => {
  const division = new Division([])
  const piece = running(0, 10 * MB - 1, MB)
  division.begin(piece)
  const [next, last] = division.take(MB, 0)!
  division.end(running(next, last, 0))
  assert.equal(piece.last, 10 * MB - 1)
  assert.deepEqual(division.missing, [[0, 10 * MB - 1]])
})
