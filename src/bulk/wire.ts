// The connection of a lane: straight, or through a proxy.

import type { Proxy } from '../net/proxy.ts'
import type { TlsOptions } from '../net/tls.ts'
import type { Names } from './names.ts'
import { loadTls, openSocket, recvSize } from './open-socket.ts'
import type { RunRate } from './run-rate.ts'

export interface LaneOptions {
  names: Names
  /** Ms. @default 10000: of many hosts some are always gone; curl's 300000 is for one */
  connectTimeout?: number
  /** Ms without a byte. @default 30000 */
  idleTimeout?: number
  /** TLS towards the origins. */
  tls?: TlsOptions
  /** How fast all of them are read together. @default as fast as it comes */
  rate?: RunRate | undefined
  /** The proxy for a URL. @default none */
  proxyFor?: ((url: URL) => Proxy | undefined) | undefined
  /** TLS towards the proxy itself. */
  proxyTls?: TlsOptions | undefined
}

export interface Destination {
  origin: string
  host: string
  port: number
  secure: boolean
  proxy: Proxy | undefined
}

/** Where a lane goes. @throws SluiceError usage, for a proxy that is none */
export function destinationOf(origin: string, { proxyFor }: LaneOptions): Destination {
  const url = new URL(origin)
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { origin, host, port: Number(url.port) || (secure ? 443 : 80), secure, proxy: proxyFor?.(url) }
}

export interface Wire {
  /** Sends text, a byte a character. */
  write: (text: string) => void
  /** Closes at once; nothing is told any more but what was on its way. */
  close: () => void
  /** It is not read for now, to keep to our own rate: until when. */
  readonly held: Promise<void> | undefined
}

/** Who is told; never within `openWire`. */
export interface WireEvents {
  /** The address is known: from here on it is the host that lets us wait. */
  connecting: () => void
  /** Requests can go out. */
  up: () => void
  /** What one recv(2) returned: the first `length` bytes of a buffer, borrowed for the call. */
  arrived: (buffer: Buffer, length: number) => void
  /** It is read again, after it was held. */
  resumed: () => void
  /** It could not be made, or broke. @param error as Node or the system has it, or a SluiceError */
  failed: (error: Error) => void
  /** The other side has closed. */
  ended: () => void
}

export function openWire(destination: Destination, options: LaneOptions, on: WireEvents): Wire {
  const opened = destination.proxy ? throughProxy : straight
  return opened(destination, options, on)
}

function straight(destination: Destination, options: LaneOptions, on: WireEvents): Wire {
  let socket: ReturnType<typeof openSocket> | undefined
  let closed = false
  let held: Promise<void> | undefined
  const { rate } = options
  const stop = rate && new AbortController()
  const arrived = (buffer: Buffer, length: number) => {
    const wait = rate?.after(length, stop!.signal)
    // Of TLS, what is decrypted comes in spite of it; the last wait is the longest.
    const its = wait?.then(() => {
      if (held !== its) return
      held = undefined
      on.resumed()
      socket!.resume()
    })
    held = its ?? held
    on.arrived(buffer, length)
    return held === undefined
  }
  const open = async () => {
    const addresses = await options.names.lookup(destination.host, destination.port)
    if (destination.secure) await loadTls()
    if (closed) return
    on.connecting()
    socket = openSocket(destination, addresses, options, arrived)
    socket.once(destination.secure ? 'secureConnect' : 'connect', on.up)
    socket.on('error', on.failed)
    socket.on('end', on.ended)
    socket.on('close', on.ended)
  }
  open().catch(on.failed)
  return {
    write: (text) => socket!.write(text, 'latin1'),
    close() {
      closed = true
      stop?.abort()
      socket?.destroy()
    },
    get held() {
      return held
    },
  }
}

function throughProxy({ host, port, secure, proxy }: Destination, options: LaneOptions, on: WireEvents): Wire {
  const { names, proxyTls, rate } = options
  const giveUp = new AbortController()
  let held: Promise<void> | undefined
  const tls = secure ? { tls: options.tls ?? {} } : {}
  const overrides = names.overrides ? { overrides: names.overrides } : {}
  const open = async () => {
    const { connectThrough } = await import('../net/through.ts')
    on.connecting()
    const stream = await connectThrough(
      proxy!,
      { host, port, recvSize: rate?.recvSize ?? recvSize, ...tls, ...overrides },
      () => {},
      giveUp.signal,
      proxyTls,
    )
    giveUp.signal.addEventListener('abort', () => stream.close())
    write = (text) => {
      stream.send(Buffer.from(text, 'latin1')).catch(on.failed)
    }
    on.up()
    for (let bytes = await stream.recv(); bytes; bytes = await stream.recv()) {
      held = rate?.after(bytes.length, giveUp.signal)
      on.arrived(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length)
      await held
      if (held) on.resumed()
      held = undefined
    }
    on.ended()
  }
  let write = (_text: string) => {}
  open().catch(on.failed)
  return {
    write: (text) => write(text),
    close: () => giveUp.abort(new Error('closed')),
    get held() {
      return held
    },
  }
}
