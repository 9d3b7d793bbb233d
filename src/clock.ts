// The clock of a retrieval.

/**
 * Milliseconds since some time in the past; it never goes back.
 *
 * Not performance.now: who touches that first loads node:perf_hooks, for 1 ms of a start.
 */
export function now(): number {
  const time = process.hrtime()
  return time[0] * 1000 + time[1] / 1e6
}

/** Milliseconds since `began`, µs precision. */
export const since = (began: number) => Math.round((now() - began) * 1000) / 1000
