import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createServer } from 'node:tls'
import type { Server } from 'node:tls'
import { connect } from './connect.ts'

const pem = readFileSync(join(import.meta.dirname, 'through.test.pem'))
const content = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919) >> 5))
let server: Server

before(async () => {
  server = createServer({ key: pem, cert: pem }, (socket) => socket.on('error', () => {}).end(content))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
after(() => server.close())

async function read(recvSize: number, between: () => Promise<unknown>): Promise<Buffer> {
  const { port } = server.address() as AddressInfo
  const route = { host: '127.0.0.1', port, recvSize, tls: { insecure: true } }
  const stream = await connect(route, () => {}, AbortSignal.timeout(20_000))
  const parts: Buffer[] = []
  for (let bytes = await stream.recv(); bytes; bytes = await stream.recv()) {
    assert.ok(bytes.length <= recvSize)
    // Borrowed until the next recv, however long that takes.
    await between()
    parts.push(Buffer.from(bytes))
  }
  stream.close()
  return Buffer.concat(parts)
}

test('over TLS a slow reader gets every byte, and what it was lent stays as it is', async () => {
  let reads = 0
  const sometimes = () => new Promise((resolve) => (reads++ % 9 === 0 ? setTimeout(resolve, 2) : setImmediate(resolve)))
  for (const recvSize of [1024, 5120, 65536]) assert.ok((await read(recvSize, sometimes)).equals(content))
})

test('over TLS a fast reader gets the same', async () => {
  for (const recvSize of [5120, 1 << 20]) assert.ok((await read(recvSize, () => Promise.resolve())).equals(content))
})
