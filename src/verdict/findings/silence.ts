// Silence: nothing came for longer than anything on its way could take, with an empty buffer and an open window.

import { bufferSize, duration } from '../../render/units.ts'
import type { Finding } from './finding.ts'

export const silence: Finding = {
  name: 'silence',
  share: 'server',
  look: (scene) => (piece) => {
    if (piece.kind === 'flow' || piece.silence <= scene.silence) return undefined
    return scene.known.sees ? 'strong' : 'weak'
  },
  evidence({ pieces, ms }, scene) {
    const longest = pieces.reduce((max, piece) => Math.max(max, piece.silence), 0)
    const window = pieces.reduce((min, { row }) => Math.min(min, row.window ?? Infinity), Infinity)
    const open = window < Infinity ? ` and your window open, ${bufferSize(window)} or more` : ''
    return `the stream fell silent for ${duration(ms)} in all, ${duration(longest)} at most, while your buffer was empty${open}; the round trip is ${duration(scene.known.rtt)}`
  },
}
