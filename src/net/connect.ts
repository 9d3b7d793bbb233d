// From an origin to a connected stream: names become addresses, addresses race, TLS is laid over the winner.

import { connect as connectSocket, isIP, Socket } from 'node:net'
import type { NetConnectOpts, SocketConstructorOpts } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { now, since } from '../clock.ts'
import { isSluiceError, SluiceError } from '../errors.ts'
import type { Happening } from '../trace/event.ts'
import { socketWith } from './kernel/socket.ts'
import { NoneConnected, race } from './race.ts'
import type { Attempt } from './race.ts'
import { resolve } from './resolve.ts'
import { reasonOf } from './socket-errors.ts'
import { descriptorOf, factsOf, SocketStream } from './socket-stream.ts'
import type { Stream } from './stream.ts'
import type { TlsOptions } from './tls.ts'
import type { Below } from './tls-over.ts'

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
  /** Network interface to connect through, by name. */
  interface?: string
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
  /** TCP_MAXSEG in bytes: what our SYN allows a segment to carry. @default what the path's MTU allows */
  maxSegment?: number
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
  // Loading node:tls takes 12 ms; who does not speak TLS is spared them.
  const secure = route.tls && (await import('./secure.ts'))
  if (route.unixSocket !== undefined) {
    const start = () => attempt(route, { path: route.unixSocket! }, tell, secure)
    return raced(route, [route.unixSocket], start, signal)
  }
  const { host, port } = route.via ?? route
  const began = now()
  const addresses = await abortable(resolve(host, port, route), signal)
  tell({ type: 'resolve', host, addresses, took: since(began) })
  return raced(route, addresses, (address) => attempt(route, { host: address, port }, tell, secure), signal)
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
    const { host, port } = route.unixSocket === undefined ? (route.via ?? route) : { host: route.unixSocket }
    throw new SluiceError('connect-failed', { host, port, tried }, error.errors[0]?.error)
  }
}

/** TCP is up; `ready` resolves when TLS is too. */
interface Up {
  ready: Promise<Stream>
  cancel: () => void
}

type Where = { host: string; port: number } | { path: string }

type Secure = typeof import('./secure.ts')

function attempt(route: Route, where: Where, tell: Tell, secure: Secure | undefined): Attempt<Up> {
  let opened: ReturnType<typeof open>
  try {
    opened = open(route, where, secure)
  } catch (error) {
    if (isSluiceError(error)) throw error
    return { connected: Promise.reject(error), cancel: () => {} }
  }
  const { socket, stream } = opened
  // What it takes to make a socket for TLS is not the network's time: nothing has been sent.
  const began = now()
  const connected = new Promise<Up>((resolveUp, rejectUp) => {
    socket.once('error', rejectUp)
    socket.once('connect', () => {
      socket.off('error', rejectUp)
      tell({ type: 'connect', ...peerOf(socket, where), took: since(began) })
      const ready = readyStream(socket, stream, route, tell, secure)
      // Nobody may be waiting yet, or ever, when the race was lost.
      ready.catch(() => {})
      resolveUp({ ready, cancel: () => socket.destroy() })
    })
  })
  return { connected, cancel: () => socket.destroy() }
}

function readyStream(
  socket: Socket,
  stream: SocketStream | undefined,
  route: Route,
  tell: Tell,
  secure: Secure | undefined,
): Promise<Stream> {
  if (!stream) return secure!.secureOver(socket, belowOf(socket), route, tell)
  return secure ? secure.secured(socket as TLSSocket, route, tell).then(() => stream) : Promise.resolve(stream)
}

/** A socket that is connecting, and its stream; none yet where TLS is to be laid over a socket of our own making. */
function open(route: Route, where: Where, secure: Secure | undefined): { socket: Socket; stream?: SocketStream } {
  const stream = new SocketStream(route.recvSize)
  const own = 'host' in where ? ownSocket(route, where.host) : undefined
  const secureLater = own !== undefined && secure
  // net.connect's and tls.connect's; they are typed as if `onread` and an address could not stand together.
  const options = {
    ...where,
    ...(route.localAddress === undefined ? {} : { localAddress: route.localAddress }),
    ...(secureLater ? {} : { onread: stream.onread }),
  } as NetConnectOpts
  // `manualStart` is Node's own: without it a read is tried before there is a connection.
  const ours = { manualStart: true, readable: true, writable: true } as SocketConstructorOpts
  let socket: Socket
  if (own !== undefined) socket = new Socket({ ...options, fd: own, ...ours }).connect(options)
  else if (secure) socket = secure.connectSecure(route, options)
  else socket = connectSocket(options)
  socket.setNoDelay(true)
  if (!secureLater) return { socket, stream: stream.over(socket) }
  socket.pause()
  return { socket }
}

// Node cannot set the receive buffer or the interface; a socket that is made through the kernel's own calls can have both.
function ownSocket({ receiveBuffer, maxSegment, interface: name }: Route, address: string): number | undefined {
  if (receiveBuffer === undefined && maxSegment === undefined && name === undefined) return undefined
  const fd = socketWith({ family: isIP(address) === 6 ? 6 : 4, receiveBuffer, maxSegment, interface: name })
  if (fd === undefined)
    throw new SluiceError('usage', {
      problem: `${name === undefined ? '--rcvbuf' : '--interface'} needs the optional package koffi, and a system it knows`,
    })
  return fd
}

function peerOf(socket: Socket, where: Where) {
  if ('path' in where) return { address: where.path }
  const { address, port, localAddress, localPort } = factsOf(socket)
  return {
    address,
    ...(port === undefined ? {} : { port }),
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(localPort === undefined ? {} : { localPort }),
  }
}

function belowOf(socket: Socket): Below {
  return { facts: factsOf(socket), fd: descriptorOf(socket), close: () => socket.destroy() }
}

/** `promise`, or the signal's reason as soon as it aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal, onAbort?: () => void): Promise<T> {
  return new Promise((resolveValue, reject) => {
    const abort = () => {
      onAbort?.()
      reject(signal.reason as Error)
    }
    // Waited for in any case: its failure is nobody else's to hear of.
    promise.then(resolveValue, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
