// Loss: a hole that lost segments leave, and the slow time after it.

import { duration, plural } from '../../render/units.ts'
import { arrivals, type Piece, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

/** Later segments came and could not be read, because one before them was missing. */
export const hole: Finding = {
  name: 'hole',
  share: 'network',
  look: (scene) => (piece) => (piece.row.outOfOrder && tookRound(piece, scene) ? 'strong' : undefined),
  evidence({ pieces, ms }) {
    const segments = pieces.reduce((sum, { row }) => sum + (row.outOfOrder ?? 0), 0)
    return `${plural(segments, 'segment')} came while one before them was missing: ${plural(pieces.length, 'hole')}, ${duration(ms)} in all`
  },
}

const tookRound = ({ kind, silence, row }: Piece, { known }: Scene) =>
  (kind === 'quiet' && silence >= 0.75 * known.rtt) || row.outOfOrder! > 2

/**
 * The time in which the sender regains its pace. It gives up to half of what it had under way, and gains about a segment
 * each round trip or two (RFC 5681 section 3.1), on long paths faster, as the cube of the time (RFC 9438 section 4.2). A
 * server that is slow long after that is slow for another reason.
 */
export const recovery: Finding = {
  name: 'recovery',
  share: 'network',
  look(scene) {
    const losses = lossesOf(scene)
    let next = 0
    let until = -Infinity
    return (piece) => {
      for (; next < losses.length && losses[next]! <= piece.from; next++) {
        until = Math.max(until, losses[next]! + regainTime(losses[next]!, scene))
      }
      return piece.from < until ? 'strong' : undefined
    }
  },
  evidence: ({ ms }) => `for ${duration(ms)} after losses the server was still regaining its pace`,
}

/** Milliseconds; half as much again as the algorithms say, since what was under way is only estimated. */
function regainTime(loss: number, scene: Scene): number {
  const { rtt, segment } = scene.known
  let underWay = 0
  for (let before = 2; before < 10; before++)
    underWay = Math.max(underWay, scene.perRound(loss - before * rtt) / segment)
  return 2 * rtt + 1.5 * Math.min(underWay * rtt, 1000 * Math.cbrt(0.75 * underWay))
}

/**
 * When holes were filled that lost segments had left, ms, in order. A segment that was only overtaken fills its hole
 * within the round trip; a lost one must be sent again.
 */
export function lossesOf({ rows, known }: Scene): number[] {
  const losses: number[] = []
  let lastArrival = rows[0]?.from ?? 0
  let open = false
  for (const row of rows) {
    open ||= row.outOfOrder! > 0
    if (arrivals(row) === 0) continue
    if (open && (row.first ?? row.to) - lastArrival >= 0.75 * known.rtt) losses.push(row.to)
    lastArrival = row.to
    open = false
  }
  return losses
}
