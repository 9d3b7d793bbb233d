// The servers of the benchmark: nginx with a configuration of its own on loopback, and one that sends chunks.

import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chunkServer } from './chunk-server.ts'

export interface Servers {
  /** `http://127.0.0.1:port`, a file server. */
  plain: string
  /** The same files, a connection 50 MiB/s. */
  paced: string
  /** The same files over TLS 1.3, and the file of the authority that vouches for it. */
  secure: string
  authority: string
  /** `…/chunk-size/total`: content in chunks of that size. */
  chunked: string
  /** Processes whose load is not foreign. */
  pids(): number[]
}

/**
 * Starts them, with their files in `directory`; what is under `served` is to be had.
 *
 * @param atEnd is told how to stop what has been started
 */
export async function startServers(
  directory: string,
  served: string,
  atEnd: (stop: () => void) => void,
): Promise<Servers> {
  const ports = { plain: await freePort(), paced: await freePort(), secure: await freePort() }
  const authority = join(directory, 'authority.pem')
  makeCertificate(directory, authority)
  // nginx's worker is another user.
  chmodSync(directory, 0o755)
  writeFileSync(join(directory, 'nginx.conf'), nginxConf(directory, served, ports))
  const nginx = spawn('nginx', ['-p', directory, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  atEnd(() => nginx.kill('SIGTERM'))
  await answering(ports.plain, nginx)
  const chunks = await chunkServer()
  atEnd(() => chunks.stop())
  return {
    plain: `http://127.0.0.1:${ports.plain}`,
    paced: `http://127.0.0.1:${ports.paced}`,
    secure: `https://localhost:${ports.secure}`,
    authority,
    chunked: `http://127.0.0.1:${chunks.port}`,
    pids: () => [nginx.pid!, ...childrenOf(nginx.pid!)],
  }
}

// As Debian's nginx.conf, less the logs; the coded files say what they are. Not by a suffix .gz: wget would keep them so.
const nginxConf = (directory: string, served: string, ports: Record<'plain' | 'paced' | 'secure', number>) => `
daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  # A robots.txt that is not there is no news.
  error_log stderr crit;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000000;
  default_type application/octet-stream;
  types { image/jpeg jpg; text/html html; text/plain txt; }
  client_body_temp_path ${directory}; proxy_temp_path ${directory}; fastcgi_temp_path ${directory};
  uwsgi_temp_path ${directory}; scgi_temp_path ${directory};
  root ${served};
  server {
    listen 127.0.0.1:${ports.paced};
    limit_rate 50m;
  }
  server {
    listen 127.0.0.1:${ports.plain};
    listen 127.0.0.1:${ports.secure} ssl;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    ssl_protocols TLSv1.3;
    location ~ -gzip$ { add_header Content-Encoding gzip; }
    location ~ -br$ { add_header Content-Encoding br; }
    location ~ -zstd$ { add_header Content-Encoding zstd; }
    # A site without end and without files: ten pages more below each, and links across.
    location ~ ^/tree/(\\d?)(\\d?)(\\d?)(\\d*)$ {
      default_type text/html;
      return 200 '<!doctype html><title>$1$2$3$4</title>${tree}';
    }
  }
}
`

const tree = Array.from({ length: 10 }, (_, n) => `$1$2$3$4${n}`)
  .concat('$2$1$3$4', '$3$2$1$4', '$4$1$2$3', '$4$3$2$1', '$3$4', '$1$2')
  .map((page) => `<li><a href="/tree/${page}">a page</a> and some words of prose about it`)
  .join('')

function makeCertificate(directory: string, authority: string): void {
  const key = join(directory, 'key.pem')
  const certificate = join(directory, 'certificate.pem')
  const { status, stderr } = spawnSync(
    'openssl',
    [
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost',
      `-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout ${key} -out ${certificate}`,
    ].flatMap((words) => words.split(' ')),
  )
  if (status !== 0) throw new Error(`openssl: ${String(stderr)}`)
  writeFileSync(authority, readFileSync(certificate))
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function answering(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    if (await connects(port)) return
    await sleep(25)
  }
  throw new Error('nginx does not answer')
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
}
