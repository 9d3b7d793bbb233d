// TLS, on a socket of its own or over a connection that is up. Apart from connect.ts because node:tls is slow to load:
// who speaks no TLS is spared it.

import { appendFileSync, readFileSync } from 'node:fs'
import type { NetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, createSecureContext } from 'node:tls'
import type { ConnectionOptions, SecureContext, SecureContextOptions, TLSSocket } from 'node:tls'
import { now, since } from '../clock.ts'
import { SluiceError } from '../errors.ts'
import type { Happening } from '../trace/event.ts'
import { codeOf, reasonOf } from './socket-errors.ts'
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
export function connectSecure(
  { host, tls = {} }: Omit<SecureRoute, 'recvSize'>,
  options: NetConnectOpts & Pick<ConnectionOptions, 'session'>,
): TLSSocket {
  return open(host, tls, options)
}

/** TLS over a connection that is up, as after a proxy's CONNECT; `below` is what it is, and closed with it. */
export async function secureOver(under: Duplex, below: Below, route: SecureRoute, tell: Tell): Promise<Stream> {
  const socket = open(route.host, route.tls ?? {}, { socket: under, highWaterMark: 1 })
  await secured(socket, route, tell)
  return new TlsOverStream(socket, below, route.recvSize)
}

function open(host: string, tls: TlsOptions, options: object): TLSSocket {
  const all = { ...nodeTlsOptions(host, tls), secureContext: secureContext(tls), ...options }
  const socket = connectTls(all as ConnectionOptions)
  const { keyLogFile } = tls
  if (keyLogFile) socket.on('keylog', (line) => appendFileSync(keyLogFile, line, { mode: 0o600 }))
  return socket
}

/** Resolves when the handshake is done. @throws SluiceError tls-handshake, tls-certificate */
export function secured(socket: TLSSocket, { host }: SecureRoute, tell: Tell): Promise<void> {
  const began = now()
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

/** Loads what the first handshake needs, 10 ms, before a clock runs. */
export function prepareTls(): void {
  createSecureContext()
}

const contexts = new WeakMap<TlsOptions, SecureContext>()

/** What is trusted, and who we are: read once for all connections with these options. @throws SluiceError tls-files */
export function secureContext(options: TlsOptions): SecureContext {
  const { caFile, certFile, keyFile = certFile, passphrase, minVersion, maxVersion } = options
  const known = contexts.get(options)
  if (known) return known
  const node: SecureContextOptions = {}
  if (caFile !== undefined) node.ca = read(caFile)
  if (node.ca?.includes('-----BEGIN ') === false) throw unusable(caFile!, noCertificate)
  if (certFile !== undefined) node.cert = read(certFile)
  if (keyFile !== undefined) node.key = read(keyFile)
  if (passphrase !== undefined) node.passphrase = passphrase
  if (minVersion) node.minVersion = minVersion
  if (maxVersion) node.maxVersion = maxVersion
  try {
    const context = createSecureContext(node)
    contexts.set(options, context)
    return context
  } catch (error) {
    const reason = faults[codeOf(error)] ?? reasonOf(error)
    throw unusable((reason === noCertificate ? certFile : keyFile) ?? 'TLS', reason, error)
  }
}

const noCertificate = 'there is no certificate in it (PEM)'
const faults: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ERR_OSSL_PEM_NO_START_LINE: noCertificate,
  ERR_OSSL_UNSUPPORTED: 'there is no key in it (PEM)',
  ERR_OSSL_BAD_DECRYPT: 'its key has another passphrase (--pass)',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'its key is not that of the certificate',
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unusable(path, faults[codeOf(error)] ?? String(error), error)
  }
}

const unusable = (path: string, reason: string, cause?: unknown) =>
  new SluiceError('tls-files', { path, reason }, cause)
