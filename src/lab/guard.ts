// Whom the lab answers. A page on this machine is open to every other page that the browser shows, and to names that
// were made to lead here (DNS rebinding), so:
//
//   Host is this machine's, by address or as localhost, with the lab's port
//   Origin and Sec-Fetch-Site, where the browser sends them, say that the lab's own page asks
//   what steers a run is a POST of JSON, which no form and no image can be
//   everything but the page's own files wants the token of this start
//
// Nothing is allowed to other origins (no CORS).

import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Bytes of a request's body at most: a pasted transcript of a long run. */
export const mostBody = 256 * 1024

export interface Refusal {
  status: 400 | 403 | 404 | 405 | 409 | 413 | 414 | 415 | 421
  problem: string
}

/** What is wrong with a request before its path is looked at. */
export function refusalOf({ method = '', url = '', headers }: IncomingMessage, port: number): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!hosts.includes(headers.host ?? ''))
    return { status: 421, problem: `this is the lab at ${hosts[0]}, and no other` }
  const { origin } = headers
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return { status: 403, problem: 'another site asks, and the lab answers its own page only' }
  if (!['GET', 'HEAD', 'POST'].includes(method)) return { status: 405, problem: `${method} is not for here` }
  // URLs take a backslash for a slash, and after two of them comes a host.
  if (!/^\/(?![/\\])/.test(url)) return { status: 400, problem: 'the target is not a path' }
  if (url.length > 2048) return { status: 414, problem: 'the target is longer than 2048 characters' }
  if (method !== 'POST') return undefined
  if (!/^application\/json(?:;|$)/i.test(headers['content-type'] ?? ''))
    return { status: 415, problem: 'a POST is application/json here' }
  if (Number(headers['content-length'] ?? 0) > mostBody)
    return { status: 413, problem: `the body is longer than ${mostBody} bytes` }
  return undefined
}

/** The same for what may be seen and done by the page of this start alone. */
export function strangerOf({ headers }: IncomingMessage, query: URLSearchParams, token: string): Refusal | undefined {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, problem: 'another site asks, and the lab answers its own page only' }
  // An image cannot bring a field, so its address brings the token.
  const given = headers['sluice-token'] ?? query.get('token') ?? ''
  if (typeof given === 'string' && same(given, token)) return undefined
  return { status: 403, problem: 'the token is missing or of another start: open the address that sluice lab printed' }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
