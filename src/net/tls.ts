// What TLS is asked to do, and what its failures are called.

import type { ConnectionOptions } from 'node:tls'
import { SluiceError } from '../errors.ts'
import { codeOf, reasonOf } from './socket-errors.ts'

export interface TlsOptions {
  /** Accept any certificate, as curl -k. @default false */
  insecure?: boolean
  /** File of authorities to trust instead of Node's own, PEM. */
  caFile?: string
  /** Our certificate and its key, PEM files. The key may stand in the certificate's file. */
  certFile?: string
  keyFile?: string
  passphrase?: string
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** Each session secret is appended there in NSS key log format, for Wireshark. */
  keyLogFile?: string
}

/** Node's options for a client that speaks HTTP/1.1 to `host`, but for what is the same for every host: `secureContext`. */
export function nodeTlsOptions(host: string, { insecure = false }: TlsOptions): ConnectionOptions {
  return {
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: !insecure,
    // RFC 6066 section 3: no server name for a literal address.
    servername: /^[\d.]+$|:/.test(host) ? '' : host.replace(/\.$/, ''),
  }
}

/** A failure of the handshake: the certificate's (60), or the handshake's own (35). */
export function tlsError(host: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error
  const code = codeOf(error)
  const reason = code === 'ECONNRESET' ? 'the server closed in the handshake' : reasonOf(error)
  const ofCertificate = code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT') || certificateCodes.has(code)
  return new SluiceError(ofCertificate ? 'tls-certificate' : 'tls-handshake', { host, reason }, error)
}

// X509_V_ERR_* as Node names them (https://nodejs.org/api/tls.html#x509-certificate-error-codes), less those that begin CERT_.
const certificateCodes = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
])
