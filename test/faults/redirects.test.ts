// Redirects without end, and with a bad one; answers without a body.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import type { Origin } from '../../src/origin/origin.ts'
import { startRawServer } from '../raw-server.ts'
import type { Peer } from '../raw-server.ts'
import { namesIn, scratch } from '../scratch.ts'
import { assertFailed, sluice } from '../sluice.ts'
import { count } from './fault.ts'

suite('redirects', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  test('10,000 of them end at the twentieth', async (t) => {
    const folder = scratch(t)
    const run = await sluice(['get', '-o', 'it', `${origin.url}/redirect/10000`], { cwd: folder })
    assertFailed(run, 47, /more than 20 redirects, the next to http:\/\/127\.0\.0\.1:\d+\/redirect\/9979/)
    assert.deepEqual(namesIn(folder), [])
  })

  test('as many as are allowed are followed', async (t) => {
    const many = count(500, 10_000)
    const folder = scratch(t)
    const args = ['get', '--max-redirs', String(many), '-o', 'it']
    const run = await sluice([...args, `${origin.url}/redirect/${many}`], { cwd: folder, patience: 300_000 })
    assert.equal(run.exit, 0, run.stderr)
    assertFailed(
      await sluice([...args, `${origin.url}/redirect/${many + 1}`], { cwd: folder, patience: 300_000 }),
      47,
      /redirects/,
    )
  })

  test('a circle, and a redirect with a body without end, end too', async (t) => {
    const circle = await startRawServer('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n')
    t.after(() => circle.close())
    assertFailed(await sluice(['get', '-o', 'it', circle.url], { cwd: scratch(t) }), 47, /more than 20 redirects/)
    const endless = await startRawServer(async (peer) => {
      await peer.request()
      await peer.send('HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n')
      for (let sent = 0; sent < 1000; sent++) await Promise.race([peer.send(Buffer.alloc(65536)), peer.gone])
    })
    t.after(() => endless.close())
    assertFailed(await sluice(['get', '-o', 'it', endless.url], { cwd: scratch(t) }), 47, /more than 20 redirects/)
  })

  test('a redirect whose body is cut off, reset, or never comes is followed all the same', async (t) => {
    for (const [name, end] of Object.entries({
      'cut off': (peer: Peer) => Promise.resolve(peer.end()),
      reset: (peer: Peer) => peer.reset(),
      'never comes': () => Promise.resolve(),
    })) {
      const server = await startRawServer(async (peer) => {
        if ((await peer.request()).startsWith('GET /there'))
          return peer.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        await peer.send('HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 10\r\n\r\nhalf')
        return end(peer)
      })
      t.after(() => server.close())
      const folder = scratch(t)
      const run = await sluice(['get', '-o', 'it', server.url], { cwd: folder })
      assert.equal(run.exit, 0, `${name}: ${run.stderr}`)
      assert.equal(readFileSync(join(folder, 'it'), 'utf8'), 'ok')
    }
  })

  test('an answer without a body may name any coding', async (t) => {
    for (const [args, reply] of [
      [['-I', '--compressed'], '200 OK\r\nContent-Encoding: other\r\nContent-Length: 5'],
      [['--compressed'], '204 No Content\r\nContent-Encoding: other'],
      [['--compressed'], '200 OK\r\nContent-Encoding: other\r\nContent-Length: 0'],
      [[], '204 No Content\r\nTransfer-Encoding: other'],
    ] as const) {
      const server = await startRawServer(`HTTP/1.1 ${reply}\r\n\r\n`)
      t.after(() => server.close())
      const run = await sluice(['get', ...args, '-o', 'it', server.url], { cwd: scratch(t) })
      assert.equal(run.exit, 0, run.stderr)
    }
  })

  test('only http and https are followed, and an address that is none is said', async (t) => {
    for (const [to, exit] of [
      ['file:///etc/passwd', 1],
      ['ftp://127.0.0.1/x', 1],
      ['javascript:alert(1)', 1],
      ['http://', 3],
      ['http://127.0.0.1:99999/', 3],
    ] as const) {
      const server = await startRawServer(`HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`)
      t.after(() => server.close())
      const folder = scratch(t)
      assert.equal((await sluice(['get', '-o', 'it', server.url], { cwd: folder })).exit, exit, to)
      assert.deepEqual(namesIn(folder), [])
    }
  })
})
