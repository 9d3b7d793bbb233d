import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { retrieve } from '../retrieve.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import { FileTarget } from '../sink/file.ts'
import type { TraceEvent } from '../trace/event.ts'

const content = Buffer.from(Array.from({ length: 1_200_000 }, (_, i) => (i * 7) % 253))

/** What the server does besides answering ranges of `content` at 50 KB in 25 ms: too slow for one connection. */
type Quirk = (request: IncomingMessage, response: ServerResponse, asked: number) => boolean

async function run(t: TestContext, quirk: Quirk, options: RetrieveOptions = {}) {
  const ranges: string[] = []
  const server = createServer((request, response) => {
    const range = request.headers.range
    ranges.push(range ?? 'whole')
    response.setHeader('ETag', '"v1"')
    response.setHeader('Accept-Ranges', 'bytes')
    if (quirk(request, response, ranges.length)) return
    const [, first = '0', last = `${content.length - 1}`] = /bytes=(\d+)-(\d+)?/.exec(range ?? '') ?? []
    const body = content.subarray(Number(first), Number(last) + 1)
    if (range !== undefined) response.setHeader('Content-Range', `bytes ${first}-${last}/${content.length}`)
    response.writeHead(range === undefined ? 200 : 206, { 'Content-Length': body.length })
    void pace(response, body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const folder = mkdtempSync(join(tmpdir(), 'sluice-segments-'))
  t.after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  const events: TraceEvent[] = []
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`
  const retrieval = await retrieve(url, {
    connections: 4,
    ...options,
    to: new FileTarget(join(folder, 'f')),
    watch: (event) => void events.push(event),
  })
  assert.ok(readFileSync(join(folder, 'f')).equals(content), 'the file is the content')
  assert.deepEqual(readdirSync(folder), ['f'])
  return { retrieval, ranges, events }
}

async function pace(response: ServerResponse, body: Buffer): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed; at += 50_000) {
    response.write(body.subarray(at, at + 50_000))
    await sleep(25)
  }
  response.end()
}

test('several connections each receive a part, and the whole is the content', async (t) => {
  const { ranges, retrieval } = await run(t, () => false, { hash: true })
  assert.ok(ranges.length >= 4, `${ranges.length} requests`)
  assert.equal(ranges[0], 'whole')
  assert.equal(retrieval.complete?.sha256?.length, 64)
})

test('a server that refuses more connections is asked on those it takes, and the reason is told', async (t) => {
  let busy = false
  const { events } = await run(t, (_request, response) => {
    if (!busy) {
      busy = true
      response.once('close', () => (busy = false))
      return false
    }
    response.writeHead(503, { 'Content-Length': 0 }).end()
    return true
  })
  assert.ok(events.some((event) => event.type === 'range' && /given up.*503/.test(event.why)))
})

test('a connection that is reset loses nothing: the others take over what it left', async (t) => {
  await run(t, (_request, response, asked) => {
    if (asked !== 2) return false
    response.writeHead(206, { 'Content-Length': 9, 'Content-Range': `bytes 1-9/${content.length}` })
    response.socket?.destroy()
    return true
  })
})

test('a server that names another version in each answer is read in order, once, and not for ever', async (t) => {
  const { ranges, events } = await run(t, (_request, response, asked) => {
    response.setHeader('ETag', `"v${asked}"`)
    return false
  })
  const wholes = ranges.filter((range) => range === 'whole').length
  assert.ok(wholes <= 2, `asked ${wholes} times for the whole`)
  assert.equal(
    wholes === 2,
    events.some((event) => event.type === 'resume' && /another version.*starting over/.test(event.why)),
  )
})

test('a server whose ranges are empty is not asked for them for ever', async (t) => {
  const { ranges } = await run(t, (request, response) => {
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
    if (first === undefined) return false
    const field = `bytes ${first}-${last}/${content.length}`
    response.writeHead(206, { 'Content-Length': 0, 'Content-Range': field }).end()
    return true
  })
  assert.ok(ranges.length <= 4, `${ranges.length} requests`)
})

test('a range in a content coding is not written between others', async (t) => {
  const { events } = await run(t, (request, response) => {
    if (request.headers.range !== undefined) response.setHeader('Content-Encoding', 'gzip')
    return false
  })
  assert.ok(events.some((event) => event.type === 'range' && /given up.*refused/.test(event.why)))
})

test('a gate sees every read, also the last one of a range', async (t) => {
  let asked = 0
  const gate = () => {
    asked++
    return undefined
  }
  const { ranges, events } = await run(
    t,
    (request, response) => {
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
      if (first === undefined) return false
      const body = content.subarray(Number(first), Math.min(Number(first) + 100_000, Number(last) + 1))
      const field = `bytes ${first}-${Number(first) + body.length - 1}/${content.length}`
      response.writeHead(206, { 'Content-Length': body.length, 'Content-Range': field }).end(body)
      return true
    },
    { gate, recvSize: 2 ** 20 },
  )
  const reads = events.filter(({ type }) => type === 'read').length
  assert.ok(ranges.length > 4)
  // Each connection's very last one, after which nothing is missing.
  assert.ok(asked >= reads - 4, `${asked} of ${reads}`)
})

test('without a strong validator there is one connection, and the reason is told', async (t) => {
  const { ranges, events } = await run(t, (_request, response) => {
    response.setHeader('ETag', 'W/"v1"')
    return false
  })
  assert.deepEqual(ranges, ['whole'])
  assert.ok(events.some((event) => event.type === 'range' && /one connection only/.test(event.why)))
})
