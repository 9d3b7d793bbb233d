// A certificate of our own, made when a test needs one.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  key: string
  cert: string
  keyPath: string
  certPath: string
}

/** Signed by itself, for 127.0.0.1 and localhost; made in `folder` by openssl(1). */
export function selfSigned(folder: string): Certificate {
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost'
  execFileSync('openssl', ['req', ...how.split(' '), '-addext', names, '-keyout', keyPath, '-out', certPath], {
    stdio: 'ignore',
  })
  return { keyPath, certPath, key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8') }
}
