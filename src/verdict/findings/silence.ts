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
    const longest = Math.max(...pieces.map((piece) => piece.silence))
    const windows = pieces.map(({ row }) => row.window ?? Infinity)
    const window = Math.min(...windows)
    const open = window < Infinity ? ` and your window open, ${bufferSize(window)} or more` : ''
    return `the stream fell silent for ${duration(ms)} in all, ${duration(longest)} at most, while your buffer was empty${open}; the round trip is ${duration(scene.known.rtt)}`
  },
}
