// The connection of a lane: straight, or through a proxy.

import type { Proxy } from '../net/proxy.ts'
import type { TlsOptions } from '../net/tls.ts'
import type { Names } from './names.ts'
import { loadTls, openSocket } from './open-socket.ts'

export interface LaneOptions {
  names: Names
  /** Ms. @default 10000: of many hosts some are always gone; curl's 300000 is for one */
  connectTimeout?: number
  /** Ms without a byte. @default 30000 */
  idleTimeout?: number
  /** Accept any certificate. */
  insecure?: boolean
  /** File of authorities to trust, PEM. */
  caFile?: string
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
}

/** Who is told; never within `openWire`. */
export interface WireEvents {
  /** The address is known: from here on it is the host that lets us wait. */
  connecting: () => void
  /** Requests can go out. */
  up: () => void
  /** What one recv(2) returned: the first `length` bytes of a buffer, borrowed for the call. */
  arrived: (buffer: Buffer, length: number) => void
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
  const open = async () => {
    const addresses = await options.names.lookup(destination.host, destination.port)
    if (destination.secure) await loadTls()
    if (closed) return
    on.connecting()
    socket = openSocket(destination, addresses, options, on.arrived)
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
      socket?.destroy()
    },
  }
}

/** Bytes of one recv(2) at most. */
const recvSize = 256 * 1024

function throughProxy({ host, port, secure, proxy }: Destination, options: LaneOptions, on: WireEvents): Wire {
  const { insecure = false, caFile, names, proxyTls } = options
  const giveUp = new AbortController()
  const tls = secure ? { tls: { insecure, ...(caFile === undefined ? {} : { caFile }) } } : {}
  const overrides = names.overrides ? { overrides: names.overrides } : {}
  const open = async () => {
    const { connectThrough } = await import('../net/through.ts')
    on.connecting()
    const stream = await connectThrough(
      proxy!,
      { host, port, recvSize, ...tls, ...overrides },
      () => {},
      giveUp.signal,
      proxyTls,
    )
    giveUp.signal.addEventListener('abort', () => stream.close())
    write = (text) => {
      stream.send(Buffer.from(text, 'latin1')).catch(on.failed)
    }
    on.up()
    for (let bytes = await stream.recv(); bytes; bytes = await stream.recv())
      on.arrived(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length)
    on.ended()
  }
  let write = (_text: string) => {}
  open().catch(on.failed)
  return { write: (text) => write(text), close: () => giveUp.abort(new Error('closed')) }
}
