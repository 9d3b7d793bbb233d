// A file that is another one when it is asked for again: two versions are never spliced.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import { startRawServer } from '../raw-server.ts'
import { namesIn, scratch } from '../scratch.ts'
import { assertFailed, sluice } from '../sluice.ts'
import { assertSound, assertWhole, chance, each, generated, prepare, Tally } from './fault.ts'

const size = 200_000

suite('a file that changed between two tries', () => {
  test('whatever the validators, the length and the place of the cut', async (t) => {
    const served = scratch(t)
    const origin = await startOrigin({ dir: served })
    t.after(() => origin.close())
    const random = chance(7)
    const tally = new Tally()
    const cases = ['', '&validator=weak', '&validator=date', '&validator=none', '&norange'].flatMap((how) =>
      [size, size + 5000, size - 5000, 60_000].flatMap((length) =>
        [false, true].map((grown) => ({ how, length, grown })),
      ),
    )
    await each(cases, async ({ how, length, grown }, index) => {
      const folder = scratch(t)
      prepare(folder, index)
      const before = await generated(size)
      // Another version, or one that only grew or shrank.
      const after = await generated(length, grown ? 0 : index + 1)
      writeFileSync(join(served, `${index}`), before)
      // Long ago, so that the date of the next version is another.
      utimesSync(join(served, `${index}`), 1e9, 1e9)
      const place = Math.floor(random() * size)
      const args = ['get', '-o', 'it', `${origin.url}/${index}?cut=body+${place}&times=1${how}`]
      const first = await sluice(args, { cwd: folder })
      assert.equal(first.exit, 18, first.stderr)
      assertSound(first, folder, before)
      writeFileSync(join(served, `${index}`), after)
      const second = await sluice([...args, '-v'], { cwd: folder })
      assertWhole(second, folder, after)
      tally.add(second.stderr.includes('going on from byte') ? 'gone on' : 'begun anew')
    })
    tally.tell(t)
  })

  test('a file that changes while it is sent: what came is of one version, or it fails', async (t) => {
    const served = scratch(t)
    const [one, two] = [await generated(400_000), await generated(400_000, 1)]
    writeFileSync(join(served, 'f'), one)
    let changed = false
    const change = (sent: number) => {
      if (changed || sent < 50_000) return
      changed = true
      writeFileSync(join(served, 'f'), two.subarray(0, 1000))
    }
    const origin = await startOrigin({ dir: served, behaviour: { rate: 2 ** 20 }, watch: ({ sent }) => change(sent) })
    t.after(() => origin.close())
    const folder = scratch(t)
    const run = await sluice(['get', '-o', 'it', `${origin.url}/f`], { cwd: folder })
    // The server fell short: nothing of this has the name.
    assert.notEqual(run.exit, 0)
    assert.equal(existsSync(join(folder, 'it')), false)
    writeFileSync(join(served, 'f'), two)
    assertWhole(await sluice(['get', '-o', 'it', `${origin.url}/f`], { cwd: folder }), folder, two)
  })
})

