import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TraceEvent } from '../../trace/event.ts'
import { Trace } from '../../trace/trace.ts'
import { descriptorOf } from '../socket-stream.ts'
import { foreign } from './foreign.ts'
import { KernelWatch } from './watch.ts'

test(
  'what piles up while nobody reads is told as it changes, and nothing else is',
  {
    skip: process.platform === 'linux' && foreign() ? false : 'needs Linux and koffi',
  },
  async (t) => {
    const server = createServer((peer) => peer.on('error', () => {}).write(Buffer.alloc(1000)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
    t.after(() => {
      socket.destroy()
      server.close()
    })
    await once(socket, 'connect')

    const events: TraceEvent[] = []
    const trace = new Trace([(event) => events.push(event)], () => performance.now())
    const watch = new KernelWatch(descriptorOf(socket), trace)
    await watch.during(new Promise((resolve) => setTimeout(resolve, 60)))
    const queues = events.map((event) => (event.type === 'kernel' ? event.recvQueue : undefined))
    assert.equal(queues.at(-1), 1000)
    assert.ok(queues.length <= 3, `${queues.length} events for one change`)

    // A read after a wait is sampled, however young the last sample is.
    assert.equal(watch.afterRead().recvQueue, 1000)
    assert.deepEqual(watch.afterRead(), {})
    watch.stop()
  },
)

test('without a descriptor nothing is told', async () => {
  const events: TraceEvent[] = []
  const watch = new KernelWatch(undefined, new Trace([(event) => events.push(event)], () => 0))
  assert.equal(await watch.during(Promise.resolve(7)), 7)
  assert.deepEqual(watch.afterRead(), {})
  watch.stop()
  assert.deepEqual(events, [])
})
