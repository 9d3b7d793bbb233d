// Loss: a hole that lost segments leave, and the slow time after it.

import { duration } from '../../render/units.ts'
import { arrivals, type Piece, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

/** Later segments came and could not be read, because one before them was missing. */
export const hole: Finding = {
  name: 'hole',
  share: 'network',
  look: (scene) => (piece) => (piece.row.outOfOrder && tookRound(piece, scene) ? 'strong' : undefined),
  evidence({ pieces, ms }) {
    const segments = pieces.reduce((sum, { row }) => sum + (row.outOfOrder ?? 0), 0)
    return `${segments} segments came while one before them was missing: ${pieces.length} holes, ${duration(ms)} in all`
  },
}

const tookRound = ({ kind, silence, row }: Piece, { known }: Scene) =>
  (kind === 'quiet' && silence >= 0.75 * known.rtt) || row.outOfOrder! > 2

/** A sender slows down at a loss, and takes seconds to regain its pace (RFC 9438 section 4). */
export const recovery: Finding = {
  name: 'recovery',
  share: 'network',
  look(scene) {
    const losses = lossesOf(scene)
    const strength = losses.length > 0 && !scene.hasBeenFull && steady(losses, scene) ? 'weak' : 'strong'
    const lasts = Math.min(3000, Math.max(1000, 30 * scene.known.rtt))
    let next = 0
    return (piece) => {
      while (next < losses.length && losses[next]! <= piece.from) next++
      return next > 0 && piece.from - losses[next - 1]! <= lasts ? strength : undefined
    }
  },
  evidence: ({ ms }) => `for ${duration(ms)} after losses the server was sending slower than before`,
}

/**
 * A server that holds back anyway keeps its pace through losses, and then they need not be what limits it. Its pace is
 * measured over three round trips at a time, and 25 segments at least, away from the holes; where half of the
 * measurements lie within 9 % of each other, it is steady.
 */
function steady(losses: readonly number[], scene: Scene): boolean {
  const { rtt, segment } = scene.known
  const round = Math.max(rtt, 1)
  const start = scene.rows[0]!.from + 3 * round
  const mean = scene.bytes(start, scene.end) / (scene.end - start)
  const span = Math.max(3 * round, (25 * segment) / mean)
  const paces: number[] = []
  let next = 0
  for (let at = start; at + span < scene.end && paces.length < 10_000; at += span / 2) {
    while (next < losses.length && losses[next]! + 2 * round < at) next++
    if (!(losses[next]! - 2 * round < at + span)) paces.push(scene.bytes(at, at + span))
  }
  if (paces.length < 8) return false
  paces.sort((a, b) => a - b)
  const at = (part: number) => paces[Math.floor(part * (paces.length - 1))]!
  return at(0.75) - at(0.25) < 0.09 * at(0.5)
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
