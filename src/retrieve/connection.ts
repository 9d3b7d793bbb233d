// The connection for one exchange: one that is kept alive, or a new one.

import { connect } from '../net/connect.ts'
import type { Route, Tell } from '../net/connect.ts'
import { forwards } from '../net/proxy.ts'
import type { Proxy } from '../net/proxy.ts'
import type { Stream } from '../net/stream.ts'
import type { Run } from './run.ts'

export interface Connection {
  stream: Stream
  /** It carried a request before: the server may have closed it since. */
  reused: boolean
  /** A proxy that takes the request itself, not a tunnel through one. */
  forwarder: Proxy | undefined
  /** Gives it back; what is not reusable is closed. */
  end: (reusable: boolean) => void
}

/** @throws SluiceError host-not-resolved, connect-failed, timed-out, tls-handshake, … */
export async function connectionTo(url: URL, { options, trace, clocks }: Run, fresh: boolean): Promise<Connection> {
  const way = wayTo(url, options)
  const recvSize = options.recvSize ?? (options.gate ? 5120 : 1024 * 1024)
  const proxy = options.unixSocket === undefined ? options.proxyFor?.(url) : undefined
  const key = JSON.stringify([url.origin, way, [...(way.overrides ?? [])], proxy, options.proxyTls])
  const kept = fresh ? undefined : options.pool?.take(key)
  const stream = kept ?? (await made({ ...way, recvSize }))
  if (kept) {
    kept.recvSize = recvSize
    const { address, port } = kept.facts
    trace.tell({ type: 'connect', address, ...(port === undefined ? {} : { port }), took: 0, reused: true })
  }
  const connected = clocks.onAbort((reason) => stream.close(reason))
  return {
    stream,
    reused: kept !== undefined,
    forwarder: proxy && forwards(proxy, url) ? proxy : undefined,
    end(reusable) {
      connected()
      if (reusable && options.pool && options.httpVersion !== '1.0') options.pool.give(key, stream)
      else stream.close()
    },
  }

  async function made(to: Route): Promise<Stream> {
    const connecting = clocks.connecting()
    clocks.during = 'connect'
    try {
      const tell: Tell = (happening) => trace.tell(happening)
      if (!proxy) return await connect(to, tell, clocks.signal)
      const { connectThrough } = await import('../net/through.ts')
      return await connectThrough(proxy, to, tell, clocks.signal, options.proxyTls)
    } finally {
      connecting()
    }
  }
}

/** The route but for what a kept connection can change. */
function wayTo(url: URL, options: Run['options']): Omit<Route, 'recvSize'> {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || (secure ? 443 : 80))
  const via = options.connectTo?.(host, port)
  return {
    host,
    port,
    ...(secure ? { tls: options.tls ?? {} } : {}),
    ...(via ? { via } : {}),
    ...(options.family ? { family: options.family } : {}),
    ...(options.overrides ? { overrides: options.overrides } : {}),
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    ...(options.interface === undefined ? {} : { interface: options.interface }),
    ...(options.unixSocket === undefined ? {} : { unixSocket: options.unixSocket }),
    ...(options.receiveBuffer === undefined ? {} : { receiveBuffer: options.receiveBuffer }),
    ...(options.maxSegment === undefined ? {} : { maxSegment: options.maxSegment }),
  }
}
