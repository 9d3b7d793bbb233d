// What is happening now, in one sentence.

import type { Now } from '../../trace/store.ts'
import type { Share } from '../../verdict/verdict.ts'
import { safe } from '../safe.ts'
import { duration, share } from '../units.ts'

/** A silence that is told of, ms. */
const silence = 500

/** @param by what the verdict attributes the last stretch of time to, where it was asked */
export function sentenceOf(now: Now, by?: Share): string {
  if (now.end) return now.end.type === 'failed' ? `It failed: ${safe(now.end.message)}.` : 'Complete.'
  const { phase } = now
  if (phase !== 'receive' && phase !== 'end') return phases[phase](now)
  const since = now.at - now.lastCame
  if (now.total !== undefined && now.came >= now.total) return 'All of it has come; your program reads the rest.'
  if (now.shutSince !== undefined) return shutSentence(now, now.at - now.shutSince)
  if (by !== undefined && by !== 'server' && by !== 'think' && since < silence) return causes[by] ?? flowing
  if (since >= silence)
    return `Nothing has come for ${duration(since)}: the server sends nothing, or the path holds it.`
  return by === 'server' ? 'The server sends less than the path and your program would take.' : flowing
}

/** How much of the time so far the server was paused. */
export function pausedSoFar({ shut, at }: Now): string {
  return shut > 0.01 * at ? ` Paused ${share(shut, at)} of the time so far.` : ''
}

const flowing = 'Bytes come, and your program reads them as they come.'

function shutSentence({ waiting, held, capacity }: Now, ms: number): string {
  const paused = `the server is paused (${duration(ms)} so far)`
  if (waiting === undefined || capacity === undefined) return `The window is shut: ${paused}.`
  if (held !== undefined && waiting < 0.35 * capacity)
    return 'Your program is draining the buffer; the window is still shut.'
  return `The buffer is full, so ${paused}.`
}

const phases: Record<Exclude<Now['phase'], 'receive' | 'end'>, (now: Now) => string> = {
  resolve: () => 'Looking up the name.',
  connect: () => 'Connecting.',
  tls: () => 'Agreeing on keys (TLS).',
  wait: ({ at, lastCame }) => `The request is sent; the server has not answered for ${duration(at - lastCame)}.`,
}

const causes: Partial<Record<Share, string>> = {
  network: 'The path carries what it can; more bytes stand in a queue on the way.',
  ramp: 'TCP is still finding out how fast it may be.',
  window: 'One window a round trip: the server has to wait for your acknowledgements.',
  receiver: 'Bytes lie in the kernel, waiting for your program to read them.',
}
