// why --repeat N: the same retrieval several times, and whether two URLs or two settings differ.

import { isSluiceError, SluiceError } from '../errors.ts'
import { differenceLine, runLines } from '../render/runs.ts'
import { safeJson } from '../render/safe.ts'
import { differenceOf, runOf, runSet } from '../verdict/runs.ts'
import type { Run, RunSet } from '../verdict/runs.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Context } from './command.ts'

/** One of what is compared. */
export interface Side {
  url: string
  /** What tells it from the other. */
  name: string
  run: () => Promise<Verdict>
}

/** The exact test counts all ways to deal the runs out; more of them take seconds. */
export const mostRuns = 100

/**
 * Runs each side `times` times, or until one fails, by turns and after one run that is not counted: what changes meanwhile (the network's load, the server's caches) meets both.
 *
 * @param sides one, or two to compare
 */
export async function repeat(
  sides: Side[],
  times: number,
  json: boolean,
  { stdout, stderr, signal }: Context,
): Promise<void> {
  if (times < 2 || times > mostRuns)
    throw new SluiceError('usage', { problem: `--repeat ${times} is not between 2 and ${mostRuns}` })
  const runs = sides.map((): Run[] => [])
  // Not counted: the first run of a process loads what the others find loaded.
  await sides[0]!.run()
  let failure: SluiceError | undefined
  try {
    for (let i = 0; i < times; i++) {
      // A B, then B A: neither is always the first.
      const order = sides.map((side, k) => [side, runs[k]!] as const)
      for (const [side, into] of i % 2 === 0 ? order : order.toReversed()) {
        into.push(runOf(await side.run()))
        signal.throwIfAborted()
      }
      if (stderr.animates) stderr.write(`\r${i + 1} of ${times} runs\x1b[K`)
    }
  } catch (error) {
    // What was run until then is told all the same.
    if (!isSluiceError(error) || runs.some((of) => of.length === 0)) throw error
    failure = error
  } finally {
    if (stderr.animates) stderr.write('\r\x1b[K')
  }
  const sets = runs.map(runSet)
  const [first, second] = sets as [RunSet, RunSet?]
  const difference = second && differenceOf(first, second)
  if (json) {
    const told = sets.map((set, k) => ({ url: sides[k]!.url, name: sides[k]!.name, ...setJson(set) }))
    stdout.write(`${safeJson({ schema: 1, repeat: times, sets: told, difference: difference ?? null }, 2)}\n`)
  } else {
    for (const [k, set] of sets.entries()) stdout.say(runLines(set, second ? sides[k]!.name : undefined))
    if (difference) stdout.say(differenceLine(difference))
  }
  if (failure) throw failure
}

function setJson({ runs, total, shares, limited_by }: RunSet): Record<string, unknown> {
  return {
    total_ms: total,
    limited_by,
    shares,
    runs: runs.map((run) => ({ total_ms: run.total, limited_by: run.limited_by, shares: run.shares })),
  }
}
