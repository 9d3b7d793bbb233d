// A server that writes the bytes it is told to, when it is told to, and ends as it is told to.

import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One connection, from the server's side. */
export interface Peer {
  /** Counted from 0 over all connections. */
  index: number
  /** The next request's head, as text; '' when the client closed instead. */
  request(): Promise<string>
  /** Resolves when the kernel has the bytes. */
  send(bytes: string | Uint8Array): Promise<void>
  /** The same, cut into pieces of `size` bytes that are told apart by the client. */
  drip(bytes: string | Uint8Array, size: number): Promise<void>
  /** FIN. */
  end(): void
  /** RST, once the client had the time to take what was sent. */
  reset(): Promise<void>
  /** Resolves when the client is gone. */
  gone: Promise<unknown>
}

export interface RawServer {
  url: string
  port: number
  /** Request heads in the order they came, over all connections. */
  requests: string[]
  close(): Promise<void>
}

/** @param script what happens on a connection: bytes alone are sent after the request, and the connection ended */
export async function startRawServer(
  script: string | Uint8Array | ((peer: Peer) => Promise<unknown>),
  host = '127.0.0.1',
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const requests: string[] = []
  let count = 0
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    const peer = peerOn(socket, count++, requests)
    if (typeof script === 'function') void script(peer)
    else void answer(peer, script)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    port,
    requests,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function answer(peer: Peer, bytes: string | Uint8Array): Promise<void> {
  await peer.request()
  await peer.send(bytes)
  peer.end()
}

function peerOn(socket: Socket, index: number, requests: string[]): Peer {
  const state = { received: '', closed: false }
  let wake = () => {}
  const gone = once(socket, 'close').catch(() => {})
  socket.on('data', (bytes: Buffer) => {
    state.received += bytes.toString('latin1')
    wake()
  })
  const close = () => {
    state.closed = true
    wake()
  }
  socket.on('end', close).on('close', close)
  const send = (bytes: string | Uint8Array) =>
    new Promise<void>((resolve) => {
      // What the client does not want any more is nobody's loss.
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, () => resolve())
    })
  return {
    index,
    gone,
    send,
    async request() {
      while (!state.received.includes('\r\n\r\n') && !state.closed)
        await new Promise<void>((resolve) => (wake = resolve))
      const at = state.received.indexOf('\r\n\r\n')
      const head = at < 0 ? '' : state.received.slice(0, at + 4)
      state.received = state.received.slice(head.length)
      if (head) requests.push(head)
      return head
    },
    async drip(bytes, size) {
      const whole = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
      for (let at = 0; at < whole.length && !state.closed; at += size) {
        await send(whole.subarray(at, at + size))
        await sleep(1)
      }
    },
    end: () => void socket.end(),
    async reset() {
      await sleep(20)
      socket.resetAndDestroy()
    },
  }
}
