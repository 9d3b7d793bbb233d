// The socket of a lane: connecting, read by `onread` into memory that all lanes share.

import { connect } from 'node:net'
import type { LookupFunction, NetConnectOpts, Socket } from 'node:net'
import type { Destination, LaneOptions } from './wire.ts'

/** Bytes of one recv(2) at most. */
export const recvSize = 256 * 1024
/** What all lanes read into: libuv asks for a buffer and fills it at once, but on Windows it asks early. */
const shared = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(recvSize)

let tls: typeof import('../net/secure.ts') | undefined
/** Session tickets by origin: a resumed handshake costs a fifth. */
const sessions = new Map<string, Buffer>()

/** Has to be done before a secure one is opened: it takes 12 ms, which who speaks no TLS is spared. */
export async function loadTls(): Promise<void> {
  tls ??= await import('../net/secure.ts')
}

/**
 * @param arrived is handed what each recv(2) returned: the first `length` bytes of a buffer, borrowed for the call. False:
 * nothing more is read until `resume`
 */
export function openSocket(
  { origin, host, port, secure }: Destination,
  addresses: readonly string[],
  { tls: tlsOptions = {}, rate }: LaneOptions,
  arrived: (buffer: Buffer, length: number) => boolean,
): Socket {
  const memory = shared ?? Buffer.allocUnsafeSlow(64 * 1024)
  const buffer = rate ? memory.subarray(0, rate.recvSize) : memory
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
      callback: (length: number) => arrived(buffer, length),
    },
  } as NetConnectOpts
  if (!secure) return connect(options)
  const session = sessions.get(origin)
  const socket = tls!.connectSecure({ host, tls: tlsOptions }, { ...options, ...(session ? { session } : {}) })
  socket.on('session', (ticket) => {
    if (sessions.size > 10_000) sessions.clear()
    sessions.set(origin, ticket)
  })
  return socket
}
