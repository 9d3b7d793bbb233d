// A site of many hosts on this machine, which says what it was asked for and when, and fails if it is told to.

import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface Asked {
  host: string
  target: string
  /** Ms, of one clock: the request was there; the answer begins to be sent, or the connection is gone. */
  from: number
  to: number
}

export interface Reply {
  status?: number
  type?: string
  fields?: string
  body: string | Uint8Array
}

export interface ManyServer {
  port: number
  log: Asked[]
  /** Share of requests that fail, 0..1; a robots.txt never does. */
  failing: number
  /** Ms before each answer, or before those of a host. */
  think: number | ((host: string) => number)
  close(): Promise<void>
}

/** @param answer what lies at a host and target, the request's head besides; undefined is 404. It listens on all of 127.0.0.0/8 */
export async function startManyServer(
  answer: (host: string, target: string, head: string) => Reply | undefined,
): Promise<ManyServer> {
  const sockets = new Set<Socket>()
  const it: ManyServer = {
    port: 0,
    log: [],
    failing: 0,
    think: 0,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  const server = createServer({ noDelay: true }, (socket) => {
    let pending: Asked | undefined
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      if (pending) pending.to = Math.min(pending.to, performance.now())
    })
    socket.on('error', () => {})
    let received = ''
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      for (let end = received.indexOf('\r\n\r\n'); end >= 0; end = received.indexOf('\r\n\r\n')) {
        const head = received.slice(0, end)
        received = received.slice(end + 4)
        const target = head.split(' ', 2)[1]!
        const host = /^host: *(.*?)(?::\d+)?\r?$/im.exec(head)?.[1] ?? ''
        const asked: Asked = { host, target, from: performance.now(), to: Infinity }
        it.log.push(asked)
        pending = asked
        const over = () => (asked.to = Math.min(asked.to, performance.now()))
        const send = () =>
          reply(socket, answer(host, target, head), target !== '/robots.txt' && Math.random() < it.failing, over)
        const think = typeof it.think === 'number' ? it.think : it.think(host)
        if (think > 0) setTimeout(send, think)
        else send()
      }
    })
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  it.port = (server.address() as AddressInfo).port
  return it
}

// Five ways to fail.
function reply(socket: Socket, made: Reply | undefined, fails: boolean, over: () => void): void {
  const { status = made ? 200 : 404, type = 'text/html', fields = '', body = 'not found' } = made ?? {}
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const head = (code: number) =>
    `HTTP/1.1 ${code} X\r\nContent-Type: ${type}\r\n${fields}Content-Length: ${bytes.length}\r\n\r\n`
  const way = fails ? Math.floor(Math.random() * 5) : -1
  // Before the client can have any of it.
  over()
  if (way === 0) socket.resetAndDestroy()
  else if (way === 1) socket.end()
  else if (way === 2) socket.end(Buffer.concat([Buffer.from(head(200)), bytes.subarray(0, bytes.length >> 1)]))
  else if (way === 3) socket.write('HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n')
  else if (way === 4) socket.write('HTTP/1.1 503 X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n')
  else socket.write(Buffer.concat([Buffer.from(head(status)), bytes]))
}

/** Two requests of one host that were under way at once, or nearer to each other than `gap` ms. */
export function impolite(log: readonly Asked[], gap: number): string[] {
  const faults: string[] = []
  for (const host of new Set(log.map((asked) => asked.host))) {
    const ofHost = log.filter((asked) => asked.host === host).toSorted((a, b) => a.from - b.from)
    for (let i = 1; i < ofHost.length; i++) {
      const [before, after] = [ofHost[i - 1]!, ofHost[i]!]
      // Timers may come a millisecond early, and two clocks are read.
      if (after.from - before.to < gap - 2)
        faults.push(
          `${host}: ${before.target} to ${before.to.toFixed(1)}, ${after.target} from ${after.from.toFixed(1)}`,
        )
    }
  }
  return faults
}
