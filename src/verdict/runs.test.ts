import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HandMade, SEGMENT } from './hand-made.ts'
import { judge } from './judge.ts'
import { differenceLine, runLines } from '../render/runs.ts'
import { differenceOf, mannWhitney, runOf, runSet } from './runs.ts'
import type { Run } from './runs.ts'

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, not ${expected}`)

// Counted by hand, or with scipy.stats.mannwhitneyu(method='exact').
test('the p-value is that of the exact test', () => {
  close(mannWhitney([1, 2, 3], [4, 5, 6]), 2 / 20)
  close(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]), 2 / 70)
  close(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 2 / 252)
  close(mannWhitney([1, 3, 5], [2, 4, 6]), 14 / 20)
  close(mannWhitney([5], [5]), 1)
})

test('equal values share their ranks', () => {
  // Ranks 1, 2.5 | 2.5, 4; of the six ways to choose two, the sum 3.5 or 6.5 (the middle is 5) has two each way.
  close(mannWhitney([1, 2], [2, 3]), 4 / 6)
  close(mannWhitney([7, 7, 7], [7, 7, 7]), 1)
})

test('it does not matter which set is the first', () => {
  const [a, b] = [
    [1.2, 1.5, 1.1, 2],
    [1.4, 3, 2.2],
  ] as const
  close(mannWhitney(a, b), mannWhitney(b, a))
})

test('a hundred runs of each are counted', () => {
  const many = Array.from({ length: 60 }, (_, i) => i)
  assert.ok(
    mannWhitney(
      many,
      many.map((value) => value + 30),
    ) < 1e-6,
  )
  close(mannWhitney(many, many), 1)
})

test('a difference is said with its size and how often chance makes one', () => {
  const slow = runSet([1000, 1010, 1020, 1030, 1040].map(run))
  const fast = runSet([700, 710, 720, 730, 740].map(run))
  assert.equal(
    differenceLine(differenceOf(slow, fast)),
    'The second is faster: its median is 29% less. Chance alone makes a difference like this once in 126 times (p = 0.0079, Mann–Whitney).\n',
  )
  assert.match(
    differenceLine(differenceOf(fast, runSet([2500, 2501, 2502, 2600, 2700].map(run)))),
    /^The second is slower: its median is 3.5 times that\. /,
  )
  assert.match(differenceLine(differenceOf(slow, slow)), /^No difference shows: .* more often than not \(p = 1\)/)
  assert.match(differenceLine(differenceOf(runSet([1, 2].map(run)), runSet([3, 4].map(run)))), /^Too few runs to tell/)
})

test('runs are told of with their median, their extremes and their shares', () => {
  assert.equal(
    runLines(runSet([100, 300, 200, 400].map(run))),
    '4 runs, median 250 ms, from 100 ms to 400 ms (spread 120%)\n  limited by: server 4\n  shares of the time, median: server 75% (75% to 75%) | network 25% (25% to 25%)\n',
  )
})

function run(total: number): Run {
  const shares = {
    resolve: 0,
    connect: 0,
    tls: 0,
    think: 0,
    server: 0.75,
    network: 0.25,
    ramp: 0,
    window: 0,
    receiver: 0,
  }
  return { total, limited_by: 'server', shares }
}

test('a run over connections beside each other takes as long as until the last of them ends, not their sum', () => {
  const take = () => new HandMade().wait(20).take(SEGMENT, 20).wait(400).take(SEGMENT, 420)
  const second = take()
    .complete()
    .map((event) => ({ ...event, connection: 2 }))
  const verdict = judge([...take().complete(), ...second].toSorted((a, b) => a.at - b.at))
  assert.deepEqual([verdict.total, runOf(verdict).total], [880, 440])
})
