// From the runs of a row to its figures: medians, ranges, and ratios to the baseline of the same round.

import type { Cost } from './launcher.ts'

export interface Spread {
  median: number
  min: number
  max: number
}

export interface Figures {
  wall: Spread
  cpu: Spread
  peak: Spread
  /** Times the baseline of the same round; null for a contestant without one. */
  times: { wall: Spread; cpu: Spread } | null
}

/** @param rounds each contestant's cost, round by round */
export function figuresOf(rounds: readonly Record<string, Cost>[], baseline: string): Record<string, Figures> {
  const names = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const of = (what: keyof Cost) => spread(rounds.map((round) => round[name]![what]))
      const times = (what: keyof Cost) => spread(rounds.map((round) => round[name]![what] / round[baseline]![what]))
      const paired = names.includes(baseline)
      return [
        name,
        {
          wall: of('wall'),
          cpu: of('cpu'),
          peak: of('peak'),
          times: paired ? { wall: times('wall'), cpu: times('cpu') } : null,
        },
      ]
    }),
  )
}

function spread(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}
