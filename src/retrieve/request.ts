// The request for a URL: its target and its header section.

import { basicAuthorization, credentialsIn } from '../http/authorization.ts'
import { formatHttpDate } from '../http/date.ts'
import { formatRanges, parseRanges } from '../http/range.ts'
import type { Request } from '../http/request.ts'
import type { Field } from '../http/types.ts'
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
 * @throws SluiceError usage, for a range or a header field that cannot be sent
 */
export function requestFor(
  { url, fields, credentials, referer }: Hop,
  options: RequestOptions,
  extra: readonly Field[],
): Request {
  const version10 = options.httpVersion === '1.0'
  const own: Field[] = [
    ['Host', url.host],
    ...authorization(url, credentials, options),
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
    // As the book's programs write it, and as section 3.2.2 of RFC 9112 lets any server take it.
    target: version10 ? `${url.protocol}//${url.host}${path}` : path,
    version: version10 ? '1.0' : '1.1',
    fields: [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...fields],
  }
}

function authorization(url: URL, firstOrigin: boolean, { credentials, credentialsFor }: RequestOptions): Field[] {
  const found = (firstOrigin ? credentials : undefined) ?? credentialsIn(url) ?? credentialsFor?.(url)
  return found ? [['Authorization', basicAuthorization(found.user, found.password)]] : []
}

function conditions({ range, ifModified, ifNoneMatch }: RequestOptions): Field[] {
  const fields: Field[] = []
  if (range !== undefined) fields.push(['Range', formatRanges(parseRanges(range))])
  if (ifModified)
    fields.push([ifModified.negated ? 'If-Unmodified-Since' : 'If-Modified-Since', formatHttpDate(ifModified.since)])
  if (ifNoneMatch !== undefined) fields.push(['If-None-Match', ifNoneMatch])
  return fields
}
