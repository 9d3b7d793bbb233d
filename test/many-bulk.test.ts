// A list of URLs, by the real command: what is read, what is kept, what is said of it.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { extract } from 'tar-stream'
import { WARCParser } from 'warcio'
import { startManyServer } from './many-server.ts'
import type { Reply } from './many-server.ts'
import { startPostgres, withoutPostgres } from './postgres.ts'
import { namesIn, scratch, sha256, sha256Of } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'
import type { Ended } from './sluice.ts'

/** Pictures by number, each of its own bytes. */
function picture(n: number): Uint8Array {
  return Uint8Array.from({ length: 500 + (n % 1000) }, (_, i) => (i * 31 + n * 17) & 0xff)
}

const extra: Record<string, Reply> = {
  '/redirect': { status: 302, fields: 'Location: /7.jpg\r\n', body: '' },
  '/loop': { status: 302, fields: 'Location: /loop\r\n', body: 'round and round' },
  '/private/1.jpg': { type: 'image/jpeg', body: picture(1) },
  '/noai.jpg': { type: 'image/jpeg', fields: 'X-Robots-Tag: noai, noimageai\r\n', body: picture(2) },
  '/nosuch': { status: 404, body: 'no' },
  '/large': { type: 'video/mp4', body: Buffer.alloc(3 << 20, 'large') },
}

async function serve(t: TestContext, robots?: string) {
  const server = await startManyServer((_host, target) => {
    if (target === '/robots.txt') return robots === undefined ? undefined : { type: 'text/plain', body: robots }
    const number = /^\/(\d+)\.jpg$/.exec(target)?.[1]
    return number === undefined ? extra[target] : { type: 'image/jpeg', body: picture(Number(number)) }
  })
  t.after(() => server.close())
  const url = (path: string | number, host = '127.0.0.1') =>
    `http://${host}:${server.port}/${typeof path === 'number' ? `${path}.jpg` : path}`
  return { server, url, cwd: scratch(t) }
}

interface Document {
  offered: number
  states: Record<string, number>
  failures: Record<string, number>
  bytes: number
}

function documentOf(run: Ended): Document {
  const document = JSON.parse(run.stdout) as Document
  const sum = Object.values(document.states).reduce((all, n) => all + n, 0)
  assert.equal(sum, document.offered, 'every URL has come to one end')
  return document
}

const rowsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('files: each under its host and path, with a table of what became of each', async (t) => {
  const { url, cwd, server } = await serve(t)
  const urls = [url(1), url(2, '127.0.0.2'), url('redirect'), url('nosuch'), url('large'), 'not a url', 'ftp://x/']
  writeFileSync(join(cwd, 'list.txt'), `# pictures\n\n${urls.join('\n')}\n`)
  const run = await sluice(['bulk', 'list.txt', '-o', 'out', '--json'], { cwd })
  assertFailed(run, 114, /3 of 7 retrievals failed/)
  const { offered, states, failures } = documentOf(run)
  assert.deepEqual(
    { offered, states, failures },
    {
      offered: 7,
      states: { ok: 4, failed: 1, robots: 0, skipped: 0, invalid: 2 },
      failures: { 'http 404': 1, 'bad-url': 1, 'scheme-not-supported': 1 },
    },
  )
  const host = `127.0.0.1:${server.port}`
  assert.deepEqual(readFileSync(join(cwd, 'out', host, '1.jpg')), Buffer.from(picture(1)))
  assert.deepEqual(readFileSync(join(cwd, 'out', `127.0.0.2:${server.port}`, '2.jpg')), Buffer.from(picture(2)))
  assert.equal(sha256Of(join(cwd, 'out', host, 'large')), sha256(Buffer.alloc(3 << 20, 'large')))
  const rows = rowsIn(join(cwd, 'out', '00000.ndjson'))
  assert.deepEqual(
    rows.map(({ key, url: asked, state, http_status, path, final_url }) => [
      key,
      asked,
      state,
      http_status,
      path,
      final_url,
    ]),
    [
      ['000000000', urls[0], 'ok', 200, `${host}/1.jpg`, null],
      ['000000001', urls[1], 'ok', 200, `127.0.0.2:${server.port}/2.jpg`, null],
      ['000000002', urls[2], 'ok', 200, `${host}/7.jpg`, url(7)],
      ['000000003', urls[3], 'failed', 404, null, null],
      ['000000004', urls[4], 'ok', 200, `${host}/large`, null],
      ['000000005', urls[5], 'invalid', null, null, null],
      ['000000006', urls[6], 'invalid', null, null, null],
    ],
  )
  for (const { wait_ms: wait, reads, largest_read: largest, received } of rows.slice(0, 5)) {
    assert.ok(typeof wait === 'number' && Number(reads) > 0)
    assert.ok(Number(largest) * Number(reads) >= Number(received) && Number(largest) <= Number(received))
  }
  assert.equal(rows[5]!['largest_read'], null)
  assert.deepEqual(
    namesIn(join(cwd, 'out')),
    ['00000.ndjson', '00000_stats.json', host, `127.0.0.2:${server.port}`].toSorted(),
  )
})

