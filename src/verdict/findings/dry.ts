// Dry: the last segment before the wait was not a full one, so the server had sent all it had.

import { duration, plural } from '../../render/units.ts'
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
    const quiet = pieces.filter(({ kind }) => kind === 'quiet')
    const waits = quiet.filter(({ row }) => arrivals(row) > 0).length
    const waited = quiet.reduce((sum, { from, to }) => sum + to - from, 0)
    const when =
      waits > 0 && waited >= ms / 2
        ? `${plural(waits, 'wait')}, ${duration(ms)} in all, began`
        : `${duration(ms)} went by`
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
