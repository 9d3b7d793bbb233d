// A server that sends content in chunks of the size asked for, from buffers made beforehand: as fast as it is read.

import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { contentPieces } from './content.ts'

/** Bytes of content that are prepared; what is asked for is a multiple of it. */
const prepared = 1024 * 1024

/** `GET /chunk-size/total` is answered with total bytes of content. */
export function chunkServer(): Promise<{ port: number; stop: () => void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (request) => {
      const [, chunk = 0, total = 0] = /^GET \/(\d+)\/(\d+) /.exec(request.toString('latin1'))?.map(Number) ?? []
      // A contestant that was stopped is no failure of ours.
      pipeline(Readable.from(answer(chunk, total), { highWaterMark: 2 }), socket).catch(() => {})
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () => {
          for (const socket of sockets) socket.destroy()
          server.close()
        },
      }),
    )
  })
}

function* answer(chunk: number, total: number): Generator<Buffer> {
  const wire = wireOf(chunk)
  yield Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n')
  for (let sent = 0; sent < total; sent += prepared) yield wire
  yield Buffer.from('0\r\n\r\n')
}

const wires = new Map<number, Buffer>()

function wireOf(chunk: number): Buffer {
  const known = wires.get(chunk)
  if (known) return known
  const [text] = contentPieces(prepared)
  const parts: Buffer[] = []
  for (let at = 0; at < prepared; at += chunk)
    parts.push(Buffer.from(`${chunk.toString(16)}\r\n`), text!.subarray(at, at + chunk), Buffer.from('\r\n'))
  const wire = Buffer.concat(parts)
  wires.set(chunk, wire)
  return wire
}
