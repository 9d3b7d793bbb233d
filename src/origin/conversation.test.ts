import assert from 'node:assert/strict'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { exchange, RawClient } from '../../test/raw-client.ts'
import type { Behaviour } from './behaviour.ts'
import type { Access } from './access.ts'
import { startOrigin, type Origin, type OriginOptions } from './origin.ts'
import type { SendSample } from './send-side.ts'
import { canSetBuffers, canSetPacing, socketWith } from '../net/kernel/socket.ts'

const HOUR = 3600_000
const request = 'GET /cover3.jpg HTTP/1.0\r\n\r\n'
const needsLine = { skip: canSetPacing() ? false : 'needs Linux and koffi' }
const needsKernel = { skip: canSetBuffers() ? false : 'needs Linux and koffi' }

let running: Origin | undefined
afterEach(() => running?.close())

async function start(options?: OriginOptions): Promise<Origin> {
  return (running = await startOrigin(options))
}

/** A client of an origin that behaves so and holds at exactly `held` bytes, for an hour. */
async function held(behaviour: Behaviour, at: number) {
  const origin = await start({ behaviour })
  const client = new RawClient(origin.port)
  client.send(request)
  assert.equal((await client.received(at)).length, at)
  return { client, origin }
}

test('a gap lets the head go first, until the behaviour is changed', async () => {
  const { client, origin } = await held({ gap: HOUR }, 397)
  origin.behave({})
  assert.equal((await client.ended()).bytes.length, 230607)
})

test('a stall stops at its place, in the head, in the body, at its end', async () => {
  for (const [at, bytes] of [
    [100, 100],
    ['body+0', 397],
    ['body+70000', 70397],
  ] as const) {
    const { client, origin } = await held({ stall: { at, for: HOUR } }, bytes)
    origin.behave({})
    assert.equal((await client.ended()).bytes.length, 230607)
    await origin.close()
  }
})

test('a stall goes by', async () => {
  const origin = await start()
  const { bytes } = await exchange(origin.port, 'GET /cover3.jpg?stall=body%2B9,5ms&think=5ms&gap=5ms HTTP/1.0\r\n\r\n')
  assert.equal(bytes.length, 230607)
})

test('a pace sends a segment and waits; changed, it goes on at the other pace', async () => {
  const { client, origin } = await held({ pace: { bytes: 1448, every: HOUR } }, 1448)
  origin.behave({ pace: { bytes: 5000, every: HOUR } })
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(client.bytes.length, 1448, 'the hour since the first segment is not over')
  origin.behave({ rate: 100 << 20 })
  assert.equal((await client.ended()).bytes.length, 230607)
})

test('a drip is of the head only', async () => {
  const { client, origin } = await held({ drip: { bytes: 10, every: HOUR } }, 10)
  origin.behave({ drip: { bytes: 40, every: 0 } })
  assert.equal((await client.ended()).bytes.length, 230607)
})

test('a query goes before what the origin does', async () => {
  const { port } = await start({ behaviour: { cut: 100, think: 1 } })
  const cut = async (target: string) => (await exchange(port, `GET ${target} HTTP/1.0\r\n\r\n`)).bytes.length
  assert.equal(await cut('/cover3.jpg'), 100)
  assert.equal(await cut('/cover3.jpg?cut=200'), 200)
})

test('a cut closes at its place', async () => {
  const origin = await start()
  for (const [place, bytes] of [
    ['0', 0],
    ['300', 300],
    ['body%2B100000', 100397],
    ['body+229k', 230607],
  ] as const) {
    const { bytes: got, ended } = await exchange(origin.port, `GET /cover3.jpg?cut=${place} HTTP/1.0\r\n\r\n`)
    assert.deepEqual([got.length, ended], [bytes, 'FIN'])
  }
})

test('a reset resets, and what was sent before it arrives', needsKernel, async () => {
  const origin = await start()
  for (const [place, bytes] of [
    ['0', 0],
    ['300', 300],
    ['body%2B100000', 100397],
  ] as const) {
    const { bytes: got, ended } = await exchange(origin.port, `GET /cover3.jpg?reset=${place} HTTP/1.0\r\n\r\n`)
    assert.deepEqual([got.length, ended], [bytes, 'ECONNRESET'])
  }
})

