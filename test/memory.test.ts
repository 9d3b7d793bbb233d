// Memory stays flat, whatever the size of what is retrieved.

import assert from 'node:assert/strict'
import { existsSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { measured, noPeak } from './peak.ts'
import { unless } from './programs.ts'
import { startRawServer } from './raw-server.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed } from './sluice.ts'

const GiB = 2 ** 30
const MB = 1e6

/** What a process may take at its peak. An idle Node takes 50 MB of it. */
const limit = 100 * MB

// Memory where there is some: a disk is no part of what is tested.
const roomy = ['/dev/shm', tmpdir()].find((folder) => existsSync(folder) && freeIn(folder) > 3 * GiB)
const without = noPeak || unless(roomy, 'no folder has 3 GiB free')

suite('memory', { skip: without }, () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  test('2 GiB to a file', async (t) => {
    const folder = scratch(t, roomy)
    const { run, peak } = await measured(['get', '-q', '-o', 'it', `${origin.url}/bytes/2147483648`], folder)
    assert.equal(run.exit, 0, run.stderr)
    assert.equal(statSync(join(folder, 'it')).size, 2 * GiB)
    assert.ok(peak < limit, `${peak / MB} MB`)
  })

  for (const format of ['files', 'tar', 'warc']) {
    test(`a list with a content of 1 GiB, into ${format}`, async (t) => {
      const folder = scratch(t, roomy)
      const path = `/bytes/${GiB}`
      writeFileSync(join(folder, 'list.txt'), `${origin.url}${path}\n${origin.url}/bytes/100\n`)
      const args = ['bulk', 'list.txt', '-q', '-o', 'out', '--format', format]
      const { run, peak } = await measured(args, folder)
      assert.equal(run.exit, 0, run.stderr)
      const names = format === 'files' ? [new URL(origin.url).host, path] : [`00000.${format}`]
      const { size } = statSync(join(folder, 'out', ...names))
      assert.ok(format === 'files' ? size === GiB : size > GiB)
      assert.ok(peak < limit, `${peak / MB} MB`)
      const refused = await measured(['bulk', 'list.txt', '-q', '-o', 'small', '--max-filesize', '1M'], folder)
      assertFailed(refused.run, 114, /1 of 2/)
      assert.deepEqual(namesIn(join(folder, 'small', new URL(origin.url).host, 'bytes')), ['100'])
    })
  }

  test('64 MiB in reads of 512 bytes, and in chunks of 100', async (t) => {
    const folder = scratch(t, roomy)
    for (const [size, query] of [
      ['512', ''],
      ['1M', '?chunked=100'],
    ] as const) {
      const args = ['get', '-q', '--recv-size', size, '-o', 'it', `${origin.url}/bytes/${query ? 4 : 64}M${query}`]
      const { run, peak } = await measured(args, folder)
      assert.equal(run.exit, 0, run.stderr)
      assert.ok(peak < limit, `${peak / MB} MB`)
    }
  })

  test('256 MiB through four connections', async (t) => {
    const folder = scratch(t, roomy)
    const { run, peak } = await measured(['get', '-q', '-n', '4', '-o', 'it', `${origin.url}/bytes/256M`], folder)
    assert.equal(run.exit, 0, run.stderr)
    assert.equal(statSync(join(folder, 'it')).size, GiB / 4)
    assert.ok(peak < limit + 10 * MB, `${peak / MB} MB`)
  })

  test('a bomb: --max-filesize ends it long before memory or disk do', async (t) => {
    const zeros = new Uint8Array(64 * 2 ** 20)
    const bombs = {
      gzip: gzipSync(zeros),
      'gzip, gzip': gzipSync(gzipSync(zeros)),
      br: brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    }
    for (const [coding, body] of Object.entries(bombs)) {
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`
      const server = await startRawServer(Buffer.concat([Buffer.from(head), body]))
      t.after(() => server.close())
      const folder = scratch(t, roomy)
      const args = ['get', '--compressed', '--max-filesize', '1M', '-o', 'it', server.url]
      const { run, peak } = await measured(args, folder)
      assertFailed(run, 63, /larger than --max-filesize 1048576: \d+ bytes decoded/)
      assert.ok(!namesIn(folder).includes('it'))
      assert.ok(peak < limit, `${coding}: ${peak / MB} MB`)
    }
  })

  test('a head of 10 MB, 200,000 fields, a flood of interim answers, a trailer without end', async (t) => {
    const ok = 'HTTP/1.1 200 OK\r\n'
    for (const reply of [
      `${ok}X: ${'y'.repeat(10 * MB)}\r\n\r\n`,
      `${ok}${'X-Field: value\r\n'.repeat(200_000)}\r\n`,
      `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100_000)}${ok}Content-Length: 0\r\n\r\n`,
      `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${'X: y\r\n'.repeat(1_000_000)}\r\n`,
      `${ok}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(10 * MB)}\r\n`,
    ]) {
      const server = await startRawServer(reply)
      t.after(() => server.close())
      const { run, peak } = await measured(['get', '-q', '-o', 'it', server.url], scratch(t))
      assert.ok([8, 56, 100].includes(run.exit ?? 0), `${run.exit} ${run.stderr}`)
      assert.ok(peak < limit, `${peak / MB} MB`)
    }
  })
})

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
