// Where a redirect leads, and what goes along (RFC 9110 sections 10.2.2 and 15.4).
//
// What the user set (fields by -H, credentials, a literal cookie) was set for the URL that the user gave. It goes to that
// URL's origin (scheme, host and port) and to no other, also when another origin leads back there.

import { SluiceError } from '../errors.ts'
import { shown, utf8 } from './abnf.ts'
import type { Header } from './header.ts'
import { redactUrl, withoutUserinfo } from './redact.ts'
import type { Field } from './types.ts'

export interface Answered {
  status: number
  header: Header
  /** The URL that was asked, with its fragment. */
  url: URL
  /** The URL that the user gave: the first of the chain. */
  first: URL
  /** The header fields that the user set, all of them, whatever was dropped on the way. */
  fields: readonly Field[]
  /** What the user set goes to every origin, as curl --location-trusted. @default false */
  trusted?: boolean
}

export interface NextRequest {
  /** http: or https:. Its userinfo is the Location's, or else that of the URL before it on the same origin. */
  url: URL
  /** What of `fields` goes along: all or nothing. */
  fields: readonly Field[]
  /** Names of those that do not. */
  dropped: string[]
  /** Credentials (-u, those of netrc for the first host) go along too. */
  credentials: boolean
  /** From https to http: from here on everything can be read on the way, which is to be said. */
  downgraded: boolean
  /** What `;auto` of curl -e sends as Referer. */
  referer: string | undefined
}

/**
 * The request that an answer leads to, or undefined if it leads nowhere and is the answer. The method stays: we send GET
 * and HEAD, which no redirect changes.
 *
 * Of several Location fields the first counts and an empty one is none, as for curl.
 *
 * @throws SluiceError bad-url, scheme-not-supported
 */
export function nextRequest({ status, header, url, first, fields, trusted }: Answered): NextRequest | undefined {
  const location = header.get('Location')
  if (!location || !redirects(status)) return undefined
  const next = locate(location, url)
  const downgraded = isDowngrade(url, next)
  // Deviation: curl --location-trusted sends from https to http too.
  const goesAlong = next.origin === first.origin || (trusted === true && !isDowngrade(first, next))
  if (next.origin === url.origin) inheritUserinfo(next, url)
  else if (goesAlong) inheritUserinfo(next, first)
  return {
    url: next,
    fields: goesAlong ? fields : [],
    dropped: goesAlong ? [] : fields.map(([name]) => name),
    credentials: goesAlong,
    downgraded,
    referer: downgraded ? undefined : withoutSecrets(url),
  }
}

/** What -e means: a Referer for the first request, and whether each later one names the URL that led to it (`;auto`). */
export function parseReferer(text: string): { referer: string | undefined; auto: boolean } {
  const auto = text.endsWith(';auto')
  const referer = withoutUserinfo(auto ? text.slice(0, -';auto'.length) : text)
  return { referer: referer === '' ? undefined : referer, auto }
}

// RFC 9110 section 15.4: 304 is about a cache, 305 and 306 are deprecated and unused. An unknown one is as 300, which
// may be followed where it has a Location.
function redirects(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304 && status !== 305 && status !== 306
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:'
}

function locate(location: string, base: URL): URL {
  const text = asText(location)
  const next = URL.canParse(text, base.href) ? new URL(text, withoutSecrets(base)) : undefined
  if (!next) throw new SluiceError('bad-url', { url: redactUrl(shown(text)), problem: 'a redirect leads there' })
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    throw new SluiceError('scheme-not-supported', { scheme: next.protocol.slice(0, -1) })
  // RFC 9110 section 10.2.2: without a fragment of its own it inherits the former one.
  if (!text.includes('#')) next.hash = base.hash
  return next
}

function inheritUserinfo(url: URL, from: URL): void {
  if (url.username !== '' || url.password !== '') return
  url.username = from.username
  url.password = from.password
}

// A header is bytes. As UTF-8 they are characters, which the URL encodes again; otherwise each is encoded as it stands.
function asText(location: string): string {
  return (
    utf8(location) ?? location.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
  )
}

// Also what a Referer is (RFC 9110 section 10.1.3): neither userinfo nor fragment.
function withoutSecrets(url: URL): string {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  bare.hash = ''
  return bare.href
}