test('a behaviour for the first N requests leaves those after them alone', async () => {
  const origin = await start()
  const sizes: number[] = []
  for (let i = 0; i < 3; i++) {
    sizes.push((await exchange(origin.port, 'GET /cover3.jpg?cut=500&times=2 HTTP/1.0\r\n\r\n')).bytes.length)
  }
  assert.deepEqual(sizes, [500, 500, 230607])
})

test('a client that leaves in the middle is logged as gone', async () => {
  let log: (access: Access) => void = () => {}
  const logged = new Promise<Access>((resolve) => (log = resolve))
  const { port } = await start({ log: (access) => log(access) })
  const client = new RawClient(port)
  client.send('GET /bytes/1G?sndbuf=16k HTTP/1.0\r\n\r\n')
  await client.received(1000)
  client.socket.resetAndDestroy()
  const { ended, sent } = await logged
  assert.equal(ended, 'gone')
  assert.ok(sent < 1 << 30)
})

test(
  'its own side of a transfer is told: what it sent, what was acknowledged, how long it stood',
  needsKernel,
  async () => {
    const samples: SendSample[] = []
    let look = () => {}
    const origin = await start({
      watch: (sample) => {
        samples.push(sample)
        look()
      },
    })
    const until = async (seen: (sample: SendSample) => boolean) => {
      while (!samples.some(seen)) await new Promise<void>((resolve) => (look = resolve))
    }
    const client = new RawClient(origin.port)
    client.socket.pause()
    client.send('GET /bytes/20M?sndbuf=16k HTTP/1.0\r\n\r\n')

    // Nobody reads: both kernels fill, then the program stands in its write and the window is what holds its kernel.
    await until(({ blocked, rwndLimited }) => (blocked ?? 0) > 0 && (rwndLimited ?? 0) > 0)
    assert.ok((samples.at(-1)?.sent ?? 0) < 20 << 20)
    client.socket.resume()
    const { bytes } = await client.ended()
    await until(({ acked }) => acked === bytes.length)
    const last = samples.at(-1)
    assert.deepEqual([last?.sent, last?.acked, last?.unsent], [bytes.length, bytes.length, 0])
    for (const [i, sample] of samples.entries()) {
      const before = samples[i - 1]
      assert.ok((before?.sent ?? 0) <= sample.sent && (before?.blocked ?? 0) <= (sample.blocked ?? 0))
      assert.ok((sample.acked ?? 0) <= sample.sent)
    }
  },
)

test('a file that becomes shorter while it is sent ends the connection', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'origin-'))
  t.after(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'a'), Buffer.alloc(300000))
  const origin = await start({ dir, behaviour: { stall: { at: 1000, for: HOUR } } })
  const client = new RawClient(origin.port)
  client.send('GET /a HTTP/1.0\r\n\r\n')
  await client.received(1000)
  await truncate(join(dir, 'a'), 200000)
  origin.behave({})
  const { bytes } = await client.ended()
  assert.ok(bytes.includes('Content-Length: 300000') && bytes.length < 201000)
})

test('a small send buffer makes the program wait for its kernel', needsKernel, async () => {
  const log: Access[] = []
  const origin = await start({ log: (access) => log.push(access) })
  await exchange(origin.port, 'GET /bytes/4M?sndbuf=16k HTTP/1.0\r\n\r\n')
  assert.ok((log[0]?.blocked ?? 0) > 0)
})

test('before a slow line the kernel holds what the program has handed over long ago', needsLine, async () => {
  const samples: SendSample[] = []
  const origin = await start({ watch: (sample) => samples.push(sample) })
  // The kernel paces from the eleventh segment on: segments of a real line, of which this takes 45.
  const client = new RawClient(origin.port, socketWith({ family: 4, maxSegment: 1448 }))
  client.send('GET /bytes/64k?line=100000 HTTP/1.0\r\n\r\n')
  const { bytes } = await client.ended()
  assert.ok(samples.some(({ sent, acked = sent }) => sent === bytes.length && acked < sent / 2))
  assert.equal(samples.at(-1)?.rwndLimited, 0)
})