test('tar: samples as WebDataset has them, read by tar-stream, and Parquet beside them', async (t) => {
  const { url, cwd } = await serve(t)
  const lines = Array.from({ length: 20 }, (_, n) =>
    JSON.stringify({ url: url(n === 3 ? 'nosuch' : n), caption: `picture ${n}` }),
  )
  writeFileSync(join(cwd, 'list.ndjson'), lines.join('\n'))
  const run = await sluice(['bulk', 'list.ndjson', '-o', 'out', '--format', 'tar', '--hash', '--json'], { cwd })
  assert.equal(run.exit, 114, run.stderr)
  assert.deepEqual(namesIn(join(cwd, 'out')), ['00000.parquet', '00000.tar', '00000_stats.json'])
  const members = new Map<string, Buffer>()
  const reader = createReadStream(join(cwd, 'out', '00000.tar')).pipe(extract())
  for await (const entry of reader) {
    const pieces: Buffer[] = []
    for await (const piece of entry) pieces.push(piece as Buffer)
    members.set(entry.header.name, Buffer.concat(pieces))
  }
  assert.equal(members.size, 38)
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(cwd, 'out', '00000.parquet')) })
  assert.equal(rows.length, 20)
  const tar = readFileSync(join(cwd, 'out', '00000.tar'))
  rows.forEach((row, n) => {
    assert.deepEqual([row['key'], row['caption']], [String(n).padStart(9, '0'), `picture ${n}`])
    assert.equal(row['state'], n === 3 ? 'failed' : 'ok')
    if (n === 3) return
    assert.deepEqual(members.get(`${String(row['key'])}.jpg`), Buffer.from(picture(n)))
    assert.equal(row['sha256'], sha256(picture(n)))
    const facts = JSON.parse(members.get(`${String(row['key'])}.json`)!.toString()) as { url: string; caption: string }
    assert.deepEqual([facts.url, facts.caption], [url(n), `picture ${n}`])
    const offset = Number(row['offset'])
    assert.deepEqual(tar.subarray(offset, offset + Number(row['bytes'])), Buffer.from(picture(n)))
  })
  const stats = JSON.parse(readFileSync(join(cwd, 'out', '00000_stats.json'), 'utf8')) as Record<string, unknown>
  assert.deepEqual([stats['count'], stats['successes'], stats['failed_to_download']], [20, 19, 1])
})

