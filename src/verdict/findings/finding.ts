// A finding knows one cause: which stretches of time are its own, and what to say of them.

import type { Piece, Scene } from '../scene.ts'
import type { Share } from '../verdict.ts'

/** `strong`: nothing else makes this signal. `weak`: it fits, and so might something else. */
export type Strength = 'strong' | 'weak'

export interface Finding {
  name: string
  share: Share
  /** Looks at a scene once; what it returns is asked of each piece. The first finding that answers has the piece. */
  look: (scene: Scene) => (piece: Piece) => Strength | undefined
  /** One sentence with its numbers, about the pieces that it had. */
  evidence?: (held: Held, scene: Scene) => string | undefined
}

/** What one finding had of one exchange. */
export interface Held {
  pieces: Piece[]
  ms: number
}
