// Ramp: slow start. Nothing is full yet, TCP is finding out how fast it may be.

import { duration } from '../../render/units.ts'
import { arrivals, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'
import { lossesOf } from './loss.ts'

/** Slow start doubles each round trip, by half at the least when acknowledgements are delayed (RFC 5681 section 3.1). */
const GROWTH = 1.35

export const ramp: Finding = {
  name: 'ramp',
  share: 'ramp',
  look(scene) {
    const end = growthEnd(scene)
    return (piece) => (piece.from < end ? 'strong' : undefined)
  },
  evidence: ({ ms }) => `${duration(ms)} went by in slow start, where TCP sends a little more each round trip`,
}

/** When the bytes of a round trip stopped growing. */
function growthEnd(scene: Scene): number {
  const first = scene.rows.find((row) => arrivals(row) > 0)
  if (!first) return Infinity
  // A loss ends slow start.
  const end = Math.min(lossesOf(scene)[0] ?? Infinity, scene.end)
  const round = Math.max(scene.known.rtt, 1)
  const start = (first.first ?? first.to) + 0.9 * round
  let before = scene.bytes(first.from, start)
  for (let at = start; at + round <= end; at += round) {
    const now = scene.bytes(at, at + round)
    const next = scene.bytes(at + round, Math.min(end, at + 2 * round))
    const paused = now < GROWTH * before
    if (paused && (at + 2 * round > end || next < GROWTH * GROWTH * before)) return at + round
    before = now
  }
  return end
}