test('warc: records as received, read by warcio, with digests that are true and an index that leads to them', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'list.txt'), [1, 2, 3].map((n) => url(n)).join('\n'))
  const run = await sluice(['bulk', 'list.txt', '-o', 'out', '--format', 'warc', '-q'], { cwd })
  assert.equal(run.exit, 0, run.stderr)
  const found = new Map<string, Uint8Array>()
  for await (const record of new WARCParser(createReadStream(join(cwd, 'out', '00000.warc')))) {
    const content = await record.readFully(true)
    if (record.warcType === 'response') found.set(record.warcTargetURI!, content)
    else assert.equal(record.warcType, 'warcinfo')
  }
  assert.deepEqual([...found.keys()].toSorted(), [url(1), url(2), url(3)])
  for (const n of [1, 2, 3]) assert.deepEqual(Buffer.from(found.get(url(n))!), Buffer.from(picture(n)))
  const warc = readFileSync(join(cwd, 'out', '00000.warc'))
  for (const line of readFileSync(join(cwd, 'out', '00000.cdxj'), 'utf8')
    .trimEnd()
    .split('\n')) {
    const entry = JSON.parse(line.slice(line.indexOf('{'))) as { url: string; offset: string; length: string }
    const record = warc.subarray(Number(entry.offset), Number(entry.offset) + Number(entry.length)).toString('latin1')
    assert.ok(record.startsWith('WARC/1.1\r\n') && record.endsWith('\r\n\r\n'))
    assert.ok(record.includes(`WARC-Target-URI: ${entry.url}\r\n`))
  }
})

test('every format of a list gives the same rows', async (t) => {
  const { url, cwd } = await serve(t)
  const urls = [url(1), url(2), url(3)]
  const lists: Record<string, string | Uint8Array> = {
    'list.txt': urls.join('\r\n'),
    'list.csv': `id,url,"a ""note"""\r\n${urls.map((each, i) => `${i},"${each}","with, a\ncomma"`).join('\r\n')}\r\n`,
    'list.tsv': `url\tid\n${urls.map((each, i) => `${each}\t${i}`).join('\n')}`,
    'list.json': JSON.stringify(
      urls.map((each) => ({ url: each, tags: ['a', { b: ']' }] })),
      null,
      2,
    ),
    'plain.json': JSON.stringify(urls),
    'list.ndjson': urls.map((each) => JSON.stringify({ url: each })).join('\n'),
    'list.txt.gz': gzipSync(urls.join('\n')),
    'list.parquet': new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'url', data: urls, type: 'STRING' }] })),
  }
  for (const [name, content] of Object.entries(lists)) {
    writeFileSync(join(cwd, name), content)
    const run = await sluice(['bulk', name, '-o', `out-${name}`, '--json'], { cwd })
    assert.equal(run.exit, 0, `${name}: ${run.stderr}`)
    assert.deepEqual(documentOf(run).states, { ok: 3, failed: 0, robots: 0, skipped: 0 }, name)
    assert.deepEqual(
      rowsIn(join(cwd, `out-${name}`, '00000.ndjson')).map((row) => row['url']),
      urls,
      name,
    )
  }
  const piped = await sluice(['bulk', '-', '-o', 'piped', '--json'], { cwd, input: urls.join('\n') })
  assert.equal(documentOf(piped).states['ok'], 3)
  // As a shell's <(zcat urls.gz): it cannot be read twice.
  spawnSync('mkfifo', [join(cwd, 'fifo')])
  const written = writeFile(join(cwd, 'fifo'), gzipSync(urls.join('\n')))
  const named = await sluice(['bulk', 'fifo', '-o', 'named', '--json'], { cwd })
  await written
  assert.equal(documentOf(named).states['ok'], 3)
})

test('a query with slashes and dots, or a path that ends in .part, names a file where the others are', async (t) => {
  const server = await startManyServer((_host, target) => (target.startsWith('/a') ? { body: target } : undefined))
  t.after(() => server.close())
  const cwd = scratch(t)
  const targets = ['/a?u=b/c', '/a?/../../../../evil', '/a?/', '/a.part', '/a']
  writeFileSync(join(cwd, 'list.txt'), targets.map((target) => `http://127.0.0.1:${server.port}${target}`).join('\n'))
  const run = await sluice(['bulk', 'list.txt', '-o', 'there/out', '--json'], { cwd })
  assert.equal(documentOf(run).states['ok'], 5)
  assert.deepEqual(namesIn(join(cwd, 'there')), ['out'])
  assert.deepEqual(
    namesIn(join(cwd, 'there/out', `127.0.0.1:${server.port}`)),
    targets.map((target) => target.slice(1).replaceAll('/', '%2F')).toSorted(),
  )
  rowsIn(join(cwd, 'there/out/00000.ndjson')).forEach((row, i) =>
    assert.equal(readFileSync(join(cwd, 'there/out', String(row['path'])), 'utf8'), targets[i]),
  )
})

