// The socket of a lane: connecting, read by `onread` into memory that all lanes share.

import { connect } from 'node:net'
import type { LookupFunction, NetConnectOpts, Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { nodeTlsOptions } from '../net/tls.ts'
import type { Destination, LaneOptions } from './wire.ts'

/** What all lanes read into: libuv asks for a buffer and fills it at once, but on Windows it asks early. */
const shared = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(256 * 1024)

let tls: typeof import('node:tls') | undefined
/** Session tickets by origin: a resumed handshake costs a fifth. */
const sessions = new Map<string, Buffer>()
const contexts = new WeakMap<LaneOptions, SecureContext>()

/** Has to be done before a secure one is opened: it takes 12 ms, which who speaks no TLS is spared. */
export async function loadTls(): Promise<void> {
  tls ??= await import('node:tls')
}

/** @param arrived is handed what each recv(2) returned: the first `length` bytes of a buffer, borrowed for the call */
export function openSocket(
  { origin, host, port, secure }: Destination,
  addresses: readonly string[],
  lane: LaneOptions,
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
  const { ca, ...ours } = nodeTlsOptions(host, lane)
  // What is trusted is read once, not for each connection.
  const secureContext = contexts.get(lane) ?? tls!.createSecureContext(ca === undefined ? {} : { ca })
  contexts.set(lane, secureContext)
  const session = sessions.get(origin)
  const socket = tls!.connect({ ...ours, ...options, secureContext, ...(session ? { session } : {}) } as never)
  socket.on('session', (ticket) => {
    if (sessions.size > 10_000) sessions.clear()
    sessions.set(origin, ticket)
  })
  return socket
}
