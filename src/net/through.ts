// A connection through a proxy: an HTTP proxy's own, or a tunnel that CONNECT (RFC 9110 section 9.3.6) or SOCKS opened.
//
//   connect to the proxy (with TLS for https://) ──► CONNECT or SOCKS ──► TLS with the origin

import { SluiceError, isSluiceError } from '../errors.ts'
import { serializeRequest } from '../http/request.ts'
import { ResponseParser } from '../http/response-parser.ts'
import type { ResponseEvent } from '../http/response-parser.ts'
import { abortable, connect } from './connect.ts'
import type { Route, Tell } from './connect.ts'
import { StreamDuplex } from './duplex.ts'
import { nameOf, proxyAuthorization } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { resolve } from './resolve.ts'
import { secureOver } from './secure.ts'
import type { Stream } from './stream.ts'
import type { TlsOptions } from './tls.ts'

/**
 * A connection to the route's origin through a proxy.
 *
 * To an origin without TLS an HTTP proxy gives no tunnel: it takes the requests, see `forwards` in proxy.ts.
 *
 * @param proxyTls for a proxy that is spoken to over TLS
 * @param signal gives up; its reason is thrown
 * @throws SluiceError proxy-not-resolved, proxy-handshake, connect-failed, host-not-resolved, tls-…
 */
export async function connectThrough(
  proxy: Proxy,
  route: Route,
  tell: Tell,
  signal: AbortSignal,
  proxyTls: TlsOptions = {},
): Promise<Stream> {
  const stream = await connectTo(proxy, route, tell, signal, proxyTls)
  try {
    return await abortable(tunnel(proxy, route, stream, tell), signal)
  } catch (error) {
    stream.close()
    throw error
  }
}

async function connectTo(
  proxy: Proxy,
  { via: _via, tls: _tls, unixSocket: _unixSocket, ...how }: Route,
  tell: Tell,
  signal: AbortSignal,
  proxyTls: TlsOptions,
): Promise<Stream> {
  const route = { ...how, host: proxy.host, port: proxy.port, ...(proxy.protocol === 'https' ? { tls: proxyTls } : {}) }
  const tellProxy: Tell = (it) => tell(it.type === 'connect' ? { ...it, proxy: nameOf(proxy) } : it)
  try {
    return await connect(route, tellProxy, signal)
  } catch (error) {
    if (isSluiceError(error, 'host-not-resolved')) throw new SluiceError('proxy-not-resolved', error.facts, error)
    throw error
  }
}

async function tunnel(proxy: Proxy, route: Route, stream: Stream, tell: Tell): Promise<Stream> {
  const isHttp = proxy.protocol === 'http' || proxy.protocol === 'https'
  if (isHttp && !route.tls) return stream
  await (isHttp ? connectMethod(proxy, route, stream) : socks(proxy, route, stream))
  return route.tls ? secureOver(new StreamDuplex(stream), stream, route, tell) : stream
}

async function connectMethod(proxy: Proxy, route: Route, stream: Stream): Promise<void> {
  const { host, port } = route.via ?? route
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const authorization = proxyAuthorization(proxy)
  await stream.send(
    serializeRequest({
      method: 'CONNECT',
      target,
      version: '1.1',
      fields: [
        ['Host', target],
        ...(authorization === undefined ? [] : [['Proxy-Authorization', authorization] as const]),
      ],
    }),
  )
  for (const event of await answerTo(proxy, stream)) {
    if (event.type === 'head' && event.head.status === 407)
      refuse(
        proxy,
        `it ${proxy.credentials ? 'did not accept the' : 'wants'} credentials (407): -x http://USER:PASSWORD@HOST`,
      )
    if (event.type === 'head' && event.head.status >= 300)
      refuse(proxy, `it answered ${event.head.status} ${event.head.reason}`.trimEnd())
    // In the tunnel we speak first. What comes before is not the origin's.
    if (event.type === 'end' && event.excess > 0) refuse(proxy, `it sent ${event.excess} bytes behind its answer`)
  }
}

/** The events of the read that completed the head of the proxy's answer. */
async function answerTo(proxy: Proxy, stream: Stream): Promise<ResponseEvent[]> {
  const parser = new ResponseParser({ method: 'CONNECT' })
  try {
    for (;;) {
      const bytes = await stream.recv()
      const events = bytes ? [...parser.feed(bytes)] : parser.end()
      if (events.some((event) => event.type === 'head')) return events
    }
  } catch (error) {
    if (isSluiceError(error)) refuse(proxy, error.message, error)
    throw error
  }
}

async function socks(proxy: Proxy, route: Route, stream: Stream): Promise<void> {
  const { SocksClient, SocksClientError } = (await import('socks')).default
  const { host, port } = route.via ?? route
  const byName = proxy.protocol === 'socks4a' || proxy.protocol === 'socks5h'
  const family = proxy.protocol === 'socks4' ? ({ family: 4 } as const) : {}
  const [address = host] = byName ? [] : await resolve(host, port, { ...route, ...family })
  const duplex = new StreamDuplex(stream)
  const credentials = proxy.credentials && { userId: proxy.credentials.user, password: proxy.credentials.password }
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: { host: proxy.host, port: proxy.port, type: proxy.protocol.startsWith('socks4') ? 4 : 5, ...credentials },
      destination: { host: address, port },
      existing_socket: duplex,
      // Our own clocks decide when it has taken too long.
      timeout: 2 ** 31 - 1,
    })
  } catch (error) {
    // Its error is no cause to keep: it holds the password.
    if (error instanceof SocksClientError) refuse(proxy, error.message)
    throw error
  }
  // In the tunnel we speak first, so nothing of it can have come along with the proxy's last answer.
  duplex.release()
}

function refuse(proxy: Proxy, reason: string, cause?: unknown): never {
  throw new SluiceError('proxy-handshake', { proxy: nameOf(proxy), reason }, cause)
}
