// From flags to the options of a retrieval, the same for every command that retrieves.

import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { SluiceError } from '../errors.ts'
import { parseLooseDate } from '../http/date.ts'
import { parseReferer } from '../http/redirect.ts'
import type { Field } from '../http/types.ts'
import { both, every, rate } from '../net/gate.ts'
import type { Gate } from '../net/gate.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import type { FlagsIn, Values } from './flag.ts'
import { answering, asking, clocks, reading, routing, tls } from './flags.ts'
import { connectTo, overrides } from './routes.ts'
import { tlsOptions } from './tls-options.ts'

/** The groups that say how something is retrieved. */
export const retrieving = [asking, answering, routing, tls, reading, clocks] as const

export type RetrievingFlags = Values<FlagsIn<typeof retrieving>>

/**
 * @param slowly the reads are looked at one by one, so 5120 bytes each unless the flags say otherwise
 * @throws SluiceError usage
 */
export function retrievalOptions(values: RetrievingFlags, slowly: boolean): RetrieveOptions {
  const gate = gateOf(values)
  const referer = values.referer === undefined ? undefined : parseReferer(values.referer)
  return defined({
    method: values.head ? ('HEAD' as const) : undefined,
    httpVersion: values['http1.0'] ? ('1.0' as const) : undefined,
    ...headerOf(values, referer?.referer),
    autoReferer: referer?.auto,
    credentials: values.user === undefined ? undefined : userAndPassword(values.user),
    range: values.range,
    ifModified: values['time-cond'] === undefined ? undefined : timeCondition(values['time-cond']),
    ifNoneMatch: values['etag-compare'] === undefined ? undefined : savedEtag(values['etag-compare']),
    decode: values.compressed && !values.raw,
    transferCodings: values['tr-encoding'],
    raw: values.raw,
    pathAsIs: values['path-as-is'],
    http09: values['http0.9'],
    ignoreContentLength: values['ignore-content-length'],

    followRedirects: !values['no-location'],
    maxRedirects: values['max-redirs'],
    trustRedirects: values['location-trusted'],
    failOnStatus: !values['no-fail'] || values['fail-with-body'],
    keepErrorBody: values['fail-with-body'],
    maxFilesize: values['max-filesize'],

    family: values.ipv4 ? (4 as const) : values.ipv6 ? (6 as const) : undefined,
    overrides: values.resolve.length > 0 ? overrides(values.resolve) : undefined,
    connectTo: values['connect-to'].length > 0 ? connectTo(values['connect-to']) : undefined,
    ...(values.interface === undefined
      ? {}
      : isIP(values.interface)
        ? { localAddress: values.interface }
        : { interface: values.interface }),
    connections: values.connections,
    unixSocket: values['unix-socket'],
    tls: tlsOptions(values),

    recvSize: recvSizeOf(values, slowly),
    gate,
    receiveBuffer: values.rcvbuf || undefined,

    connectTimeout: values['connect-timeout'],
    idleTimeout: values['idle-timeout'],
    maxTime: values['max-time'],
    retries: values.retry,
    retryAll: values['retry-all-errors'],
    retryRefused: values['retry-connrefused'],
    retryDelay: values['retry-delay'],
    retryMaxTime: values['retry-max-time'],
  })
}

/** More than any kernel holds for a connection. */
const largestRead = 2 ** 30

function recvSizeOf(values: RetrievingFlags, slowly: boolean): number {
  const size = values['recv-size'] || (slowly || values.delay ? 5120 : 1024 * 1024)
  if (size > largestRead)
    throw new SluiceError('usage', { problem: `--recv-size is ${largestRead} bytes at most, and ${size} were given` })
  return size
}

/** When a retrieval may read on: --delay and --limit-rate. It remembers the one that it is for. */
export function gateOf(values: RetrievingFlags): Gate | undefined {
  const delayed = values.delay ? every(values.delay) : undefined
  const limited = values['limit-rate'] ? rate(values['limit-rate']) : undefined
  return delayed && limited ? both(delayed, limited) : (delayed ?? limited)
}

// -H as curl reads it: 'Name: value', 'Name:' for none, 'Name;' for an empty one.
function headerOf(values: RetrievingFlags, referer: string | undefined): { fields: Field[]; omit: string[] } {
  const fields: Field[] = []
  const omit: string[] = []
  for (const text of values.header) {
    const [, name = '', mark, value = ''] = /^([^:;]*)([:;])?(.*)$/s.exec(text) ?? []
    if (mark === ':' && value.trim() !== '') fields.push([name, value.trim()])
    else if (mark === ':') omit.push(name)
    else if (mark === ';' && value.trim() === '') fields.push([name, ''])
    else
      throw new SluiceError('usage', {
        problem: `-H ${JSON.stringify(text)} is not a header field`,
        suggestion: "'Name: value'; 'Name:' leaves ours out; 'Name;' sends it empty",
      })
  }
  if (values['user-agent'] === '') omit.push('User-Agent')
  else if (values['user-agent'] !== undefined) fields.push(['User-Agent', values['user-agent']])
  if (referer !== undefined) fields.push(['Referer', referer])
  const cookies = values.cookie.filter((text) => text.includes('='))
  if (cookies.length > 0) fields.push(['Cookie', cookies.join('; ')])
  return { fields, omit }
}

/** What -u means. */
export function userAndPassword(text: string): { user: string; password: string } {
  const colon = text.indexOf(':')
  return colon < 0 ? { user: text, password: '' } : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

// -z: a date, or the modification time of a file; a leading - negates.
function timeCondition(text: string): { since: number; negated: boolean } {
  const negated = text.startsWith('-')
  const what = text.replace(/^[-+=]/, '')
  const since = parseLooseDate(what) ?? modifiedAt(what)
  if (since === undefined)
    throw new SluiceError('usage', { problem: `-z ${JSON.stringify(text)} is neither a date nor a file` })
  return { since, negated }
}

function modifiedAt(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs
  } catch {
    return undefined
  }
}

function savedEtag(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    // As curl: without a file there is nothing to compare with.
    return undefined
  }
}

/** Without the members that are undefined: their defaults are somebody else's. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
