import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Behaviour } from './behaviour.ts'
import { advance, nextStep, type Progress } from './tempo.ts'

/** Plays a reply of `size` bytes with a head of 400 on a clock that writes take no time of: [at, bytes] of each write. */
function play(behaviour: Behaviour, size: number) {
  const progress: Progress = { offset: 0, headSize: 400, since: 1000, last: 0 }
  const writes: [at: number, bytes: number][] = []
  let clock = 1000
  while (progress.offset < size) {
    const step = nextStep(behaviour, progress)
    if (typeof step === 'string') return [...writes, step]
    const bytes = Math.min(step.size, size - progress.offset)
    clock = Math.max(clock, step.due)
    writes.push([clock - 1000, bytes])
    advance(progress, bytes, step.due, clock)
  }
  return writes
}

test('as fast as it can is at once, in bounded writes', () => {
  assert.deepEqual(play({}, 150000), [
    [0, 65536],
    [0, 65536],
    [0, 18928],
  ])
})

test('think delays the first write, gap the first of the body', () => {
  assert.deepEqual(play({ think: 500 }, 1000), [[500, 1000]])
  assert.deepEqual(play({ gap: 300 }, 1000), [
    [0, 400],
    [300, 600],
  ])
  assert.deepEqual(play({ think: 500, gap: 300 }, 1000), [
    [500, 400],
    [800, 600],
  ])
})

test('pace is a segment an interval, across the head', () => {
  assert.deepEqual(play({ pace: { bytes: 300, every: 20 } }, 1000), [
    [0, 300],
    [20, 300],
    [40, 300],
    [60, 100],
  ])
})

test('drip paces the head, and pace the body', () => {
  assert.deepEqual(play({ drip: { bytes: 200, every: 5 }, pace: { bytes: 500, every: 20 } }, 1000), [
    [0, 200],
    [5, 200],
    [25, 500],
    [45, 100],
  ])
})

test('rate is slices of 10 ms', () => {
  assert.deepEqual(play({ rate: 50000 }, 1250), [
    [0, 500],
    [10, 500],
    [20, 250],
  ])
})

test('a rate holds for segments too', () => {
  assert.deepEqual(play({ rate: 10000, pace: { bytes: 500, every: 20 } }, 1250), [
    [0, 500],
    [50, 500],
    [100, 250],
  ])
})

test('a stall waits once at its place, whatever else', () => {
  assert.deepEqual(play({ stall: { at: 600, for: 70 } }, 1000), [
    [0, 600],
    [70, 400],
  ])
  assert.deepEqual(play({ stall: { at: 'body+100', for: 70 }, pace: { bytes: 400, every: 20 } }, 1000), [
    [0, 400],
    [20, 100],
    [90, 400],
    [110, 100],
  ])
})

test('cut and reset end it at their place; a place that has gone by counts as reached', () => {
  assert.deepEqual(play({ cut: 600 }, 1000), [[0, 600], 'cut'])
  assert.deepEqual(play({ reset: 'body+0' }, 1000), [[0, 400], 'reset'])
  assert.equal(nextStep({ cut: 100 }, { offset: 500, headSize: 400, since: 0, last: 500 }), 'cut')
})

test('a little late keeps the cadence, much later begins it anew', () => {
  const progress: Progress = { offset: 100, headSize: 0, since: 0, slot: 0, last: 100 }
  advance(progress, 100, 50, 60)
  assert.equal(progress.slot, 50)
  advance(progress, 100, 100, 500)
  assert.equal(progress.slot, 500)
})
