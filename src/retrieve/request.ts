// The request for a URL: its target and its header section.

import { basicAuthorization, credentialsIn } from '../http/authorization.ts'
import { formatHttpDate } from '../http/date.ts'
import { formatRanges, parseRanges } from '../http/range.ts'
import type { Request } from '../http/request.ts'
import type { Field } from '../http/types.ts'
import { proxyAuthorization } from '../net/proxy.ts'
import type { Proxy } from '../net/proxy.ts'
import { version } from '../version.ts'
import type { RequestOptions } from './options.ts'

/** What depends on where the chain of redirects has come to. */
export interface Hop {
  url: URL
  /** Of the user's fields, those that go to this origin. */
  fields: readonly Field[]
  /** The first origin's credentials go there too. */
  credentials: boolean
  referer: string | undefined
}

/**
 * @param extra fields for going on with what is held
 * @param forwarder a proxy that takes the request itself
 * @throws SluiceError usage, for a range or a header field that cannot be sent
 */
export function requestFor(
  { url, fields: given, credentials, referer }: Hop,
  options: RequestOptions,
  extra: readonly Field[],
  forwarder?: Proxy,
): Request {
  const fields = given.filter(([name]) => !isCookie(name))
  const version10 = options.httpVersion === '1.0'
  const own: Field[] = [
    ['Host', url.host],
    ...(forwarder ? proxyFields(forwarder) : []),
    ...loginFor(url, credentials, options),
    ...cookieField(url, given, options),
    ['User-Agent', `sluice/${version}`],
    ['Accept', '*/*'],
    ['Accept-Encoding', options.decode ? 'gzip, deflate, br, zstd' : 'identity'],
    ...(options.transferCodings
      ? ([
          ['TE', 'gzip'],
          ['Connection', 'TE'],
        ] as const)
      : []),
    ...(referer === undefined ? [] : [['Referer', referer] as const]),
    ...conditions(options),
    ...extra,
  ]
  const replaced = new Set(
    [...fields, ...(options.omit ?? []).map((name) => [name] as const)].map(([name]) => name.toLowerCase()),
  )
  const path = url.pathname + url.search
  return {
    method: options.method ?? 'GET',
    // To a proxy, and as the book's programs write it: section 3.2.2 of RFC 9112 lets any server take it.
    target: version10 || forwarder ? `${url.protocol}//${url.host}${path}` : path,
    version: version10 ? '1.0' : '1.1',
    fields: [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...fields],
  }
}

function loginFor(url: URL, firstOrigin: boolean, { credentials, credentialsFor }: RequestOptions): Field[] {
  // A netrc's login is for the host that the user named: a redirect must not fetch it for another (its `default` is anybody's).
  const own = credentialsIn(url)
  // A user alone, in the URL, is whose password is looked up.
  const whole = own?.password ? own : undefined
  const found = firstOrigin ? (credentials ?? whole ?? credentialsFor?.(url) ?? own) : own
  return found ? [['Authorization', basicAuthorization(found.user, found.password)]] : []
}

function proxyFields(proxy: Proxy): Field[] {
  const authorization = proxyAuthorization(proxy)
  return authorization === undefined ? [] : [['Proxy-Authorization', authorization]]
}

// Those the user gave stand first, as for curl.
function cookieField(url: URL, given: readonly Field[], { cookies }: RequestOptions): Field[] {
  const own = cookies?.for(url)
  const all = [
    ...given.filter(([name]) => isCookie(name)).map(([, value]) => value),
    ...(own === undefined ? [] : [own]),
  ]
  return all.length === 0 ? [] : [['Cookie', all.join('; ')]]
}

const isCookie = (name: string) => name.toLowerCase() === 'cookie'

function conditions({ range, ifModified, ifNoneMatch }: RequestOptions): Field[] {
  const fields: Field[] = []
  if (range !== undefined) fields.push(['Range', formatRanges(parseRanges(range))])
  if (ifModified)
    fields.push([ifModified.negated ? 'If-Unmodified-Since' : 'If-Modified-Since', formatHttpDate(ifModified.since)])
  if (ifNoneMatch !== undefined) fields.push(['If-None-Match', ifNoneMatch])
  return fields
}
