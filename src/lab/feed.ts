// A run's trace to whoever follows it: the lines that are there, then each as it is written.
//
//   batches of 33 ms, each ended by a line {"type":"beat","line":N}: so far, and go on with ?from=N
//   a beat each second without one, so that a silent run differs from a dead lab
//   nothing is queued for a reader that is slow: it is written to when it has taken what was written, and a long way
//   behind it gets the reads in buckets
//
// Readers of a trace pass over types that they do not know, so what was followed can be kept as it came.

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { sleep } from '../net/gate.ts'
import { inBuckets } from './buckets.ts'
import type { Run } from './run.ts'

/** Milliseconds between batches, and between beats. */
const BATCH = 33
const BEAT = 1000
/** Lines at once; a reader further behind gets buckets. */
const FAR = 2000

/** Resolves when the run has ended and everything is written, or the reader is gone. */
export async function feed(run: Run, from: number, follow: boolean, response: ServerResponse): Promise<void> {
  let line = Math.min(from, run.lines.length)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  while (!gone.signal.aborted) {
    const { ended } = run
    const lines = run.lines.slice(line)
    line += lines.length
    const text = (follow && lines.length > FAR ? inBuckets(lines) : lines).join('')
    const beat = follow ? `${JSON.stringify({ type: 'beat', line })}\n` : ''
    if (!response.write(text + beat)) await once(response, 'drain', { signal: gone.signal }).catch(() => {})
    if (!follow || (ended && line === run.lines.length)) break
    await sleep(BATCH, gone.signal)
    if (line === run.lines.length && !run.ended) await more(run, gone.signal)
  }
  response.end()
}

function more(run: Run, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      unfollow()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, BEAT)
    const unfollow = run.follow(done)
    signal.addEventListener('abort', done)
  })
}
