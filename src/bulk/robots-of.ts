// The robots.txt of an origin, asked for once a day at most.

import { isOwn } from './host.ts'
import { allowAll, denyAll, parseRobots, robotsLimit } from './robots.ts'
import type { Robots } from './robots.ts'
import { retrieveSmall } from './small.ts'
import type { SmallOptions } from './small.ts'

/** Our product token in robots.txt. */
export const agent = 'sluice'

/** RFC 9309 section 2.3.1: 4xx means there is none; what cannot be reached allows nothing. */
export async function robotsOf(origin: string, options: SmallOptions): Promise<Robots> {
  const url = new URL('/robots.txt', origin)
  // Once more, as a server that fails now and then is not one that cannot be reached. A name that nobody knows is one.
  for (let tries = 1; ; tries++) {
    const { status, content, error } = await retrieveSmall(url, robotsLimit, { ...options, redirects: 5 })
    if (status >= 200 && status < 300) return parseRobots(new TextDecoder().decode(content), agent)
    if (status >= 300 && status < 500 && status !== 429) return allowAll
    const last = error?.code === 'host-not-resolved' || tries === (isOwn(url.hostname) ? 8 : 2)
    if (last) return error ? { ...denyAll, failure: error } : denyAll
    await new Promise((resolve) => setTimeout(resolve, isOwn(url.hostname) ? 10 : 5000))
  }
}
