// When the next bytes of a reply may go out, and how many. Pure: the clock is passed in.

import type { Behaviour, Place } from './behaviour.ts'

/** How far a reply has come. Times are of one monotonic clock, ms. */
export interface Progress {
  /** Bytes of it that the kernel has taken. */
  offset: number
  /** Length of its head, the blank line included. */
  headSize: number
  /** When `offset` was reached; at first, when the request had come. */
  since: number
  /** When the last write was due. Undefined before the first. */
  slot?: number
  /** Bytes of the last write. */
  last: number
}

/** What to do next: write at most `size` bytes, though not before `due`; or end it here. */
export type Step = { size: number; due: number } | 'cut' | 'reset'

/** Hand the kernel no more than this at once: a write that libuv queues for us is not sent yet. */
export const LARGEST_WRITE = 65536

/** Slices of a rate, ms: short enough to look smooth, long enough for timers of 1 ms. */
const SLICE = 10

/** Late by less than this (ms), the next write keeps its place in the cadence; later, the cadence begins anew. */
const SLACK = 20

export function nextStep(behaviour: Behaviour, progress: Progress): Step {
  const { offset, headSize, since } = progress
  const reached = (place: Place | undefined) => place !== undefined && distance(place, progress) <= 0
  if (reached(behaviour.cut)) return 'cut'
  if (reached(behaviour.reset)) return 'reset'

  const waits = [offset === 0 ? (behaviour.think ?? 0) : 0]
  if (offset === headSize) waits.push(behaviour.gap ?? 0)
  if (behaviour.stall && distance(behaviour.stall.at, progress) === 0) waits.push(behaviour.stall.for)

  const { size, interval } = segment(behaviour, progress)
  const sizes = [size, LARGEST_WRITE]
  if (offset < headSize && (behaviour.gap || behaviour.drip)) sizes.push(headSize - offset)
  for (const place of [behaviour.cut, behaviour.reset, behaviour.stall?.at]) {
    if (place !== undefined && distance(place, progress) > 0) sizes.push(distance(place, progress))
  }
  const cadence = progress.slot === undefined ? since : progress.slot + interval
  return { size: Math.min(...sizes), due: Math.max(since + Math.max(...waits), cadence) }
}

/** A write of `size` bytes that was `due` has gone out `now`. */
export function advance(progress: Progress, size: number, due: number, now: number): void {
  progress.offset += size
  progress.last = size
  progress.since = now
  progress.slot = now - due < SLACK ? due : now
}

function distance(place: Place, { offset, headSize }: Progress): number {
  return (typeof place === 'number' ? place : headSize + Number(place.slice('body+'.length))) - offset
}

function segment({ pace, rate, drip }: Behaviour, progress: Progress): { size: number; interval: number } {
  const paced = drip && progress.offset < progress.headSize ? drip : pace
  const size = paced?.bytes ?? (rate ? Math.max(1, Math.floor((rate * SLICE) / 1000)) : LARGEST_WRITE)
  return { size, interval: Math.max(paced?.every ?? 0, rate ? (progress.last / rate) * 1000 : 0) }
}
