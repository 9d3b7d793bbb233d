// Many jobs, some at a time, not too many for one host.

/** What is to be done, and for whom. */
export interface Job<T> {
  host: string
  run: () => Promise<T>
}

/**
 * Runs the jobs in their order, as far as the limits let them; results come in the jobs' order.
 *
 * @param most at a time; @param perHost at a time for one host
 * @param signal begins no more
 */
export async function inParallel<T>(
  jobs: readonly Job<T>[],
  most: number,
  perHost: number,
  signal: AbortSignal,
): Promise<(T | undefined)[]> {
  const results: (T | undefined)[] = jobs.map(() => undefined)
  const waiting = jobs.map((job, index) => ({ job, index }))
  const busy = new Map<string, number>()
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const at = waiting.findIndex(({ job }) => (busy.get(job.host) ?? 0) < perHost)
      if (at < 0) return
      const [{ job, index }] = waiting.splice(at, 1) as [(typeof waiting)[number]]
      busy.set(job.host, (busy.get(job.host) ?? 0) + 1)
      try {
        results[index] = await job.run()
      } finally {
        busy.set(job.host, busy.get(job.host)! - 1)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, jobs.length) }, work))
  return results
}
