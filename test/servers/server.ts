// The servers of others, each with a configuration of our own, on loopback, as long as a test needs them.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificate } from '../certificate.ts'
import { find } from '../programs.ts'

/** A folder to serve, and one to keep a server's own files in. */
export interface Place {
  content: string
  own: string
  certificate: Certificate
  ports: { http: number; https: number }
}

export interface Maker {
  name: string
  /** Where its program lies; undefined where it is not installed. */
  program: string | undefined
  /** Its configuration, and the arguments that start it in the foreground with the configuration at `path`. */
  configuration: (place: Place) => string
  args: (path: string, place: Place) => string[]
}

/**
 * What each serves: `/` the files, with ranges and keep-alive; `/gzip/` the same, compressed while it is sent (chunked);
 * both over HTTP and TLS.
 */
export const makers: Maker[] = [
  {
    name: 'nginx',
    program: find('nginx'),
    configuration: ({ content, own, certificate, ports }) => `
      daemon off; master_process off; pid ${own}/pid; error_log ${own}/error.log;
      events {}
      http {
        access_log off; default_type application/octet-stream; types { text/plain txt; }
        client_body_temp_path ${own}; proxy_temp_path ${own}; fastcgi_temp_path ${own};
        uwsgi_temp_path ${own}; scgi_temp_path ${own};
        server {
          listen 127.0.0.1:${ports.http}; listen 127.0.0.1:${ports.https} ssl;
          ssl_certificate ${certificate.certPath}; ssl_certificate_key ${certificate.keyPath};
          root ${content};
          location /gzip/ { alias ${content}/; gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; }
        }
      }`,
    args: (path, { own }) => ['-p', own, '-c', path],
  },
  {
    name: 'Apache httpd',
    program: find('apache2', 'httpd'),
    configuration: ({ content, own, certificate, ports }) => `
      ServerRoot ${own}
      ServerName 127.0.0.1
      PidFile ${own}/pid
      ErrorLog ${own}/error.log
      DefaultRuntimeDir ${own}
      Mutex posixsem
      ${apacheModules('mpm_event', 'authz_core', 'alias', 'filter', 'deflate', 'ssl', 'mime')}
      TypesConfig /dev/null
      Listen 127.0.0.1:${ports.http}
      Listen 127.0.0.1:${ports.https}
      DocumentRoot ${content}
      FileETag MTime Size
      <Directory ${content}>
        Require all granted
      </Directory>
      Alias /gzip ${content}
      <Location /gzip>
        SetOutputFilter DEFLATE
      </Location>
      <VirtualHost 127.0.0.1:${ports.https}>
        SSLEngine on
        SSLCertificateFile ${certificate.certPath}
        SSLCertificateKeyFile ${certificate.keyPath}
      </VirtualHost>`,
    args: (path) => ['-DFOREGROUND', '-f', path],
  },
  {
    name: 'lighttpd',
    // Debian packs these modules one by one.
    program: ['openssl', 'deflate'].every((name) => existsSync(`/usr/lib/lighttpd/mod_${name}.so`))
      ? find('lighttpd')
      : undefined,
    configuration: ({ content, own, certificate, ports }) => `
      server.modules = ("mod_alias", "mod_deflate", "mod_openssl")
      server.document-root = "${content}"
      server.bind = "127.0.0.1"
      server.port = ${ports.http}
      server.stat-cache-engine = "disable"
      server.errorlog = "${own}/error.log"
      mimetype.assign = (".txt" => "text/plain", "" => "application/octet-stream")
      alias.url = ("/gzip/" => "${content}/")
      $HTTP["url"] =~ "^/gzip/" { deflate.mimetypes = ("text/plain", "application/octet-stream") deflate.allowed-encodings = ("gzip") }
      $SERVER["socket"] == "127.0.0.1:${ports.https}" {
        ssl.engine = "enable"
        ssl.pemfile = "${certificate.certPath}"
        ssl.privkey = "${certificate.keyPath}"
      }`,
    args: (path) => ['-D', '-f', path],
  },
]

/** Starts it; resolves when it answers on both ports. */
export async function startServer(maker: Maker, place: Place): Promise<{ stop: () => Promise<void> }> {
  const path = join(place.own, 'configuration')
  writeFileSync(path, maker.configuration(place))
  const child = spawn(maker.program!, maker.args(path, place), { stdio: 'ignore' })
  const ended = once(child, 'close')
  await Promise.all([answers(place.ports.http, child, place), answers(place.ports.https, child, place)])
  return {
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Ports that were free a moment ago. */
export async function freePorts(): Promise<{ http: number; https: number }> {
  const servers = [createServer(), createServer()]
  const ports: number[] = []
  for (const server of servers) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  for (const server of servers) {
    server.close()
    await once(server, 'close')
  }
  return { http: ports[0]!, https: ports[1]! }
}

async function answers(port: number, child: ChildProcess, { own }: Place): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const socket = connect(port, '127.0.0.1')
    const connected = await once(socket, 'connect').catch(() => false)
    socket.destroy()
    if (connected) return
    if (child.exitCode !== null) break
    await sleep(20)
  }
  const log = join(own, 'error.log')
  throw new Error(`${child.spawnfile} does not answer:\n${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`)
}

// Some are built in, on some systems all.
function apacheModules(...names: string[]): string {
  const folder = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules'].find((path) => existsSync(path))
  return names
    .filter((name) => folder && existsSync(`${folder}/mod_${name}.so`))
    .map((name) => `LoadModule ${name}_module ${folder}/mod_${name}.so`)
    .join('\n')
}