test('robots.txt and X-Robots-Tag are obeyed in list mode too, unless told otherwise', async (t) => {
  const { url, cwd, server } = await serve(t, 'User-agent: *\nDisallow: /private/\n')
  writeFileSync(join(cwd, 'list.txt'), [url('private/1.jpg'), url('noai.jpg'), url(1)].join('\n'))
  const polite = await sluice(['bulk', 'list.txt', '-o', 'polite', '--json'], { cwd })
  assert.equal(polite.exit, 0, polite.stderr)
  assert.deepEqual(documentOf(polite).states, { ok: 1, failed: 0, robots: 2, skipped: 0 })
  assert.deepEqual(server.log.map(({ target }) => target).toSorted(), ['/1.jpg', '/noai.jpg', '/robots.txt'])
  const told = await sluice(['bulk', 'list.txt', '-o', 'told', '--ignore-robots', '--json'], { cwd })
  assert.equal(documentOf(told).states['ok'], 3)
})

test('a content that does not hash to what its row says is not kept', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'list.csv'), `url,sha256\n${url(1)},${sha256(picture(1))}\n${url(2)},${sha256(picture(1))}\n`)
  const run = await sluice(['bulk', 'list.csv', '-o', 'out', '--verify-hash', 'sha256', '--json'], { cwd })
  assert.equal(run.exit, 114)
  assert.deepEqual(documentOf(run).failures, { 'checksum-mismatch': 1 })
  assert.match(String(rowsIn(join(cwd, 'out/00000.ndjson'))[1]!['error']), new RegExp(`is ${sha256(picture(2))}$`))
})

test('a hash that is none is told before anything is asked; a list without that column is refused', async (t) => {
  const { url, cwd, server } = await serve(t)
  const hashes = [sha256(picture(1)).toUpperCase(), sha256(picture(2)).slice(1), 'n/a', '']
  writeFileSync(join(cwd, 'list.csv'), `url,sum\n${hashes.map((hash, i) => `${url(i + 1)},${hash}`).join('\n')}\n`)
  const run = await sluice(['bulk', 'list.csv', '-o', 'out', '--verify-hash', 'sha256:sum', '--json'], { cwd })
  assert.equal(run.exit, 114)
  assert.deepEqual(
    rowsIn(join(cwd, 'out/00000.ndjson')).map(({ state, error }) => `${String(state)} ${String(error).slice(0, 40)}`),
    ['ok null', ...['', ''].map(() => 'invalid bad-hash: column "sum" is no sha256, whi'), 'ok null'],
  )
  assert.deepEqual(server.log.map(({ target }) => target).toSorted(), ['/1.jpg', '/4.jpg', '/robots.txt'])
  const verify = ['--verify-hash', 'sha256', '-o', 'other']
  assertFailed(
    await sluice(['bulk', 'list.csv', ...verify], { cwd }),
    2,
    /no column "sha256" to verify by.*"url", "sum"/,
  )
  const piped = await sluice(['bulk', '-', ...verify], { cwd, input: `url,sha256\n${url(1)},x\n` })
  assertFailed(piped, 2, /read as txt, which has no column "sha256"/, /--input-format csv/)
})

