// The socket of a lane: connecting, read by `onread` into memory that all lanes share.

import { connect } from 'node:net'
import type { LookupFunction, NetConnectOpts, Socket } from 'node:net'
import { nodeTlsOptions } from '../net/tls.ts'
import type { Names } from './names.ts'

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
}

export interface Destination {
  origin: string
  host: string
  port: number
  secure: boolean
}

export function destinationOf(origin: string): Destination {
  const { protocol, hostname, port } = new URL(origin)
  const secure = protocol === 'https:'
  return { origin, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), secure }
}

/** What all lanes read into: libuv asks for a buffer and fills it at once, but on Windows it asks early. */
const shared = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(256 * 1024)

let tls: typeof import('node:tls') | undefined
/** Session tickets by origin: a resumed handshake costs a fifth. */
const sessions = new Map<string, Buffer>()

/** Has to be done before a secure one is opened: it takes 12 ms, which who speaks no TLS is spared. */
export async function loadTls(): Promise<void> {
  tls ??= await import('node:tls')
}

/** @param arrived is handed what each recv(2) returned: the first `length` bytes of a buffer, borrowed for the call */
export function openSocket(
  { origin, host, port, secure }: Destination,
  addresses: readonly string[],
  { insecure, caFile }: LaneOptions,
  arrived: (buffer: Buffer, length: number) => void,
): Socket {
  const buffer = shared ?? Buffer.allocUnsafeSlow(64 * 1024)
  // Node tries several addresses in turn (RFC 8305) when a lookup gives them.
  const lookup: LookupFunction = (_host, _options, found) =>
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  const options = {
    host: addresses.length === 1 ? addresses[0]! : host,
    port,
    noDelay: true,
    ...(addresses.length === 1 ? {} : { lookup, autoSelectFamily: true }),
    onread: {
      buffer,
      callback: (length: number) => {
        arrived(buffer, length)
        return true
      },
    },
  } as NetConnectOpts
  if (!secure) return connect(options)
  const ours = nodeTlsOptions(host, { ...(insecure ? { insecure } : {}), ...(caFile === undefined ? {} : { caFile }) })
  const session = sessions.get(origin)
  const socket = tls!.connect({ ...ours, ...options, ...(session ? { session } : {}) } as never)
  socket.on('session', (ticket) => {
    if (sessions.size > 10_000) sessions.clear()
    sessions.set(origin, ticket)
  })
  return socket
}
