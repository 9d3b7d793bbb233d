// Who was slow, by what a run shows at both ends. Nobody tells it how the run was made.

import type { Verdict } from '../../verdict/verdict.ts'
import { took } from './experiments.ts'
import { text } from './texts.ts'
import type { Timeline } from './timeline.ts'

export type Culprit = keyof typeof text.who.culprits

/**
 * The verdict is made from this side, where a slow server and a slow line are both silence. Where it says "the server",
 * the server's kernel decides: it counts the time in which it had bytes to send, or on their way.
 *
 * @returns no culprit where the signals do not tell
 */
export function culpritOf(line: Timeline, verdict: Verdict | undefined): { culprit?: Culprit; words: string } {
  const { evidence } = text.who
  const all = took(line)
  const paused = line.paused.largest
  const busy = Math.max(0, line.busy - paused)
  const limit = verdict?.limited_by
  if (limit === 'receiver' || limit === 'window') return { culprit: 'program', words: evidence.program(paused, all) }
  if (!line.serverTells || (limit !== 'server' && limit !== 'network')) return { words: evidence.unclear }
  if (busy > 0.6 * all) return { culprit: 'network', words: evidence.network(busy, all) }
  if (busy < 0.3 * all) return { culprit: 'server', words: evidence.server(busy, all) }
  return { words: evidence.unclear }
}
