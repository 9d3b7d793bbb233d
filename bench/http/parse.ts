// How fast the response parser is on one core: node bench/http/parse.ts
//
// Each framing is fed in pieces of 1 MiB and of 64 KiB, as recv gives them. MB/s are of content (1 MB = 1,000,000 bytes)
// by CPU time, the best of five. `pieces` is how many content events 1 MiB of content became: what follows the parser
// costs more an event than a byte.

import process from 'node:process'
import { ResponseParser } from '../../src/http/response-parser.ts'

const contentBytes = 64 * 2 ** 20
const feeds = [2 ** 20, 2 ** 16]

function head(field: string): string {
  return `HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: image/jpeg\r\n${field}\r\n\r\n`
}

function withLength(): Uint8Array {
  return Buffer.concat([Buffer.from(head(`Content-Length: ${contentBytes}`)), Buffer.alloc(contentBytes, 'x')])
}

function withChunks(size: number): Uint8Array {
  const chunk = Buffer.from(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`)
  const chunks = Buffer.alloc(chunk.length * Math.floor(contentBytes / size), chunk)
  return Buffer.concat([Buffer.from(head('Transfer-Encoding: chunked')), chunks, Buffer.from('0\r\n\r\n')])
}

function parse(wire: Uint8Array, feed: number): { content: number; pieces: number } {
  const parser = new ResponseParser()
  let content = 0
  let pieces = 0
  for (let at = 0; at < wire.length; at += feed) {
    for (const event of parser.feed(wire.subarray(at, at + feed))) {
      if (event.type !== 'content') continue
      content += event.bytes.length
      pieces++
    }
  }
  if (!parser.done) throw new Error('the reply was not whole')
  return { content, pieces }
}

function measure(name: string, wire: Uint8Array): void {
  for (const feed of feeds) {
    let best = Infinity
    let parsed = { content: 0, pieces: 0 }
    for (let run = 0; run < 5; run++) {
      const before = process.cpuUsage()
      parsed = parse(wire, feed)
      const { user, system } = process.cpuUsage(before)
      best = Math.min(best, user + system)
    }
    const rate = Math.round(parsed.content / best).toLocaleString('en')
    const pieces = Math.round((parsed.pieces / contentBytes) * 2 ** 20)
    process.stdout.write(
      `${name.padEnd(24)}${`${feed / 1024} KiB`.padStart(10)}${rate.padStart(12)}${String(pieces).padStart(10)}\n`,
    )
  }
}

function measureHeads(): void {
  const wire = Buffer.from(head(`Content-Length: 0\r\n${'X-Field: with a value\r\n'.repeat(9)}ETag: "1"`))
  const heads = 100_000
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage()
    for (let i = 0; i < heads; i++) if ([...new ResponseParser().feed(wire)].length !== 2) throw new Error('no head')
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  process.stdout.write(`heads of 13 fields, ${wire.length} bytes: ${(best / heads).toFixed(1)} µs each\n`)
}

process.stdout.write(`${'framing'.padEnd(24)}${'feed'.padStart(10)}${'MB/s'.padStart(12)}${'pieces'.padStart(10)}\n`)
measure('Content-Length', withLength())
for (const size of [65536, 4096, 1024, 256, 64, 16, 1])
  measure(`chunks of ${size.toLocaleString('en')}`, withChunks(size))
measureHeads()
