import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError, SluiceError } from '../errors.ts'
import { ScriptedStream } from '../net/scripted.ts'
import type { Step } from '../net/scripted.ts'
import { MemorySink } from '../sink/memory.ts'
import type { Happening } from '../trace/event.ts'
import { Clocks } from './clocks.ts'
import { Exchange } from './exchange.ts'

const request = { method: 'GET', target: '/', version: '1.1', fields: [['Host', 'x']] } as const

function exchangeOver(steps: Step[], recvSize?: number) {
  const happenings: Happening[] = []
  const clocks = new Clocks({})
  const stream = new ScriptedStream(steps, recvSize)
  const exchange = new Exchange(stream, {
    clocks,
    tell: (happening) => happenings.push(happening),
    redact: (text) => text.replaceAll('secret', '***'),
  })
  return { exchange, stream, happenings, clocks }
}

async function run(steps: Step[], recvSize?: number) {
  const { exchange, happenings } = exchangeOver(steps, recvSize)
  const sink = new MemorySink()
  try {
    await exchange.send(request)
    const head = await exchange.head()
    const end = await exchange.body(head, sink)
    return { head, end, content: Buffer.from(sink.content).toString(), happenings }
  } finally {
    exchange.end()
  }
}

test('traces one read per recv(), then the head it completed', async () => {
  const { happenings } = await run(['HTTP/1.1 200 OK\r\nConte', 'nt-Length: 3\r\n\r\na', 'bc'])
  assert.deepEqual(
    happenings.map((it) => (it.type === 'read' ? `read ${it.bytes} ${it.total}` : it.type)),
    ['request', 'read 22 22', 'read 17 39', 'head', 'read 2 41'],
  )
})

test('a read of N bytes at most is a read of N bytes', async () => {
  const { happenings, content } = await run(['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789'], 7)
  const reads = happenings.filter((it) => it.type === 'read').map(({ bytes }) => bytes)
  assert.deepEqual(reads, [7, 7, 7, 7, 7, 7, 7])
  assert.equal(content, '0123456789')
})

test('a message that says its length may be followed by another request, one that ends by closing may not', async () => {
  assert.equal((await run(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx'])).end.reusable, true)
  assert.equal((await run(['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx'])).end.reusable, false)
  assert.equal((await run(['HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx'])).end.reusable, false)
  assert.equal((await run(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxJUNK'])).end.reusable, false)
  assert.deepEqual((await run(['HTTP/1.1 200 OK\r\n\r\nx'])).end, { declared: false, reusable: false })
})

test('secrets do not reach the trace, but the server', async () => {
  const { exchange, stream, happenings } = exchangeOver([
    'HTTP/1.1 200 secret\r\nX: secret\r\nContent-Length: 0\r\n\r\n',
  ])
  await exchange.send({ ...request, fields: [['Authorization', 'secret']] })
  await exchange.head()
  exchange.end()
  assert.match(stream.sent, /secret/)
  assert.equal(JSON.stringify(happenings.filter((it) => it.type === 'request')).includes('secret'), false)
})

test('a reset in the body is no end', async () => {
  const reset = new SluiceError('receive-failed', { reason: 'reset', received: 0 })
  await assert.rejects(run(['HTTP/1.1 200 OK\r\n\r\nabc', reset]), (error) => isSluiceError(error, 'receive-failed'))
})

test('what is enough ends the body early', async () => {
  const { exchange } = exchangeOver(['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n', 'a'.repeat(60), 'a'.repeat(40)])
  const sink = new MemorySink()
  await exchange.send(request)
  const end = await exchange.body(await exchange.head(), sink, () => sink.content.length >= 50)
  exchange.end()
  assert.equal(sink.content.length, 60)
  assert.equal(end.reusable, false)
})