test('redirects without end, a host that is not there, and a server that fails now and then', async (t) => {
  const { url, cwd, server } = await serve(t)
  server.failing = 0.1
  const urls = [
    url('loop'),
    'http://127.0.0.1:1/',
    ...Array.from({ length: 300 }, (_, n) => url(n, `127.0.0.${2 + (n % 5)}`)),
  ]
  writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
  const run = await sluice(['bulk', 'list.txt', '-o', 'out', '--json', '--retry', '9'], { cwd })
  const { states, failures } = documentOf(run)
  assert.equal(states['ok'], 300)
  assert.deepEqual(Object.keys(failures).toSorted(), ['connect-failed', 'too-many-redirects'])
})

for (const format of ['files', 'tar', 'warc']) {
  test(
    `${format}: a run that is killed again and again comes to what an undisturbed one does`,
    { timeout: 400_000 },
    async (t) => {
      const { url, cwd, server } = await serve(t)
      server.think = 3
      const urls = Array.from({ length: 900 }, (_, n) => url(n))
      writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
      const command = ['bulk', 'list.txt', '-o', 'out', '--format', format, '--metadata', 'ndjson', '--json']
      for (let n = 0; n < Number(process.env['SLUICE_KILLS'] ?? 3); n++) {
        const run = start(command, { cwd })
        await sleep(200 + Math.random() * 250)
        run.child.kill('SIGKILL')
        await run.ended
      }
      const run = await sluice(command, { cwd })
      assert.equal(run.exit, 0, run.stderr)
      assert.equal(documentOf(run).states['ok'], 900)
      const rows = rowsIn(join(cwd, 'out', '00000.ndjson'))
      assert.deepEqual(
        rows.map((row) => row['url']),
        urls,
      )
      if (format === 'files') {
        urls.forEach((_, n) =>
          assert.deepEqual(readFileSync(join(cwd, 'out', String(rows[n]!['path']))), Buffer.from(picture(n))),
        )
      } else {
        const whole = readFileSync(join(cwd, 'out', `00000.${format}`))
        assert.equal(
          whole.toString('latin1').split(format === 'tar' ? /\d{9}\.jpg\0/ : /WARC-Type: response/).length - 1,
          900,
        )
        if (format === 'tar')
          rows.forEach((row, n) => {
            const offset = Number(row['offset'])
            assert.deepEqual(whole.subarray(offset, offset + picture(n).length), Buffer.from(picture(n)))
          })
      }
      assert.ok(!existsSync(join(cwd, 'out', '00000.journal')))
      assert.ok(!namesIn(join(cwd, 'out')).some((name) => name.endsWith('.part')))
      const asked = server.log.length
      const again = await sluice(command, { cwd })
      assert.equal(documentOf(again).states['ok'], 900)
      assert.equal(server.log.length, asked, 'what is whole is not asked for again')
    },
  )
}

test('no host has more requests at a time than it may, though its rows are in two shards', async (t) => {
  const { url, cwd, server } = await serve(t)
  const urls = Array.from({ length: 12_000 }, (_, n) => url(n % 1000, `127.0.0.${2 + (n % 3)}`))
  writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
  const run = await sluice(['bulk', 'list.txt', '-o', 'out', '-q', '--format', 'tar', '--per-host', '3'], { cwd })
  assert.equal(run.exit, 0, run.stderr)
  for (const host of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) {
    const ofHost = server.log.filter((asked) => asked.host === host && asked.target !== '/robots.txt')
    assert.equal(ofHost.length, 4000)
    const changes = ofHost.flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    let most = 0
    let now = 0
    for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) most = Math.max(most, (now += by))
    assert.ok(most <= 3, `${most} at a time of ${host}`)
  }
})

