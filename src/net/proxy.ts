// Which proxy a URL is retrieved through: -x, or http_proxy and its kin in the environment.

import { SluiceError } from '../errors.ts'
import { basicAuthorization, credentialsIn } from '../http/authorization.ts'
import { bypassesProxy } from './no-proxy.ts'

/** A proxy, and how to speak to it. */
export interface Proxy {
  /** socks4 and socks5 get addresses that we looked up, socks4a and socks5h names. */
  protocol: 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5' | 'socks5h'
  /** IPv6 without brackets. */
  host: string
  port: number
  credentials?: { user: string; password: string }
}

export interface ProxySettings {
  /** -x; empty: no proxy, whatever the environment says. */
  proxy?: string
  /** --noproxy, instead of no_proxy. */
  noProxy?: string
}

/** Whether any URL can have one. */
export function hasProxy({ proxy }: ProxySettings, environment: NodeJS.ProcessEnv): boolean {
  const names = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
  return Boolean(proxy ?? first(environment, names))
}

/**
 * The proxy for a URL, or undefined. Of the environment, http_proxy counts in lower case only: in upper case it is a header
 * that a client sent to a CGI program (CVE-2016-5385). Loopback is not special.
 *
 * @throws SluiceError usage
 */
export function proxyFor(
  url: URL,
  { proxy, noProxy }: ProxySettings,
  environment: NodeJS.ProcessEnv,
): Proxy | undefined {
  const names = url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy']
  const text = proxy ?? first(environment, [...names, 'all_proxy', 'ALL_PROXY'])
  if (!text) return undefined
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const list = noProxy ?? first(environment, ['no_proxy', 'NO_PROXY']) ?? ''
  return bypassesProxy(list, url.hostname, port) ? undefined : parseProxy(text)
}

/**
 * What -x means: `[protocol://][user:password@]host[:port]`. Without a protocol it is http; without a port 1080, as for
 * curl, or 443 for https.
 *
 * @throws SluiceError usage
 */
export function parseProxy(text: string): Proxy {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z\d+.-]+):\/\/)?(.*)$/is.exec(text.trim()) ?? []
  const protocol = protocols[scheme.toLowerCase()]
  if (!protocol)
    return refuse(`a proxy cannot be ${JSON.stringify(scheme)}: http, https, socks4, socks4a, socks5, socks5h`)
  // A scheme that the URL standard does not know keeps :80 and does not guess.
  const url = URL.canParse(`proxy://${rest}`) ? new URL(`proxy://${rest}`) : undefined
  if (!url?.hostname || /[\s%]/.test(url.hostname))
    return refuse('the proxy (-x, http_proxy …) is not [protocol://][user:password@]host[:port]')
  const credentials = credentialsIn(url)
  return {
    protocol,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port || (protocol === 'https' ? 443 : 1080)),
    ...(credentials ? { credentials } : {}),
  }
}

/** The proxy as it may be shown: without its credentials. */
export function nameOf({ protocol, host, port }: Proxy): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The value of the Proxy-Authorization field for it, if it wants one. */
export function proxyAuthorization({ credentials }: Proxy): string | undefined {
  return credentials && basicAuthorization(credentials.user, credentials.password)
}

/**
 * The proxy takes requests for http URLs itself: their target is the whole URL (RFC 9112 section 3.2.2) and
 * Proxy-Authorization goes with each. Otherwise there is a tunnel, and it sees nothing of them.
 */
export function forwards({ protocol }: Proxy, url: URL): boolean {
  return (protocol === 'http' || protocol === 'https') && url.protocol === 'http:'
}

const protocols: Record<string, Proxy['protocol'] | undefined> = {
  http: 'http',
  https: 'https',
  socks: 'socks4',
  socks4: 'socks4',
  socks4a: 'socks4a',
  socks5: 'socks5',
  socks5h: 'socks5h',
}

/** The first of these variables that is there and not empty. */
function first(environment: NodeJS.ProcessEnv, names: string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value)
}

function refuse(problem: string): never {
  throw new SluiceError('usage', { problem })
}
