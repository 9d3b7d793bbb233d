// How fast content codings come off: ours in this thread and through streams, gzip, zstd and curl beside them.
//
//   node bench/decode.ts [MiB of content, default 256]
//
// Prints the median of five rounds in MB of decoded content a second, wall clock, all in one process tree on one machine.
// curl fetches the same bytes over loopback from a server in this process.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { StreamDecoder } from '../src/sink/decode-stream.ts'
import { decoded } from '../src/sink/decode.ts'
import type { DecodeOptions } from '../src/sink/decode.ts'
import type { Sink } from '../src/sink/sink.ts'

const mebibytes = Number(process.argv[2] ?? 256)
const content = textOf(mebibytes * 1024 * 1024)
const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
const codings = {
  gzip: gzipSync(content, { level: 6 }),
  br: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  zstd: zstdCompressSync(content),
}

for (const [coding, encoded] of Object.entries(codings)) {
  const file = join(directory, coding)
  writeFileSync(file, encoded)
  const { port, close } = await serve(coding, encoded)
  const ways: Record<string, () => Promise<void>> = {
    'sluice, in this thread': () => decode(coding, encoded, {}),
    'sluice, through streams': () => decode(coding, encoded, { decoder: (its) => new StreamDecoder(its) }),
  }
  const tool = { gzip: 'gzip', br: 'brotli', zstd: 'zstd' }[coding]!
  if (spawnSync(tool, ['--version']).status === 0) ways[`${tool} -dc`] = () => run(tool, ['-dc', file])
  const url = `http://127.0.0.1:${port}/`
  ways['curl --compressed'] = () => run('curl', ['-s', '--compressed', '-o', '/dev/null', url])
  const times = new Map<string, number[]>()
  for (let round = 0; round < 5; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const began = performance.now()
      await way()
      times.set(name, [...(times.get(name) ?? []), performance.now() - began])
    }
  }
  print(`${coding}, ${(content.length / encoded.length).toFixed(1)} : 1`)
  for (const [name, all] of times) {
    const median = all.toSorted((a, b) => a - b)[2]!
    print(`  ${name.padEnd(24)} ${(content.length / 1000 / median).toFixed(0).padStart(6)} MB/s`)
  }
  close()
}
rmSync(directory, { recursive: true })

/** In reads of 1 MiB, as they come from the network. */
async function decode(coding: string, encoded: Uint8Array, options: DecodeOptions): Promise<void> {
  let size = 0
  const count: Sink = {
    write: (bytes) => void (size += bytes.length),
    finish: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
  }
  const sink = await decoded([coding], count, options)
  for (let at = 0; at < encoded.length; at += 1 << 20) await sink.write(encoded.subarray(at, at + (1 << 20)))
  await sink.finish()
  if (size !== content.length) throw new Error(`${size} bytes decoded`)
}

/** Text that no window holds whole: this program's own files, in an order that changes, with numbers between. */
function textOf(size: number): Buffer {
  const source = readFileSync(import.meta.filename, 'latin1').split(/(?<=\n)/)
  const lines: string[] = []
  let state = 1
  for (let length = 0; length < size;) {
    state = (state * 48271) % 0x7fffffff
    lines.push(`${state} ${source[state % source.length]}`)
    length += lines.at(-1)!.length
  }
  return Buffer.from(lines.join(''), 'latin1').subarray(0, size)
}

function serve(coding: string, encoded: Uint8Array): Promise<{ port: number; close: () => void }> {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${encoded.length}\r\n\r\n`
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(head)
      socket.end(encoded)
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() })
    })
  })
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} exited with ${code}`))))
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