test('a host that does not answer holds nobody else', async (t) => {
  const cwd = scratch(t)
  // More than two shards of them.
  const rows = 25_000
  const others = rows - rows / 1000
  let answered = 0
  const held: ServerResponse[] = []
  // It answers when all others are through: who waits for it waits for ever.
  const server = createServer((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(404).end()
    else if (request.headers.host!.startsWith('127.0.0.2')) held.push(response)
    else response.end('x', () => void answered++)
  }).listen(0, '0.0.0.0')
  await once(server, 'listening')
  const timer = setInterval(() => answered === others && held.splice(0).forEach((each) => each.end('x')), 10)
  t.after(() => {
    clearInterval(timer)
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const urls = Array.from({ length: rows }, (_, n) => `http://127.0.0.${n % 1000 === 0 ? 2 : 3 + (n % 5)}:${port}/${n}`)
  writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
  const command = [
    'bulk',
    'list.txt',
    '-o',
    'out',
    '--json',
    '--format',
    'tar',
    '--connections',
    '12',
    '--per-host',
    '2',
  ]
  const run = await sluice(command, { cwd })
  assert.deepEqual(documentOf(run).states, { ok: rows, failed: 0, robots: 0, skipped: 0 })
})

test('a list that is not the one begun with is refused', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'list.txt'), url(1))
  await sluice(['bulk', 'list.txt', '-o', 'out', '-q'], { cwd })
  writeFileSync(join(cwd, 'list.txt'), url(2))
  const refused = await sluice(['bulk', 'list.txt', '-o', 'out'], { cwd })
  assertFailed(refused, 36, /another list/, /-o DIR/)
  assert.doesNotMatch(refused.stderr, /offered/)
})

test('what was begun with other options is not taken for what is asked now', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'list.csv'), `url,md5\n${url(1)},${'0'.repeat(32)}\n`)
  const command = ['bulk', 'list.csv', '-o', 'out', '-q']
  assert.equal((await sluice(command, { cwd })).exit, 0)
  const cases: [string[], RegExp][] = [
    [['--format', 'warc'], /it was begun with --format files, not warc/],
    [['--metadata', 'parquet'], /it was begun with --metadata ndjson, not parquet/],
    [['--hash'], /it was begun with --hash off, not on/],
    [['--verify-hash', 'md5'], /it was begun with --verify-hash off, not md5:md5/],
  ]
  for (const [options, said] of cases) assertFailed(await sluice([...command, ...options], { cwd }), 36, said, /-o DIR/)
  assert.equal((await sluice(command, { cwd })).exit, 0)
})

test('two runs on one directory: the second is told, and the first is not disturbed', async (t) => {
  const { url, cwd, server } = await serve(t)
  writeFileSync(join(cwd, 'list.txt'), [1, 2, 3].map((n) => url(n)).join('\n'))
  const command = ['bulk', 'list.txt', '-o', 'out', '--format', 'tar', '-q']
  server.think = 3000
  const first = start(command, { cwd })
  while (server.log.length < 1) await sleep(10)
  assertFailed(await sluice(command, { cwd }), 36, /^sluice: cannot go on with out\/00000\.journal: process \d+ works/)
  server.think = 0
  assert.equal((await first.ended).exit, 0)
  assert.equal(spawnSync('tar', ['-tf', join(cwd, 'out/00000.tar')], { encoding: 'utf8' }).stdout.split('\n').length, 7)
})

test('bad input is told in a line each, and the rest goes on', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'long.txt'), `${url(1)}\nhttp://127.0.0.1/${'x'.repeat(10 << 20)}\n${url(2)}\n`)
  const long = await sluice(['bulk', 'long.txt', '-o', 'long', '--json'], { cwd })
  assert.deepEqual(documentOf(long).states, { ok: 2, failed: 0, robots: 0, skipped: 0, invalid: 1 })
  writeFileSync(join(cwd, 'broken.ndjson'), `{"url":"${url(1)}"}\n{broken\n{"url":5}\n"${url(2)}"\n`)
  const broken = await sluice(['bulk', 'broken.ndjson', '-o', 'broken', '--json'], { cwd })
  assert.deepEqual(documentOf(broken).states, { ok: 2, failed: 0, robots: 0, skipped: 0, invalid: 2 })
  writeFileSync(join(cwd, 'columns.csv'), `a,b\n1,2\n`)
  assertFailed(await sluice(['bulk', 'columns.csv'], { cwd }), 2, /no column called url.*"a", "b"/, /--url-col/)
  assertFailed(await sluice(['bulk', 'columns.csv', '--url-col', 'c'], { cwd }), 2, /no column "c"/, /--url-col/)
  assertFailed(await sluice(['bulk', 'nosuch.txt'], { cwd }), 26, /nosuch\.txt: there is no such file/)
  writeFileSync(join(cwd, 'torn.txt.gz'), gzipSync(url(1).repeat(1000)).subarray(0, 30))
  assertFailed(await sluice(['bulk', 'torn.txt.gz'], { cwd }), 26, /its gzip/)
  writeFileSync(join(cwd, 'torn.parquet'), 'PAR1 and no more')
  const parquet = await sluice(['bulk', 'torn.parquet'], { cwd })
  assertFailed(parquet, 26, /torn\.parquet: it is no Parquet file, or not all of one/)
  assert.doesNotMatch(parquet.stderr, /offered/)
  assertFailed(await sluice(['bulk'], { cwd }), 2, /there is no list/, /sluice bulk urls.txt/)
})

