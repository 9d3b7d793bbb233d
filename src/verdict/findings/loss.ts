// Loss: a hole that lost segments leave, and the slow time after it.

import { duration } from '../../render/units.ts'
import { arrivals, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

/** Later segments came and could not be read, because one before them was missing. */
export const hole: Finding = {
  name: 'hole',
  share: 'network',
  look: (scene) => (piece) => {
    if (!piece.row.outOfOrder) return undefined
    return piece.kind === 'quiet' || lost(piece.index, scene) ? 'strong' : undefined
  },
  evidence({ pieces, ms }) {
    const segments = pieces.reduce((sum, { row }) => sum + (row.outOfOrder ?? 0), 0)
    return `${segments} segments came while one before them was missing: ${pieces.length} holes, ${duration(ms)} in all`
  },
}

/** A sender halves its pace at a loss, more or less, and takes seconds to regain it (RFC 9438 section 4). */
export const recovery: Finding = {
  name: 'recovery',
  share: 'network',
  look(scene) {
    const losses = lossesOf(scene)
    const lasts = Math.min(3000, Math.max(1000, 30 * scene.known.rtt))
    let next = 0
    return (piece) => {
      while (next < losses.length && losses[next]! <= piece.from) next++
      return next > 0 && piece.from - losses[next - 1]! <= lasts ? 'strong' : undefined
    }
  },
  evidence: ({ ms }) => `for ${duration(ms)} after losses the server was sending slower than before`,
}

/** When segments were lost, ms, in order. */
export function lossesOf(scene: Scene): number[] {
  const losses: number[] = []
  for (const [index, row] of scene.rows.entries()) if (lost(index, scene)) losses.push(row.to)
  return losses
}

/** Segments that only overtook others fill their hole within the round trip; lost ones must be sent again. */
function lost(index: number, scene: Scene): boolean {
  const row = scene.rows[index]!
  if (!row.outOfOrder) return false
  return row.outOfOrder > 2 || (row.first ?? row.to) - row.from >= 0.75 * scene.known.rtt || arrivals(row) === 0
}
