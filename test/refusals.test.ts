// What options demand and a server does not give: refused with its own status, and nothing kept under the name.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { startRawServer } from './raw-server.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

const picture = readFileSync(new URL('../content/cover.jpg', import.meta.url))

suite('refused', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  const failures: [name: string, args: string[], path: string, exit: number, says: RegExp, hint?: RegExp][] = [
    [
      'a checksum that is another',
      ['--checksum', `sha256:${'0'.repeat(64)}`],
      '/cover.jpg',
      110,
      /sha256 is [0-9a-f]{64}, expected 0{64}/,
      /not kept/,
    ],
    ['a checksum that is none', ['--checksum', 'sha256:abc'], '/cover.jpg', 2, /checksum|sha256/],
    ['an algorithm that is not known', ['--checksum', 'rot13:abc'], '/cover.jpg', 2, /rot13/],
    [
      'more than --max-filesize, as declared',
      ['--max-filesize', '70056'],
      '/cover.jpg',
      63,
      /larger than --max-filesize 70056: 70057 bytes declared/,
    ],
    [
      'more than --max-filesize, as received',
      ['--max-filesize', '70056'],
      '/cover.jpg?chunked=999',
      63,
      /larger than --max-filesize 70056: \d+ bytes/,
    ],
    ['a range beyond the end', ['-r', '80000-'], '/cover.jpg', 33, /range 80000- was refused: the server answered 416/],
    [
      'more redirects than allowed',
      ['--max-redirs', '2'],
      '/redirect/3',
      47,
      /more than 2 redirects, the next to .*\/redirect\/0/,
    ],
    [
      'a proxy that has no address',
      ['-x', 'http://nowhere.invalid:1'],
      '/cover.jpg',
      5,
      /proxy nowhere\.invalid has no address/,
      /-x/,
    ],
    ['a proxy that is not there', ['-x', 'http://127.0.0.1:9'], '/cover.jpg', 7, /127\.0\.0\.1 port 9/, /./],
    [
      'a CA file that is not there',
      ['--cacert', '/nonexistent'],
      '/cover.jpg',
      77,
      /could not use \/nonexistent: there is no such file/,
    ],
    ['reads beyond all measure', ['--recv-size', '1T'], '/cover.jpg', 2, /--recv-size is 1073741824 bytes at most/],
    ['a file without a name', ['--etag-save', ''], '/cover.jpg', 2, /--etag-save "" is not the name of a file/],
    ['credentials that are wrong', ['-u', 'me:wrong'], '/auth/me/right', 22, /401/, /-u/],
  ]
  for (const [name, args, path, exit, says, hint] of failures) {
    test(name, async (t) => {
      const folder = scratch(t)
      writeFileSync(join(folder, 'it'), 'the old good file')
      const url = exit === 77 ? origin.url.replace('http:', 'https:') : origin.url
      assertFailed(await sluice(['get', ...args, '-o', 'it', url + path], { cwd: folder }), exit, says, hint)
      assert.equal(readFileSync(join(folder, 'it'), 'utf8'), 'the old good file')
    })
  }

  test('a checksum that is right is kept, and one that was wrong is not gone on from', async (t) => {
    const folder = scratch(t)
    const right = createHash('sha256').update(picture).digest('hex')
    const wrong = await sluice(
      ['get', '--checksum', `sha256:${'0'.repeat(64)}`, '-o', 'it', `${origin.url}/cover.jpg`],
      { cwd: folder },
    )
    assert.equal(wrong.exit, 110)
    assert.deepEqual(namesIn(folder), [])
    const run = await sluice(['get', '--checksum', `sha256:${right}`, '-o', 'it', `${origin.url}/cover.jpg`], {
      cwd: folder,
    })
    assert.equal(run.exit, 0, run.stderr)
    assert.ok(readFileSync(join(folder, 'it')).equals(picture))
  })

  test('-C - on a file that is longer than the server’s', async (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'it'), Buffer.concat([picture, Buffer.from('more')]))
    const run = await sluice(['get', '-C', '-', '-o', 'it', `${origin.url}/cover.jpg`], { cwd: folder })
    assertFailed(run, 36, /70061 bytes, the server's file 70057/, /--no-resume/)
    assert.equal(readFileSync(join(folder, 'it')).length, picture.length + 4)
  })

  test('-C - on a whole file is a success that changes nothing', async (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'it'), picture)
    const run = await sluice(['get', '-C', '-', '-o', 'it', `${origin.url}/cover.jpg`], { cwd: folder })
    assert.equal(run.exit, 0, run.stderr)
    assert.ok(readFileSync(join(folder, 'it')).equals(picture))
  })

  test('codings that are unknown, broken, cut or followed by more', async (t) => {
    const coded = gzipSync('But soft what light through yonder window breaks\n'.repeat(50))
    for (const [coding, body, exit] of [
      ['martian', coded, 61],
      ['gzip', Buffer.from('this is no gzip'), 61],
      ['gzip', coded.subarray(0, coded.length - 9), 18],
      ['gzip', coded.subarray(0, 5), 18],
      ['gzip', Buffer.concat([coded, Buffer.from('more')]), 61],
    ] as const) {
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`
      const server = await startRawServer(Buffer.concat([Buffer.from(head), body]))
      t.after(() => server.close())
      const folder = scratch(t)
      const run = await sluice(['get', '--compressed', '-o', 'it', server.url], { cwd: folder })
      assert.equal(run.exit, exit, `${coding} ${body.length}: ${run.stderr}`)
      assert.ok(!namesIn(folder).includes('it'))
      // Not asked to take it off: the bytes are kept as they came.
      const raw = await sluice(['get', '-o', 'raw', server.url], { cwd: folder })
      assert.equal(raw.exit, 0)
      assert.ok(readFileSync(join(folder, 'raw')).equals(body))
    }
  })

  test('a proxy that refuses the tunnel, and one that is no proxy', async (t) => {
    for (const [reply, exit] of [
      ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', 97],
      ['SSH-2.0-x\r\n', 97],
    ] as const) {
      const proxy = await startRawServer(reply)
      t.after(() => proxy.close())
      const folder = scratch(t)
      const run = await sluice(['get', '-x', proxy.url, '-o', 'it', 'https://127.0.0.1:9/'], { cwd: folder })
      assert.equal(run.exit, exit, run.stderr)
      assert.deepEqual(namesIn(folder), [])
    }
  })

  test('some of many URLs: a line each, and a status of its own', async (t) => {
    const folder = scratch(t)
    const urls = ['cover.jpg', 'page1.htm?status=404', 'cover3.jpg?cut=body+1', 'romeo.txt'].map(
      (path) => `${origin.url}/${path}`,
    )
    for (const options of [[], ['-Z']]) {
      const run = await sluice(['get', ...options, ...urls], { cwd: folder })
      assert.equal(run.exit, 114, run.stderr)
      assert.match(run.stderr, /2 of 4 retrievals failed/)
      assert.match(run.stderr, /404/)
      assert.match(run.stderr, /closed after \d+ of 230210 bytes/)
      assert.deepEqual(namesIn(folder), ['cover.jpg', 'cover3.jpg.part', 'cover3.jpg.part.json', 'romeo.txt'])
    }
  })

  test('-sS is quiet, and shows errors, as of curl', async (t) => {
    const folder = scratch(t)
    const good = await sluice(['get', '-fsSLo', 'it', `${origin.url}/cover.jpg`], { cwd: folder })
    assert.deepEqual([good.exit, good.stdout + good.stderr, namesIn(folder)], [0, '', ['it']])
    const bad = await sluice(['head', '-sS', `${origin.url}/status/404`], { cwd: folder })
    assert.match(bad.stderr, /404/)
  })

  test('--retry waits as Retry-After says, and gives up when its tries are used up', async (t) => {
    const busy = 'HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    const server = await startRawServer(async (peer) => {
      await peer.request()
      await peer.send(peer.index < 3 ? busy : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi')
      peer.end()
    })
    t.after(() => server.close())
    const folder = scratch(t)
    assertFailed(
      await sluice(['get', '--retry', '1', '-q', '-o', 'it', server.url], { cwd: folder }),
      22,
      /503/,
      /--retry/,
    )
    assert.equal(server.requests.length, 2)
    const run = await sluice(['get', '--retry', '5', '-o', 'it', server.url], { cwd: folder })
    assert.equal(run.exit, 0)
    assert.match(run.stderr, /^trying again in 0 .s: the server answered 503 Busy\n/)
    assert.equal(server.requests.length, 4)
  })

  test('a port that takes connections and never speaks, with one clock for all tries', async (t) => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    t.after(() => silent.close())
    const { port } = silent.address() as AddressInfo
    const args = ['get', '-q', '--retry', '100', '--retry-delay', '1ms', '--idle-timeout', '100ms', '-m', '600ms']
    const run = await sluice([...args, '-o', 'it', `http://127.0.0.1:${port}/`], { cwd: scratch(t) })
    assertFailed(run, 28, /--max-time/)
  })
})