test('a list whose rows are all invalid, or of which nothing is left to ask for, comes to its end', async (t) => {
  const { cwd } = await serve(t)
  const input = 'not a url\nftp://x/\n'
  const run = await sluice(['bulk', '-', '-o', 'out', '--json'], { cwd, input })
  assertFailed(run, 114, /2 of 2 retrievals failed/)
  assert.deepEqual(documentOf(run).states, { ok: 0, failed: 0, robots: 0, skipped: 0, invalid: 2 })
  assert.deepEqual(namesIn(join(cwd, 'out')), ['00000.ndjson', '00000_stats.json'])
})

test('columns whose names are numbers, or are ours too, are in the table', async (t) => {
  const { url, cwd } = await serve(t)
  writeFileSync(join(cwd, 'list.csv'), `7,2,state,sha256\na,${url(1)},new,${sha256(picture(1))}\n`)
  for (const metadata of ['ndjson', 'parquet']) {
    const named = ['--url-col', '2', '--verify-hash', 'sha256', '--metadata', metadata, '-o', metadata]
    const run = await sluice(['bulk', 'list.csv', ...named, '-q'], { cwd })
    assert.equal(run.exit, 0, run.stderr)
  }
  const [row] = rowsIn(join(cwd, 'ndjson/00000.ndjson'))
  const file = await asyncBufferFromFile(join(cwd, 'parquet/00000.parquet'))
  const [same] = await parquetReadObjects({ file })
  for (const it of [row!, same!]) {
    assert.deepEqual([it['key'], it['url'], it['state'], it['sha256']], ['000000000', url(1), 'ok', null])
    assert.deepEqual([it['7'], it['list_state'], it['list_sha256']], ['a', 'new', sha256(picture(1))])
  }
})

test(
  'a list is shared by several processes: each row once, whoever is killed',
  { skip: withoutPostgres, timeout: 400_000 },
  async (t) => {
    const { url, cwd, server } = await serve(t)
    const postgres = await startPostgres()
    t.after(() => postgres.stop())
    const database = await postgres.database()
    const urls = Array.from({ length: 25_000 }, (_, n) => url(n % 1000, `127.0.0.${2 + (n % 3)}`))
    writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
    const command = [
      'bulk',
      'list.txt',
      '-o',
      'out',
      '--format',
      'tar',
      '--metadata',
      'ndjson',
      '--engine',
      database,
      '--json',
    ]
    const workers = [1, 2].map(() => start(command, { cwd, patience: 300_000 }))
    while (server.log.length < 2000) await sleep(10)
    workers[0]!.child.kill('SIGKILL')
    const ended = await workers[1]!.ended
    assert.equal(ended.exit, 0, ended.stderr)
    const { offered, states } = documentOf(ended)
    assert.deepEqual([offered, states['ok']], [25_000, 25_000])
    const rows = [0, 1, 2].flatMap((n) => rowsIn(join(cwd, 'out', `0000${n}.ndjson`)))
    assert.deepEqual(
      rows.map((row) => row['url']),
      urls,
    )
  },
)
