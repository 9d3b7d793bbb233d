// What the retriever makes of servers that nobody meant: mutated replies, cut and ended by chance, to requests that go
// on with what the one before left. The parser's account of the last reply is the truth that the file is held to.

import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSluiceError } from '../../src/errors.ts'
import { retrieve } from '../../src/retrieve.ts'
import type { Retrieval, RetrieveOptions } from '../../src/retrieve.ts'
import { FileTarget } from '../../src/sink/file.ts'
import { account } from './deliveries.ts'
import { below, congruence, mutatedReply, pick } from './mutations.ts'
import type { Random } from './mutations.ts'

/**
 * Retrieves `count` times, the same way for the same `seed`, and counts the outcomes: `kept`, `gone on` or an error's code.
 *
 * @throws Error at the first retrieval that throws what is no SluiceError, hangs, or leaves what it must not under the
 * final name
 */
export async function fuzzRetrieve(
  seed: number,
  count: number,
  options: { every?: (tried: number) => void } = {},
): Promise<Map<string, number>> {
  const random = congruence(seed)
  const folder = mkdtempSync(join(tmpdir(), 'sluice-fuzz-'))
  const server = await startServer(random)
  const outcomes = new Map<string, number>()
  try {
    for (let tried = 1; tried <= count; tried++) {
      const outcome = await retrieveOnce(random, server, join(folder, `file${below(random, 3)}`))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      options.every?.(tried)
    }
    return outcomes
  } finally {
    await server.close()
    rmSync(folder, { recursive: true })
  }
}

async function retrieveOnce(random: Random, server: Server, path: string): Promise<string> {
  const before = existsSync(path) ? readFileSync(path) : undefined
  const part = existsSync(`${path}.part`) ? readFileSync(`${path}.part`) : undefined
  const options = optionsBy(random)
  const target = new FileTarget(path)
  const fail = (problem: string): never => {
    throw new Error(
      `${problem}; options ${JSON.stringify(options)}; replies ${JSON.stringify(server.sent.map((bytes) => bytes.toString('base64')))}`,
    )
  }
  server.sent.length = 0
  let done: Retrieval
  try {
    done = await withinSeconds(10, retrieve(server.url, { ...options, to: target }))
  } catch (error) {
    if (!isSluiceError(error)) return fail(`it threw ${String(error)}`)
    const now = existsSync(path) ? readFileSync(path) : undefined
    const kept = options.keepErrorBody && error.code === 'http-status'
    if (!kept && !same(before, now)) fail(`after ${error.code} the file is another`)
    return error.code
  }
  if (done.complete?.unchanged) return 'unchanged'
  const now = existsSync(path) ? readFileSync(path) : fail('it said that it kept a file, and there is none')
  const from = target.kept.resumedFrom
  if (from !== undefined) {
    if (!part || !same(now.subarray(0, from), part.subarray(0, from))) fail('what it went on from is another')
    if (!same(now, file)) fail('two versions were spliced')
    return 'gone on'
  }
  // Of several answers each has a part of it, and of one that says more than its range the range counts.
  if (same(now, file)) return 'kept'
  const last = account([server.sent.at(-1)!], parserOptions(options))
  if (last.error !== undefined) fail(`it kept a file of a reply that is ${last.error}`)
  if (now.toString('latin1') !== last.content)
    fail(`it kept ${now.length} bytes, and the reply has ${last.content.length}`)
  return 'kept'
}

const parserOptions = ({ method = 'GET', raw, http09, ignoreContentLength }: RetrieveOptions) => ({
  method,
  raw: raw ?? false,
  http09: http09 ?? false,
  ignoreContentLength: ignoreContentLength ?? false,
})

function optionsBy(random: Random): RetrieveOptions {
  return {
    raw: random() < 0.1,
    http09: random() < 0.1,
    ignoreContentLength: random() < 0.1,
    failOnStatus: random() < 0.7,
    keepErrorBody: random() < 0.1,
    followRedirects: random() < 0.8,
    maxRedirects: 3,
    connections: pick(random, [1, 1, 4]),
    recvSize: pick(random, [100, 4096, 65_536]),
    // A part of the file, of which the rest looks like the beginning.
    ...(random() < 0.1 ? { range: '25100-' } : {}),
    resume: pick(random, ['auto', 'auto', 'never'] as const),
    idleTimeout: 3000,
  }
}

interface Server {
  url: string
  /** The replies to the retrieval that goes on. */
  sent: Buffer[]
  close: () => Promise<void>
}

// Answers each request with a reply by chance, in pieces by chance, and closes.
async function startServer(random: Random): Promise<Server> {
  const sent: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (request) => void reply(socket, request.toString('latin1')))
  })
  async function reply(socket: Socket, request: string): Promise<void> {
    const asked = /^Range: bytes=(\d+)-/im.exec(request)?.[1]
    const honest = random() < 0.5
    const bytes = honest
      ? replyOf(random, Number(asked ?? 0), asked !== undefined)
      : named(random, mutatedReply(random, 3).bytes)
    sent.push(bytes)
    const cut = below(random, bytes.length + 1)
    socket.write(bytes.subarray(0, cut))
    if (random() < 0.2) await new Promise((resolve) => setImmediate(resolve))
    socket.end(bytes.subarray(cut))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`,
    sent,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

// With a validator, so that it may be gone on from.
function named(random: Random, bytes: Buffer): Buffer {
  const line = bytes.indexOf('\n')
  if (line < 0 || random() < 0.3) return bytes
  const fields = Buffer.from(`ETag: "v${below(random, 2)}"\r\nAccept-Ranges: bytes\r\n`)
  return Buffer.concat([bytes.subarray(0, line + 1), fields, bytes.subarray(line + 1)])
}

/** The file of a server that is honest, mostly. Behind its beginning it is like a disk image: one place looks like another. */
const file = Buffer.from(Array.from({ length: 150_000 }, (_, i) => (i < 5000 ? (i * 7) % 256 : i % 251)))

// The file, or the rest that was asked for; it may begin elsewhere, be of another version, or be cut short.
function replyOf(random: Random, asked: number, partial: boolean): Buffer {
  const tag = `ETag: "v${random() < 0.8 ? 1 : 2}"\r\nAccept-Ranges: bytes\r\n`
  const first = partial ? Math.min(file.length - 1, asked + (random() < 0.9 ? 0 : 1)) : 0
  // More than it says, or nothing of it.
  const excess = random() < 0.1 ? 'excess' : ''
  const body =
    random() < 0.05 ? Buffer.alloc(0) : Buffer.concat([file.subarray(first), Buffer.from(partial ? excess : '')])
  const total = random() < 0.8 ? file.length : '*'
  const head = partial
    ? `HTTP/1.1 206 Partial Content\r\n${tag}Content-Range: bytes ${first}-${file.length - 1}/${total}\r\n`
    : `HTTP/1.1 200 OK\r\n${tag}`
  const whole = Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body])
  return random() < 0.5 ? whole : whole.subarray(0, below(random, whole.length))
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0
}

async function withinSeconds<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of it in ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
