import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectTcp, createServer as createTcp } from 'node:net'
import type { AddressInfo, NetConnectOpts } from 'node:net'
import { test } from 'node:test'
import { connect, createServer, type ConnectionOptions } from 'node:tls'
import { SocketStream } from './socket-stream.ts'

test('a slow reader loses nothing of what TLS decrypts ahead of it', async (t) => {
  const pem = readFileSync(new URL('../../test/localhost.pem', import.meta.url))
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255))
  const server = createServer({ key: pem, cert: pem }, (socket) => socket.on('error', () => {}).end(sent))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())

  const stream = new SocketStream(5120)
  const { port } = server.address() as AddressInfo
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false, onread: stream.onread }
  const socket = connect(options as ConnectionOptions)
  stream.over(socket)
  await once(socket, 'secureConnect')
  const received: Buffer[] = []
  for (let bytes; (bytes = await stream.recv());) {
    assert.ok(bytes.length <= 5120)
    // Borrowed until the next recv: what came meanwhile must not have overwritten it.
    await new Promise(setImmediate)
    received.push(Buffer.from(bytes))
  }
  assert.ok(Buffer.concat(received).equals(sent))
})

test('a changed recvSize holds from the next recv on', async (t) => {
  const server = createTcp((socket) => socket.on('error', () => {}).end(Buffer.alloc(100_000)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())

  const stream = new SocketStream(100)
  const { port } = server.address() as AddressInfo
  const socket = connectTcp({ port, host: '127.0.0.1', onread: stream.onread } as NetConnectOpts)
  stream.over(socket)
  await once(socket, 'connect')
  const sizes: (number | undefined)[] = []
  for (const size of [100, 3000, 7, 100]) {
    stream.recvSize = size
    sizes.push((await stream.recv())?.length)
  }
  stream.close()
  assert.deepEqual(sizes, [100, 3000, 7, 100])
})
