// Several runs of one retrieval: how they are spread, and whether two sets of them differ.

import type { Limit, Share, Verdict } from './verdict.ts'

/** One run, as far as it is compared. */
export interface Run {
  /** Milliseconds from the call to the last byte. */
  total: number
  limited_by: Limit
  shares: Record<Share, number>
}

export interface Distribution {
  min: number
  median: number
  max: number
  /** (max − min) / median. */
  spread: number
}

/** Runs of the same URL with the same settings. */
export interface RunSet {
  runs: Run[]
  total: Distribution
  /** Of each share that is more than nothing in some run. */
  shares: Partial<Record<Share, Distribution>>
  limited_by: Partial<Record<Limit, number>>
}

/** Whether the second set's totals are others than the first's. */
export interface Difference {
  /** How often chance alone makes a difference like this or a clearer one, 0 to 1 (Mann–Whitney, two-sided, exact). */
  p: number
  /** The smallest p that so many runs can give: above 0.05 they are too few to tell anything. */
  smallest: number
  /** Median of the second over that of the first. */
  ratio: number
}

export function runOf({ intervals, limited_by, shares }: Verdict): Run {
  // Not the verdict's total: that adds up what connections beside each other took.
  return { total: intervals.reduce((end, { to }) => Math.max(end, to), 0), limited_by, shares }
}

export function runSet(runs: Run[]): RunSet {
  const names = Object.keys(runs[0]!.shares) as Share[]
  const shares = names
    .map((name) => [name, distribution(runs.map((run) => run.shares[name]))] as const)
    .filter(([, { max }]) => max > 0)
  const limits: Partial<Record<Limit, number>> = {}
  for (const { limited_by: limit } of runs) limits[limit] = (limits[limit] ?? 0) + 1
  return {
    runs,
    total: distribution(runs.map(({ total }) => total)),
    shares: Object.fromEntries(shares),
    limited_by: limits,
  }
}

export function differenceOf(first: RunSet, second: RunSet): Difference {
  const [a, b] = [first, second].map(({ runs }) => runs.map(({ total }) => total)) as [number[], number[]]
  const apart = (values: number[], from: number) => values.map((_, i) => from + i)
  return {
    p: mannWhitney(a, b),
    smallest: mannWhitney(apart(a, 0), apart(b, a.length)),
    ratio: second.total.median / first.total.median,
  }
}

function distribution(values: number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2
  const [min, max] = [sorted[0]!, sorted.at(-1)!]
  return { min, median, max, spread: median > 0 ? (max - min) / median : 0 }
}

/**
 * The two-sided p of Mann and Whitney's test (1947): of all ways to deal the values out to two sets of these sizes, the
 * part whose rank sum is as far from the middle as this one's, or farther. Exact, also with equal values, which share
 * their ranks; it takes nothing for granted about how times are distributed.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].toSorted((x, y) => x - y)
  // Doubled, so that shared ranks are whole numbers.
  const rank = (value: number) => all.indexOf(value) + all.lastIndexOf(value) + 2
  const ranks = all.map(rank)
  const mine = a.reduce((sum, value) => sum + rank(value), 0)
  const sums = rankSums(ranks, a.length)
  const middle = (ranks.reduce((sum, one) => sum + one, 0) * a.length) / all.length
  const far = Math.abs(mine - middle) - 1e-9
  let ways = 0
  let asFar = 0
  for (const [sum, count] of sums.entries()) {
    ways += count
    if (Math.abs(sum - middle) >= far) asFar += count
  }
  return Math.min(1, asFar / ways)
}

/** How many ways there are to choose `size` of the ranks with each sum. */
function rankSums(ranks: readonly number[], size: number): Float64Array {
  const most = ranks
    .toSorted((x, y) => y - x)
    .slice(0, size)
    .reduce((sum, one) => sum + one, 0)
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1))
  ways[0]![0] = 1
  for (const rank of ranks)
    for (let chosen = size; chosen >= 1; chosen--)
      for (let sum = most; sum >= rank; sum--) ways[chosen]![sum]! += ways[chosen - 1]![sum - rank]!
  return ways[size]!
}
