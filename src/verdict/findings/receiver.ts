// You: bytes lay in the kernel and were not read.

import { bufferSize, duration, share } from '../../render/units.ts'
import type { Row } from '../rows.ts'
import { arrivals, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'
import { usable } from './window.ts'

/**
 * A window counts as used up at 72 % of its whole segments: a Linux sender holds back the last third of a window until
 * it can send a large burst (net/ipv4/tcp_output.c, tcp_tso_should_defer), others their last segment.
 */
const USED_UP = 0.72

export const receiver: Finding = {
  name: 'receiver',
  share: 'receiver',
  look(scene) {
    const usedUp = (at?: Row) => at !== undefined && (at.recvQueue ?? 0) >= USED_UP * usable(at.window, scene)
    // The end of the stream may count as a byte.
    const lastArrival = scene.rows.findLastIndex((row) => arrivals(row) > 1)
    return (piece) => {
      const { row } = piece
      const before = scene.rows[piece.index - 1]
      const left = before?.left ?? 0
      // The read before had left something, and then nobody asked.
      if (row.shut > 0 && left > 0) return 'strong'
      // It had left nothing, but what piled up since has used up the window, or is all that was still to come.
      const isRest = piece.index > lastArrival && (before?.recvQueue ?? 0) > 0
      if (row.shut > 0) return isRest || usedUp(before) || usedUp(row) ? 'strong' : undefined
      // Nobody waited, and still the buffer stays a quarter full: reading is slower than arriving.
      const stays = Math.min(left, row.left)
      return stays > 0 && stays >= 0.25 * (row.window ?? Infinity) ? 'strong' : undefined
    }
  },
  evidence({ pieces, ms }, scene) {
    const most = pieces.reduce((max, { row }) => Math.max(max, row.recvQueue ?? 0, row.left), 0)
    return `unread bytes lay in the kernel for ${duration(ms)}, up to ${bufferSize(most)}${shutShare(scene)}`
  },
}

function shutShare(scene: Scene): string {
  const shut = scene.rows.reduce((sum, row) => sum + row.shut, 0)
  const from = scene.rows[0]?.from ?? 0
  return shut > 0 ? `; you did not ask during ${share(shut, scene.end - from)} of the time` : ''
}
