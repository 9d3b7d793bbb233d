// From an origin to a connected stream: names become addresses, addresses race, TLS is laid over the winner.

import { appendFileSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import type { NetConnectOpts, Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { SluiceError } from '../errors.ts'
import type { Happening } from '../trace/event.ts'
import { NoneConnected, race } from './race.ts'
import type { Attempt } from './race.ts'
import { resolve } from './resolve.ts'
import { reasonOf } from './socket-errors.ts'
import { SocketStream } from './socket-stream.ts'
import type { Stream } from './stream.ts'
import { nodeTlsOptions, tlsError } from './tls.ts'
import type { TlsOptions } from './tls.ts'
import { TlsOverStream } from './tls-over.ts'

/** Where to connect to, and how. */
export interface Route {
  host: string
  port: number
  /** TLS, with its options; absent means none. */
  tls?: TlsOptions
  /** Connect there instead, the request and the certificate's name unchanged, as curl --connect-to. */
  via?: { host: string; port: number }
  family?: 4 | 6
  /** See resolve.ts. */
  overrides?: ReadonlyMap<string, string[]>
  /** Local address to connect from. */
  localAddress?: string
  /** Path of a unix socket to connect to instead. */
  unixSocket?: string
  /** Bytes that one recv returns at most. */
  recvSize: number
  /**
   * SO_RCVBUF in bytes, set before connect so that the window scale fits it (tcp(7)); the kernel doubles it.
   *
   * @default the system's, which grows by itself
   */
  receiveBuffer?: number
}

/** Where the happenings of connecting go. */
export type Tell = (happening: Happening) => void

/**
 * A connection to the route's origin.
 *
 * @param signal gives up; its reason is thrown
 * @throws SluiceError host-not-resolved, connect-failed, tls-handshake, tls-certificate, tls-files
 */
export async function connect(route: Route, tell: Tell, signal: AbortSignal): Promise<Stream> {
  if (route.unixSocket !== undefined) {
    const start = () => attempt(route, { path: route.unixSocket! }, tell)
    return raced(route, [route.unixSocket], start, signal)
  }
  const { host, port } = route.via ?? route
  const began = performance.now()
  const addresses = await abortable(resolve(host, port, route), signal)
  tell({ type: 'resolve', host, addresses, took: since(began) })
  return raced(route, addresses, (address) => attempt(route, { host: address, port }, tell), signal)
}

async function raced(
  route: Route,
  addresses: string[],
  start: (address: string) => Attempt<Up>,
  signal: AbortSignal,
): Promise<Stream> {
  try {
    const up = await race(addresses, start, signal)
    return await abortable(up.ready, signal, () => up.cancel())
  } catch (error) {
    if (!(error instanceof NoneConnected)) throw error
    const tried = error.errors.map(({ address, error: cause }) => ({ address, reason: reasonOf(cause) }))
    const { host, port } = route.via ?? route
    throw new SluiceError('connect-failed', { host: route.unixSocket ?? host, port, tried }, error.errors[0]?.error)
  }
}

/** TCP is up; `ready` resolves when TLS is too. */
interface Up {
  ready: Promise<Stream>
  cancel: () => void
}

type Where = { host: string; port: number } | { path: string }

function attempt(route: Route, where: Where, tell: Tell): Attempt<Up> {
  const began = performance.now()
  const local = route.localAddress === undefined ? {} : { localAddress: route.localAddress }
  // With a buffer of its own size the socket is made before Node sees it, and Node gives TLS over it no `onread`.
  const direct = route.receiveBuffer === undefined
  const stream = new SocketStream(route.recvSize)
  const tls = route.tls && nodeTlsOptions(route.host, route.tls)
  const socket =
    tls && direct
      ? connectTls({ ...tls, ...where, ...local, onread: stream.onread })
      : connectSocket({ ...where, ...local, onread: stream.onread })
  socket.setNoDelay(true)
  stream.over(socket)

  const connected = new Promise<Up>((resolveUp, rejectUp) => {
    socket.once('error', rejectUp)
    socket.once('connect', () => {
      socket.off('error', rejectUp)
      const { address, port, localAddress, localPort } = stream.facts
      tell({
        type: 'connect',
        address: 'path' in where ? where.path : address,
        ...(port === undefined ? {} : { port }),
        ...(localAddress === undefined ? {} : { localAddress }),
        ...(localPort === undefined ? {} : { localPort }),
        took: since(began),
      })
      const ready = tls ? secured(route, socket as TLSSocket, tell).then(() => stream) : Promise.resolve(stream)
      // Nobody may be waiting yet, or ever, when the race was lost.
      ready.catch(() => {})
      resolveUp({ ready, cancel: () => socket.destroy() })
    })
  })
  return { connected, cancel: () => socket.destroy() }
}

/** TLS over a connected socket, as after a proxy's CONNECT. */
export async function secureOver(under: Socket, route: Route, tell: Tell): Promise<Stream> {
  const options: ConnectionOptions = nodeTlsOptions(route.host, route.tls ?? {})
  const socket = connectTls({ ...options, socket: under, highWaterMark: 1 } as ConnectionOptions)
  await secured(route, socket, tell)
  return new TlsOverStream(socket, under, route.recvSize)
}

function secured(route: Route, socket: TLSSocket, tell: Tell): Promise<void> {
  const began = performance.now()
  const keyLog = route.tls?.keyLogFile
  if (keyLog) socket.on('keylog', (line) => appendFileSync(keyLog, line, { mode: 0o600 }))
  return new Promise((resolveDone, reject) => {
    const failed = (error: Error) => reject(tlsError(route.host, error))
    const closed = () => reject(tlsError(route.host, Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
    socket.once('error', failed)
    socket.once('close', closed)
    socket.once('secureConnect', () => {
      socket.off('error', failed)
      socket.off('close', closed)
      tell({
        type: 'tls',
        version: socket.getProtocol() ?? '',
        cipher: socket.getCipher()?.standardName ?? '',
        took: since(began),
      })
      resolveDone()
    })
  })
}

const since = (began: number) => Math.round((performance.now() - began) * 1000) / 1000

/** `promise`, or the signal's reason as soon as it aborts. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal, onAbort?: () => void): Promise<T> {
  return new Promise((resolveValue, reject) => {
    const abort = () => {
      onAbort?.()
      reject(signal.reason as Error)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolveValue, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