suite('a server that answers a range wrongly', () => {
  const etag = 'ETag: "v1"\r\n'
  const answers: Record<string, (first: number, content: Buffer) => Buffer> = {
    'with the whole file': (_, c) => reply(`200 OK\r\n${etag}`, c),
    'with the whole file and no validator': (_, c) => reply('200 OK\r\n', c),
    'with a part that begins earlier': (first, c) => part(first - 4096, c.length, c, c.length),
    'with a part that begins later': (first, c) => part(first + 1, c.length, c, c.length),
    'with a part of another total': (first, c) => part(first, c.length, c, c.length + 1),
    'with a part of another version': (first, c) => part(first, c.length, c, c.length, 'ETag: "v2"\r\n'),
    'with a part that says nothing': (first, c) => reply(`206 Partial Content\r\n${etag}`, c.subarray(first)),
    'with a part that goes on behind its end': (first, c) => part(first, c.length, c, c.length, etag, 'more'),
    'with a part that ends before its end, of an unknown total': (first, c) => part(first, c.length - 9, c, '*'),
    'with a part from the beginning': (_, c) => part(0, c.length, c, c.length),
    'with other bytes in the overlap': (first, c) => part(first, c.length, flipped(c, first + 10), c.length),
    'with several parts': (_, c) =>
      reply(`206 Partial Content\r\n${etag}Content-Type: multipart/byteranges; boundary=x\r\n`, c),
    'that it cannot be satisfied': (_, c) =>
      reply(`416 Range Not Satisfiable\r\nContent-Range: bytes */${c.length}\r\n`, Buffer.alloc(0)),
    'with 404': () => reply('404 Not Found\r\n', Buffer.from('an error page')),
    'with 304': () => Buffer.from(`HTTP/1.1 304 Not Modified\r\n${etag}\r\n`),
  }
  for (const [how, answer] of Object.entries(answers)) {
    test(`${how}: the file is whole in the end, or it fails and says so`, async (t) => {
      const content = await generated(size)
      const server = await startRawServer(async (peer) => {
        const request = await peer.request()
        const first = /^Range: bytes=(\d+)-/m.exec(request)?.[1]
        // The first answer is cut; without a range the whole is sent.
        if (peer.index === 0)
          await peer.send(reply(`200 OK\r\nAccept-Ranges: bytes\r\n${etag}`, content).subarray(0, 150_000))
        else await peer.send(first === undefined ? reply(`200 OK\r\n${etag}`, content) : answer(Number(first), content))
        peer.end()
      })
      t.after(() => server.close())
      const folder = scratch(t)
      const args = ['get', '-o', 'it', `${server.url}/it`]
      assert.equal((await sluice(args, { cwd: folder })).exit, 18)
      assert.deepEqual(namesIn(folder), ['it.part', 'it.part.json'])
      const run = await sluice(args, { cwd: folder })
      assertSound(run, folder, content)
      if (how.includes('unknown total')) {
        assert.equal(run.exit, 18)
      } else if (how === 'with 404' || how === 'with 304') {
        assert.equal(run.exit, 22)
        // A page about an error is not the rest of anything, and no reason to lose what is held.
        assert.ok(statSync(join(folder, 'it.part')).size > 140_000)
      } else assertWhole(run, folder, content)
    })
  }

  test('with a part nobody asked for: it is not the file', async (t) => {
    const content = await generated(1000)
    const server = await startRawServer(part(500, 1000, content, 1000))
    t.after(() => server.close())
    const folder = scratch(t)
    const run = await sluice(['get', '-o', 'it', server.url], { cwd: folder })
    assertFailed(run, 33, /the range 0- was refused: the server sent bytes 500-999 of 1000/)
    assert.deepEqual(namesIn(folder), [])
  })

  test('-r: another range than the one asked for is not kept, less of it is', async (t) => {
    const content = await generated(1000)
    const run = async (first: number, last: number) => {
      const server = await startRawServer(part(first, last + 1, content, 1000))
      t.after(() => server.close())
      const folder = scratch(t)
      return { folder, ...(await sluice(['get', '-r', '100-199', '-o', 'it', server.url], { cwd: folder })) }
    }
    for (const [first, last] of [
      [0, 199],
      [101, 199],
      [100, 511],
    ] as const) {
      const ended = await run(first, last)
      assertFailed(ended, 33, /the range 100-199 was refused: the server sent bytes/)
      assert.deepEqual(namesIn(ended.folder), [])
    }
    const less = await run(100, 149)
    assert.equal(less.exit, 0, less.stderr)
    assert.deepEqual(readFileSync(join(less.folder, 'it')), content.subarray(100, 150))
  })

  test('-C - demands: another version is a failure that leaves the part alone', async (t) => {
    const content = await generated(size)
    const server = await startRawServer(async (peer) => {
      const request = await peer.request()
      const first = Number(/^Range: bytes=(\d+)-/m.exec(request)?.[1] ?? 0)
      if (peer.index === 0) await peer.send(reply(`200 OK\r\n${etag}`, content).subarray(0, 150_000))
      else await peer.send(part(first, size, flipped(content, first + 10), size))
      peer.end()
    })
    t.after(() => server.close())
    const folder = scratch(t)
    const url = `${server.url}/it`
    await sluice(['get', '-o', 'it', url], { cwd: folder })
    const held = readFileSync(join(folder, 'it.part'))
    const run = await sluice(['get', '-C', '-', '-o', 'it', url], { cwd: folder })
    assert.equal(run.exit, 111, run.stderr)
    assert.match(run.stderr, /changed on the server/)
    assert.deepEqual(readFileSync(join(folder, 'it.part')), held)
  })
})

function reply(head: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`),
    body,
  ])
}

function part(
  from: number,
  to: number,
  content: Buffer,
  total: number | '*',
  etag = 'ETag: "v1"\r\n',
  excess = '',
): Buffer {
  const head = `206 Partial Content\r\n${etag}Content-Range: bytes ${from}-${to - 1}/${total}\r\n`
  return reply(head, Buffer.concat([content.subarray(from, to), Buffer.from(excess)]))
}

function flipped(content: Buffer, at: number): Buffer {
  const other = Buffer.from(content)
  other[at]! ^= 1
  return other
}
