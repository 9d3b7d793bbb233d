// TLS, on a socket of its own or over a connection that is up. Apart from connect.ts because node:tls is slow to load:
// who speaks no TLS is spared it.

import { appendFileSync } from 'node:fs'
import type { NetConnectOpts } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { Happening } from '../trace/event.ts'
import { since } from './since.ts'
import { tlsFacts } from './socket-stream.ts'
import type { Stream } from './stream.ts'
import { nodeTlsOptions, tlsError } from './tls.ts'
import type { TlsOptions } from './tls.ts'
import { TlsOverStream } from './tls-over.ts'
import type { Below } from './tls-over.ts'

/** What TLS has to know of a route. */
interface SecureRoute {
  host: string
  tls?: TlsOptions
  recvSize: number
}

type Tell = (happening: Happening) => void

/** A socket that connects and shakes hands; `options` are net.connect's. */
export function connectSecure({ host, tls = {} }: SecureRoute, options: NetConnectOpts): TLSSocket {
  return connectTls({ ...nodeTlsOptions(host, tls), ...options } as ConnectionOptions)
}

/** TLS over a connection that is up, as after a proxy's CONNECT; `below` is what it is, and closed with it. */
export async function secureOver(under: Duplex, below: Below, route: SecureRoute, tell: Tell): Promise<Stream> {
  const options = { ...nodeTlsOptions(route.host, route.tls ?? {}), socket: under, highWaterMark: 1 }
  const socket = connectTls(options as ConnectionOptions)
  await secured(socket, route, tell)
  return new TlsOverStream(socket, below, route.recvSize)
}

/** Resolves when the handshake is done. @throws SluiceError tls-handshake, tls-certificate */
export function secured(socket: TLSSocket, { host, tls }: SecureRoute, tell: Tell): Promise<void> {
  const began = performance.now()
  const keyLog = tls?.keyLogFile
  if (keyLog) socket.on('keylog', (line) => appendFileSync(keyLog, line, { mode: 0o600 }))
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(tlsError(host, error))
    const closed = () => reject(tlsError(host, Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
    socket.once('error', failed)
    socket.once('close', closed)
    socket.once('secureConnect', () => {
      socket.off('error', failed)
      socket.off('close', closed)
      tell({ type: 'tls', ...tlsFacts(socket), took: since(began) })
      resolve()
    })
  })
}
