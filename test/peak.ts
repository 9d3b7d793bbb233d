// How much memory a run of the command took at its peak.

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { unless } from './programs.ts'
import { start } from './sluice.ts'
import type { Ended } from './sluice.ts'

/** Why it cannot be known here. */
export const noPeak = unless(
  existsSync('/proc/self/status'),
  'only Linux says how much memory a process took at its peak',
)

/** Runs `sluice ARGS…`. @returns how it ended, and the bytes it had in memory at its peak */
export async function measured(
  args: string[],
  cwd: string,
  meanwhile?: (child: ChildProcess) => Promise<void>,
): Promise<{ run: Ended; peak: number }> {
  const { child, ended } = start(args, { cwd, patience: 300_000 })
  let peak = 0
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(child))), 10)
  await meanwhile?.(child)
  const run = await ended.finally(() => clearInterval(timer))
  assert.ok(peak > 0)
  return { run, peak }
}

// proc(5): VmHWM, the peak of what was resident; it only grows, so the last look sees nearly all of it.
function peakOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
