import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, Socket, type AddressInfo, type Server } from 'node:net'
import { after, before, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { descriptorOf } from '../socket-stream.ts'
import { foreign } from './foreign.ts'
import { kernelOf } from './kernel.ts'
import { procKernel, recvQueueIn } from './proc.ts'
import { socketWith } from './socket.ts'

const SENT = 200_000
const skip = process.platform === 'linux' && foreign() ? false : 'needs Linux and koffi'

let server: Server
let port: number
/** The server's side of the newest connection. */
let sending: Socket | undefined

before(async () => {
  server = createServer((socket) => {
    sending = socket
    socket.on('error', () => {}).end(Buffer.alloc(SENT, 'x'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})
after(() => server.close())

/** A connection that reads at most `size` bytes when `resume` is called, and nothing before. */
async function pulled(t: TestContext, size: number, fd?: number) {
  const reads: number[] = []
  const onread = { buffer: new Uint8Array(size), callback: (n: number) => (reads.push(n), false) }
  const socket = new Socket({ ...(fd === undefined ? {} : { fd, manualStart: true }), onread })
  t.after(() => socket.destroy())
  socket.connect({ host: '127.0.0.1', port })
  socket.pause()
  await once(socket, 'connect')
  return { socket, reads }
}

/** Waits until the kernel's queue stands still. */
async function settled(ask: () => number | undefined): Promise<number> {
  for (let last = -1; ;) {
    const now = ask() ?? 0
    if (now === last && now > 0) return now
    last = now
    await sleep(20)
  }
}

test('nothing is known of no descriptor', () => {
  assert.equal(kernelOf(undefined), undefined)
  assert.equal(kernelOf(-1), undefined)
})

test('a socket made here keeps its buffer through connect, and nothing is read ahead', { skip }, async (t) => {
  const fd = socketWith({ family: 4, receiveBuffer: 16384, maxSegment: 1000 })
  assert.ok(fd !== undefined)
  const { socket, reads } = await pulled(t, 5120, fd)
  const kernel = kernelOf(descriptorOf(socket))
  assert.ok(kernel)
  const queued = await settled(() => kernel.recvQueue())
  const seen = kernel.sample()
  assert.equal(descriptorOf(socket), fd)
  assert.equal(seen.receiveBuffer, 32768)
  assert.deepEqual(reads, [])
  assert.equal(seen.recvQueue, queued)
  assert.equal(seen.arrived, queued)
  assert.ok(seen.window !== undefined)

  socket.resume()
  while (reads.length === 0) await new Promise(setImmediate)
  assert.deepEqual(reads, [5120])
  socket.destroy()
  await once(socket, 'close')
  assert.deepEqual(kernel.sample(), {})
  assert.deepEqual(kernel.sender(), {})
})

test('the FIN is not counted among the bytes that arrived', { skip }, async (t) => {
  const { socket } = await pulled(t, 65536, socketWith({ family: 4, receiveBuffer: 4 * SENT }))
  const kernel = kernelOf(descriptorOf(socket))
  // The FIN is acknowledged as a byte is: when nothing is outstanding, it has come.
  while (kernel?.recvQueue() !== SENT || kernelOf(descriptorOf(sending!))?.sender().outstanding !== 0) await sleep(5)
  const { arrived, timestamps, rtt, minRtt } = kernel?.sample() ?? {}
  assert.deepEqual({ arrived, timestamps }, { arrived: SENT, timestamps: true })
  assert.ok(rtt !== undefined && minRtt !== undefined && minRtt <= rtt && rtt < 1000)
})

test('a refused connection is reported as always, and its descriptor is closed by Node', { skip }, async () => {
  const fd = socketWith({ family: 4, receiveBuffer: 16384 })
  const socket = new Socket({ fd, manualStart: true } as never)
  socket.connect({ host: '127.0.0.1', port: 1 })
  const [error] = await once(socket, 'error')
  assert.equal(error.code, 'ECONNREFUSED')
  assert.equal(error.address, '127.0.0.1')
  assert.equal(descriptorOf(socket), undefined)
})

test('an interface that does not exist is refused with its errno', { skip }, () => {
  assert.throws(() => socketWith({ family: 4, interface: 'nosuch0' }), { code: 'ENODEV', syscall: 'SO_BINDTODEVICE' })
})

test('Recv-Q is found in /proc where there is no koffi', { skip: process.platform !== 'linux' }, async (t) => {
  const { socket } = await pulled(t, 5120)
  const kernel = procKernel(descriptorOf(socket)!)
  assert.ok((await settled(() => kernel?.recvQueue())) > 0)
  socket.destroy()
  await once(socket, 'close')
  assert.deepEqual(kernel?.sample(), {})
})

test('a line of /proc/net/tcp is read by its inode', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 15377 1 0000000000000000 100 0 0 10 0
   1: 0100007F:B1A8 0100007F:1F90 01 00000000:00005C12 00:00000000 00000000  1000        0 99124 1 0000000000000000 20 0 0 10 -1
`
  assert.equal(recvQueueIn(table, '99124'), 0x5c12)
  assert.equal(recvQueueIn(table, '15377'), 0)
  assert.equal(recvQueueIn(table, '4711'), undefined)
})
