// Paced: what is left. An empty buffer, an open window, no loss, no queue, no growth, and still no more bytes: the
// server holds back. Where queues cannot be seen, that is only a guess.

import { duration, rate } from '../../render/units.ts'
import type { Finding } from './finding.ts'

export const paced: Finding = {
  name: 'paced',
  share: 'server',
  // Far below 0 the echoes were young for our own long silence, and a queue might hide in the difference.
  look: (scene) => (piece) =>
    scene.queue[piece.index]! >= -Math.max(2 * scene.standing, 0.1 * scene.known.rtt) ? 'strong' : 'weak',
  evidence({ pieces, ms }, scene) {
    const bytes = pieces.reduce((sum, piece) => sum + scene.bytes(piece.from, piece.to), 0)
    if (scene.known.timestamps) {
      return `for ${duration(ms)} segments came at ${rate(bytes, ms)} and met no queue on the path: the server held back`
    }
    return `for ${duration(ms)} segments came at ${rate(bytes, ms)}; without TCP timestamps a server that holds back looks like a slow path`
  },
}
