// Window: one receive window a round trip, however fast the path and the server are.

import { bufferSize, duration, rate } from '../../render/units.ts'
import type { Piece, Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

/** Of the window, what came a round trip. The sender's own bursts and our sampling leave some of it unseen. */
const FILLED = 0.6

export const window: Finding = {
  name: 'window',
  share: 'window',
  look: (scene) => (piece) => {
    if (piece.kind === 'quiet' && piece.silence > 2 * scene.known.rtt + 6) return undefined
    // A full path would hold the bytes back even if the window let them go.
    if (scene.queued(piece)) return undefined
    return isFull(piece) || scene.perRound((piece.from + piece.to) / 2) >= FILLED * usable(piece.row.window, scene)
      ? 'strong'
      : undefined
  },
  evidence({ pieces, ms }, scene) {
    const windows = pieces.map(({ row }) => row.window ?? 0).toSorted((a, b) => a - b)
    const middle = windows[windows.length >> 1]!
    const bytes = pieces.reduce((sum, piece) => sum + scene.bytes(piece.from, piece.to), 0)
    const { rtt } = scene.known
    if (pieces.filter(isFull).length >= pieces.length / 2)
      return `your window is ${bufferSize(middle)}, and it was full whenever the kernel was looked at, at ${rate(bytes, ms)}`
    return `your window is ${bufferSize(middle)}; one window per ${duration(rtt)} round trip is ${rate(middle, rtt)} at most, measured ${rate(bytes, ms)}`
  },
}

/** All that the window let through lay in the kernel. On a short path this is seen, where the round trip is our own program's turn. */
const isFull = ({ kind, row }: Piece) =>
  kind === 'flow' &&
  row.recvQueue !== undefined &&
  row.window !== undefined &&
  row.recvQueue >= row.window &&
  row.window > 0

/** What of a window can be filled: whole segments. Infinity where it is not known. */
export function usable(advertised: number | undefined, { known: { segment } }: Scene): number {
  if (!advertised) return advertised === 0 ? segment : Infinity
  return Math.max(Math.min(advertised, segment), Math.floor(advertised / segment) * segment)
}
