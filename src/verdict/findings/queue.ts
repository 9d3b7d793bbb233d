// Queue: segments stood in line on the path, so it was carrying all it can.

import { duration, rate } from '../../render/units.ts'
import type { Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

export const queue: Finding = {
  name: 'queue',
  share: 'network',
  look: (scene) => (piece) => {
    if (!scene.queued(piece)) return undefined
    const standing = scene.queue[piece.index]!
    // Longer than the queue was, and than the path takes: nothing was in it any more.
    if (piece.kind === 'quiet' && piece.silence > scene.silence && piece.silence > standing) return undefined
    return standing > 2 * scene.standing ? 'strong' : 'weak'
  },
  evidence({ pieces, ms }, scene) {
    const queues = pieces.map((piece) => scene.queue[piece.index]!).toSorted((a, b) => a - b)
    const bytes = pieces.reduce((sum, piece) => sum + scene.bytes(piece.from, piece.to), 0)
    return `segments stood ${duration(queues[queues.length >> 1]!)} in a queue on a path of ${duration(scene.known.rtt)}: it was full, at ${rate(bytes, ms)}`
  },
}

/** Of the time, how long a queue must have been seen. Short bursts meet one too, on a path that is not full. */
const SEEN = 0.15

/** As fast as the path was while it had a queue, though none is seen just now. */
export const full: Finding = {
  name: 'full',
  share: 'network',
  look(scene) {
    const capacity = capacityOf(scene)
    return (piece) => (scene.perRound((piece.from + piece.to) / 2) >= 0.8 * capacity ? 'weak' : undefined)
  },
}

/** Bytes a round trip, the median while there was a queue; Infinity if that was too seldom to be the path's pace. */
function capacityOf(scene: Scene): number {
  const queued = [...scene.rows.keys()].filter((i) => scene.queue[i]! > scene.standing).map((i) => scene.rows[i]!)
  const ms = queued.reduce((sum, row) => sum + row.to - row.from, 0)
  if (!(ms >= SEEN * (scene.end - (scene.rows[0]?.from ?? 0)))) return Infinity
  const paces = queued.map((row) => scene.perRound(row.to)).toSorted((a, b) => a - b)
  return paces[paces.length >> 1] ?? Infinity
}
