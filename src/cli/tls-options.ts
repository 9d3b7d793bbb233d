// TLS flags and the environment's say in it.

import type { TlsOptions } from '../net/tls.ts'
import type { Values } from './flag.ts'
import type { tls } from './flags.ts'
import { environment } from './environment.ts'

/** SSL_CERT_FILE gives authorities where --cacert does not; SSLKEYLOGFILE takes the sessions' secrets. */
export function tlsOptions(values: Values<typeof tls.flags>): TlsOptions {
  const options: TlsOptions = {}
  if (values.insecure) options.insecure = true
  const authorities = values.cacert ?? environment('SSL_CERT_FILE')
  if (authorities) options.caFile = authorities
  if (values.cert !== undefined) {
    // As curl: a password may stand behind a colon, but a Windows drive's colon is none.
    const [, file = values.cert, password] = /^(.(?::[\\/])?[^:]*)(?::(.*))?$/.exec(values.cert) ?? []
    options.certFile = file
    if (password !== undefined) options.passphrase = password
  }
  if (values.key !== undefined) options.keyFile = values.key
  if (values.pass !== undefined) options.passphrase = values.pass
  const lowest = (['1.3', '1.2', '1.1', '1.0'] as const).find((version) => values[`tlsv${version}`])
  if (lowest) options.minVersion = nodeNames[lowest]
  const highest = values['tls-max']
  if (highest && highest !== 'default') options.maxVersion = nodeNames[highest as keyof typeof nodeNames]
  const keyLog = environment('SSLKEYLOGFILE')
  if (keyLog) options.keyLogFile = keyLog
  return options
}

const nodeNames = { '1.0': 'TLSv1', '1.1': 'TLSv1.1', '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' } as const
