// The chapter's main program, beside ours: the same reads, the same header, the same picture.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { find, unless } from './programs.ts'
import { scratch, sha256Of } from './scratch.ts'
import { sluice } from './sluice.ts'

const picture = (name: string) => new URL(`../content/${name}`, import.meta.url).pathname

// What the book's urljpeg.py does, in our words: recv(5120) until nothing comes, find the blank line, keep the rest.
const program = `
import socket, sys
host, port, path, file = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
connection = socket.create_connection((host, port))
connection.sendall(f'GET http://{host}:{port}{path} HTTP/1.0\\r\\n\\r\\n'.encode())
total, everything = 0, b''
while data := connection.recv(5120):
    total += len(data)
    everything += data
    print(len(data), total)
connection.close()
end = everything.find(b'\\r\\n\\r\\n')
print('Header length', end)
print(everything[:end].decode())
with open(file, 'wb') as kept:
    kept.write(everything[end + 4:])
`

const python = find('python3')

suite("the book's run", () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  for (const { name, year, total, header, content } of [
    { name: 'cover3.jpg', year: 2018, total: 230607, header: 393, content: 230210 },
    { name: 'cover.jpg', year: 2013, total: 70301, header: 240, content: 70057 },
  ]) {
    test(`get --reads prints the reads of the ${year} reply, its header, and keeps the picture`, async (t) => {
      const folder = scratch(t)
      const run = await sluice(['get', '--reads', '-o', 'stuff.jpg', `${origin.url}/${name}`], { cwd: folder })
      assert.equal(run.exit, 0, run.stderr)
      const { reads, rest } = transcript(run.stdout)
      assert.equal(sum(reads), total)
      assert.ok(reads.every((bytes) => bytes <= 5120))
      assert.match(rest, new RegExp(`^Header length ${header}\nHTTP/1\\.1 200 OK\nDate: `))
      assert.match(rest, new RegExp(`\nContent-Length: ${content}\n`))
      assert.equal(sha256Of(join(folder, 'stuff.jpg')), sha256Of(picture(name)))
      assert.match(run.stderr, new RegExp(`stuff\\.jpg: ${content} bytes in ${reads.length} reads`))
    })

    test(
      `a Python program that reads as the book's does gets the same of the ${year} reply`,
      {
        skip: unless(python, 'python3 is not installed'),
      },
      async (t) => {
        const folder = scratch(t)
        writeFileSync(join(folder, 'urljpeg.py'), program)
        const args = ['urljpeg.py', '127.0.0.1', String(origin.port), `/${name}`, 'theirs.jpg']
        const theirs = await promisify(execFile)(python!, args, { cwd: folder })
        const ours = await sluice(['get', '--http1.0', '--reads', '-o', 'ours.jpg', `${origin.url}/${name}`], {
          cwd: folder,
        })
        const [their, our] = [transcript(theirs.stdout), transcript(ours.stdout)]
        assert.equal(sum(our.reads), sum(their.reads))
        assert.equal(our.rest, their.rest.replaceAll('\r\n', '\n'))
        assert.equal(sha256Of(join(folder, 'ours.jpg')), sha256Of(join(folder, 'theirs.jpg')))
      },
    )
  }

  test('with a delay every read but the first and the last is full, as the server is ahead', async (t) => {
    const folder = scratch(t)
    // With room for the whole picture: a window that closes and opens again leaves a short read where it did.
    const args = [
      'get',
      '--reads',
      '--delay',
      '20ms',
      '--rcvbuf',
      '256k',
      '-o',
      'stuff.jpg',
      `${origin.url}/cover3.jpg`,
    ]
    const { reads } = transcript((await sluice(args, { cwd: folder })).stdout)
    assert.equal(sum(reads), 230607)
    assert.deepEqual(
      reads.slice(1, -1).filter((bytes) => bytes !== 5120),
      [],
    )
    assert.equal(sha256Of(join(folder, 'stuff.jpg')), sha256Of(picture('cover3.jpg')))
  })

  test('a read is never larger than asked, and the sizes change nothing of what is kept', async (t) => {
    const folder = scratch(t)
    for (const size of ['1', '512', '64k', '1M']) {
      const name = size === '1' ? 'romeo.txt' : 'cover.jpg'
      const args = ['get', '--reads', '--recv-size', size, '-o', 'it', `${origin.url}/${name}`]
      const { reads } = transcript((await sluice(args, { cwd: folder })).stdout)
      const most = Number(size.replace('k', '')) * (size.endsWith('k') ? 1024 : 1) || 1024 * 1024
      assert.ok(reads.length > 0 && reads.every((bytes) => bytes <= most))
      assert.equal(sha256Of(join(folder, 'it')), sha256Of(picture(name)))
    }
  })

  test('the demonstration proves the picture twice, and leaves it', async (t) => {
    const folder = scratch(t)
    const run = await sluice(['demo', '--delay', '5ms'], { cwd: folder })
    assert.equal(run.exit, 0, run.stderr)
    assert.equal(run.stdout.match(/the same as the server's picture/g)?.length, 2)
    assert.match(run.stdout, /\nHeader length 393\nHTTP\/1\.1 200 OK\n/)
    assert.match(run.stdout, /With 5 ms between reads the server .+ made to wait /)
    assert.deepEqual(readFileSync(join(folder, 'stuff.jpg')), readFileSync(picture('cover3.jpg')))
  })
})

function transcript(stdout: string): { reads: number[]; rest: string } {
  const at = stdout.indexOf('Header length')
  const lines = stdout.slice(0, at).trimEnd().split('\n')
  let total = 0
  const reads = lines.map((line) => {
    const match = /^(\d+) (\d+)$/.exec(line)
    assert.ok(match, `a line of two numbers: ${JSON.stringify(line)}`)
    total += Number(match[1])
    assert.equal(Number(match[2]), total)
    return Number(match[1])
  })
  return { reads, rest: stdout.slice(at) }
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
