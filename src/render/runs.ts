// Several runs for people: how they are spread, what limited them, and whether two sets differ.

import type { Difference, Distribution, RunSet } from '../verdict/runs.ts'
import { shareWords } from '../verdict/verdict.ts'
import type { Share } from '../verdict/verdict.ts'
import { duration, plural, share } from './units.ts'

/** Lines that end with a line end. @param name what tells this set from the other */
export function runLines({ runs, total, shares, limited_by: limits }: RunSet, name?: string): string {
  const limited = Object.entries(limits)
    .toSorted(([, a], [, b]) => b - a)
    .map(([limit, count]) => `${limit} ${count}`)
  const parts = (Object.entries(shares) as [Share, Distribution][])
    .filter(([, { max }]) => max >= 0.05)
    .toSorted(([, a], [, b]) => b.median - a.median)
    .map(([of, { min, median, max }]) => `${shareWords[of]} ${percent(median)} (${percent(min)} to ${percent(max)})`)
  return [
    `${name === undefined ? '' : `${name}: `}${plural(runs.length, 'run')}, median ${duration(total.median)}, from ${duration(total.min)} to ${duration(total.max)} (spread ${percent(total.spread)})`,
    `  limited by: ${limited.join(', ')}`,
    `  shares of the time, median: ${parts.join(' | ')}`,
    '',
  ].join('\n')
}

/** One sentence, with a line end. */
export function differenceLine({ p, smallest, ratio }: Difference): string {
  if (smallest > 0.05)
    return `Too few runs to tell: with so many of each, chance alone makes even the clearest difference ${inWords(smallest)}. Give --repeat 4 or more.\n`
  const change =
    ratio < 1 ? `${percent(1 - ratio)} less` : ratio < 2 ? `${percent(ratio - 1)} more` : `${rounded(ratio)} times that`
  const faster = `The second is ${ratio < 1 ? 'faster' : 'slower'}: its median is ${change}`
  if (p > 0.05) return `No difference shows: one like this is made by chance alone ${inWords(p)} (p = ${rounded(p)}).\n`
  return `${faster}. Chance alone makes a difference like this ${inWords(p)} (p = ${rounded(p)}, Mann–Whitney).\n`
}

function inWords(p: number): string {
  if (p >= 0.5) return 'more often than not'
  const one = Math.round(1 / p)
  return one > 1000 ? 'less than once in 1000 times' : `once in ${one} times`
}

const rounded = (p: number) => Number(p.toPrecision(2))
const percent = (part: number) => (part > 10 ? `${Math.round(part * 100)}%` : share(part, 1))
