// A long stretch of a trace for a reader that is far behind: its reads in buckets, its kernel samples thinned.

import type { KernelSample, Read, Reads, TraceEvent } from '../trace/event.ts'

/** So many reads in one. */
const SIZE = 50

/** @param lines each an event, with its line end */
export function inBuckets(lines: readonly string[]): string[] {
  const told: TraceEvent[] = []
  let bucket: Reads | undefined
  let sample: KernelSample | undefined
  const flush = () => {
    if (bucket) told.push(bucket)
    if (sample) told.push(sample)
    bucket = sample = undefined
  }
  for (const line of lines) {
    const event = JSON.parse(line) as TraceEvent
    if (event.type === 'kernel') sample = event
    else if (event.type !== 'read' && event.type !== 'gate') {
      flush()
      told.push(event)
    } else if (event.type === 'read') {
      bucket = added(bucket, event)
      if (bucket.count === SIZE) flush()
    }
  }
  flush()
  // The sample of a bucket may be older than its last read.
  return told.toSorted((a, b) => a.at - b.at).map((event) => `${JSON.stringify(event)}\n`)
}

function added(bucket: Reads | undefined, read: Read): Reads {
  const { at, bytes, total, asked, recvQueue, window } = read
  const full = bytes === asked ? 1 : 0
  if (!bucket) {
    const kernel = {
      ...(recvQueue !== undefined && { recvQueueMax: recvQueue }),
      ...(window !== undefined && { windowMin: window }),
    }
    return {
      type: 'reads',
      at,
      count: 1,
      bytes,
      total,
      asked,
      full,
      smallest: bytes,
      largest: bytes,
      took: 0,
      ...kernel,
    }
  }
  bucket.took += at - bucket.at
  bucket.at = at
  bucket.count++
  bucket.bytes += bytes
  bucket.total = total
  bucket.full += full
  bucket.smallest = Math.min(bucket.smallest, bytes)
  bucket.largest = Math.max(bucket.largest, bytes)
  if (recvQueue !== undefined) bucket.recvQueueMax = Math.max(bucket.recvQueueMax ?? 0, recvQueue)
  if (window !== undefined) bucket.windowMin = Math.min(bucket.windowMin ?? Infinity, window)
  return bucket
}
