// Dry: the last segment before the wait was not a full one, so the server had sent all it had.

import { duration } from '../../render/units.ts'
import { arrivals, type Scene } from '../scene.ts'
import type { Finding } from './finding.ts'

export const dry: Finding = {
  name: 'dry',
  share: 'server',
  look: (scene) => (piece) => {
    const { kind, index } = piece
    return endsShort(kind === 'quiet' ? index - 1 : index, scene) ? 'strong' : undefined
  },
  evidence({ pieces, ms }, { known }) {
    const waits = pieces.filter(({ kind, row }) => kind === 'quiet' && arrivals(row) > 0).length
    const when = waits > 0 ? `${waits} waits, ${duration(ms)} in all, began` : `${duration(ms)} went by`
    return `${when} after a segment shorter than ${known.segment} bytes: the server had sent all it had`
  },
}

/** Whether the last arrivals until that row's end included a segment that was not full. */
function endsShort(index: number, { rows, known }: Scene): boolean {
  for (let i = index; i >= 0 && i > index - 3; i--) {
    const { segments, arrived, outOfOrder } = rows[i]!
    if (segments === undefined || arrived === undefined || outOfOrder) return false
    // A few bytes less are an option that only some segments carry.
    if (segments > 0) return arrived < segments * known.segment - 8
  }
  return false
}
