// How long a host is left alone between two requests, and after failures. Times are ms.

import type { HostFacts } from '../store/store.ts'

/** Between these, whatever the host's speed says. */
const [shortest, longest] = [1000, 30_000]

/** Failures in a row after which it is left alone for an hour. */
const parkedAfter = 5
const parked = 3_600_000

/** Whoever asks for more time than this is not visited at all. */
export const tooSlow = longest

/** Failures, by code, that are a host's: the others are of one answer. */
export const unreachable: ReadonlySet<string> = new Set([
  'host-not-resolved',
  'connect-failed',
  'timed-out',
  'tls-handshake',
])

export interface Pace {
  /** It is this machine, or one of a private network. */
  own: boolean
  /** What the user asked for. */
  asked: number | undefined
  /** robots.txt's Crawl-delay. */
  crawlDelay: number | undefined
}

/** After an answer whose first byte took `wait`: twice that, so that we are a third of its load at most. */
export function delayAfter(wait: number, { own, asked, crawlDelay }: Pace): number {
  const delay = asked ?? (own ? 0 : Math.min(longest, Math.max(shortest, 2 * wait)))
  return own ? delay : Math.max(delay, crawlDelay ?? 0)
}

/** After a failure that is the host's: it is left alone, longer each time, and given up in the end. */
export function afterFailure(facts: HostFacts, own: boolean, retryAfter: number | undefined): HostFacts {
  const failures = facts.failures + 1
  const first = own ? 20 : facts.answered ? 10_000 : 1000
  const backOff = failures >= parkedAfter && !own ? parked : first * 2 ** (failures - 1)
  const pause = Math.max(facts.delay, retryAfter ?? Math.min(backOff, own ? 1000 : parked))
  // Who never answered may not exist at all.
  const most = facts.answered ? (own ? 25 : 8) : own ? 6 : 3
  return { ...facts, failures, dead: failures >= most, notBefore: Date.now() + pause }
}
