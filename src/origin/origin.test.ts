import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, symlink, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { exchange, RawClient } from '../../test/raw-client.ts'
import { generatedByte } from './content.ts'
import type { Access } from './access.ts'
import { startOrigin, type Origin, type OriginOptions } from './origin.ts'

let origin: Origin | undefined
let folder: string | undefined
afterEach(async () => {
  await origin?.close()
  if (folder) await rm(folder, { recursive: true })
  origin = folder = undefined
})

async function start(options: OriginOptions = {}): Promise<number> {
  origin = await startOrigin(options)
  return origin.port
}

/** One GET on a connection of its own, cut into head and body. */
async function get(port: number, target: string, ...lines: string[]) {
  const request = [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n')
  return parted((await exchange(port, request)).bytes)
}

function parted(bytes: Buffer) {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, end)
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim()
  return { head, status: Number(head.slice(9, 12)), field, body: bytes.subarray(end + 4) }
}

function generated(first: number, last: number, seed = 0): Buffer {
  return Buffer.from(Array.from({ length: last - first + 1 }, (_, i) => generatedByte(first + i, seed)))
}

test('cover3.jpg is the reply of 2018: a head of 393 bytes and 230,607 in all', async () => {
  const port = await start()
  const { bytes } = await exchange(port, 'GET http://data.pr4e.org/cover3.jpg HTTP/1.0\r\n\r\n')
  assert.equal(bytes.length, 230607)
  assert.equal(bytes.indexOf('\r\n\r\n'), 393)
  assert.deepEqual(bytes.subarray(397), await readFile('content/cover3.jpg'))
})

test('cover.jpg is the reply of 2013: a head of 240 bytes and 70,301 in all', async () => {
  const port = await start()
  const { bytes } = await exchange(port, 'GET http://www.py4inf.com/cover.jpg HTTP/1.0\n\n')
  assert.equal(bytes.length, 70301)
  assert.equal(bytes.indexOf('\r\n\r\n'), 240)
  assert.deepEqual(bytes.subarray(244), await readFile('content/cover.jpg'))
})

test('romeo.txt has the head of the book and its four lines', async () => {
  const { head, body } = await get(await start(), '/romeo.txt')
  assert.equal(
    head,
    [
      'HTTP/1.1 200 OK',
      'Date: Wed, 11 Apr 2018 18:52:55 GMT',
      'Server: Apache/2.4.7 (Ubuntu)',
      'Last-Modified: Sat, 13 May 2017 11:22:22 GMT',
      'ETag: "a7-54f6609245537"',
      'Accept-Ranges: bytes',
      'Content-Length: 167',
      'Vary: Accept-Encoding',
      'Cache-Control: max-age=0, no-cache, no-store, must-revalidate',
      'Pragma: no-cache',
      'Expires: Wed, 11 Jan 1984 05:00:00 GMT',
      'Connection: close',
      'Content-Type: text/plain',
    ].join('\r\n'),
  )
  assert.equal(body.toString().split('\n').length, 5)
  assert.match(body.toString(), /^But soft what light through yonder window breaks\n/)
})

test('page1.htm and page2.htm are 128 bytes long and lead to each other', async () => {
  const port = await start()
  for (const [path, other] of [
    ['/page1.htm', 'page2.htm'],
    ['/page2.htm', 'page1.htm'],
  ] as const) {
    const { field, body } = await get(port, path)
    assert.equal(field('Content-Length'), '128')
    assert.equal(body.length, 128)
    assert.ok(body.includes(`href="${other}"`))
  }
})

test('/bytes/N has every byte that generatedByte says, also past the first pattern', async () => {
  const { status, body } = await get(await start(), '/bytes/3000000?seed=5')
  assert.equal(status, 200)
  assert.ok(body.equals(generated(0, 2999999, 5)))
})

test('a range of tens of GiB comes from its place', async () => {
  const { status, field, body } = await get(await start(), '/bytes/40G', 'Range: bytes=30000000000-30000001999')
  assert.equal(status, 206)
  assert.equal(field('Content-Range'), 'bytes 30000000000-30000001999/42949672960')
  assert.equal(field('Content-Length'), '2000')
  assert.ok(body.equals(generated(30000000000, 30000001999)))
})

test('a connection carries one request after the other, also when they come together', async () => {
  const port = await start()
  const client = new RawClient(port)
  client.send('GET /bytes/10 HTTP/1.1\r\nHost: x\r\n\r\nHEAD /bytes/20 HTTP/1.1\r\nHost: x\r\n\r\n')
  client.send('GET /bytes/30 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  const { bytes } = await client.ended()
  const lengths = bytes.toString('latin1').match(/^Content-Length: \d+/gm)
  assert.deepEqual(lengths, ['Content-Length: 10', 'Content-Length: 20', 'Content-Length: 30'])
  assert.ok(bytes.subarray(-30).equals(generated(0, 29)))
})

test('HTTP/1.0 is closed after a reply unless it asks for keep-alive', async () => {
  const port = await start()
  const once = parted((await exchange(port, 'GET /bytes/10 HTTP/1.0\r\n\r\nGET /bytes/10 HTTP/1.0\r\n\r\n')).bytes)
  assert.equal(once.field('Connection'), 'close')
  assert.equal(once.body.length, 10)
  const kept = await exchange(
    port,
    'GET /bytes/10 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /bytes/10 HTTP/1.0\r\n\r\n',
  )
  assert.equal(kept.bytes.toString('latin1').match(/HTTP\/1\.1 200 OK/g)?.length, 2)
})

test('a client that has closed its sending side still gets its reply', async () => {
  const port = await start()
  const client = new RawClient(port)
  client.socket.end('GET /bytes/100000 HTTP/1.1\r\nHost: x\r\n\r\n')
  const { bytes, ended } = await client.ended()
  assert.equal(parted(bytes).body.length, 100000)
  assert.equal(ended, 'FIN')
})

test('what cannot be read or is not there is answered as such', async () => {
  const port = await start()
  const status = async (request: string) => parted((await exchange(port, request)).bytes).status
  assert.equal(await status('GET /nothing HTTP/1.0\r\n\r\n'), 404)
  assert.equal(await status('POST /romeo.txt HTTP/1.0\r\n\r\n'), 405)
  assert.equal(await status('GET / HTTP/1.1 and more\r\n\r\n'), 400)
  assert.equal(await status('GET / HTTP/1.1\r\nno colon\r\n\r\n'), 400)
  assert.equal(await status('GET /%ff HTTP/1.0\r\n\r\n'), 400)
  assert.equal(await status('GET / HTTP/2.0\r\n\r\n'), 505)
  assert.equal(await status(`GET / HTTP/1.1\r\nX: ${'x'.repeat(70000)}`), 431)
  assert.equal(await status('GET /bytes/9999999999G HTTP/1.0\r\n\r\n'), 404)
})

test('a behaviour that cannot be read is refused in words', async () => {
  const { status, body } = await get(await start(), '/romeo.txt?pace=fast')
  assert.equal(status, 400)
  assert.equal(body.toString(), 'pace=fast: expected pace=BYTES,TIME\n')
})

test('a folder serves its files, with validators, and nothing outside it', async () => {
  folder = await mkdtemp(join(tmpdir(), 'origin-'))
  await mkdir(join(folder, 'sub dir'))
  await writeFile(join(folder, 'sub dir', 'a&b.txt'), 'some text')
  await writeFile(join(folder, 'empty.bin'), '')
  await symlink('/etc', join(folder, 'out'))
  const port = await start({ dir: folder })

  const whole = await get(port, '/sub%20dir/a%26b.txt')
  assert.equal(whole.body.toString(), 'some text')
  assert.equal(whole.field('Content-Type'), 'text/plain')
  const etag = whole.field('ETag') ?? ''
  assert.match(etag, /^"[0-9a-f-]+"$/)

  const part = await get(port, '/sub%20dir/a%26b.txt', 'Range: bytes=5-', `If-Range: ${etag}`)
  assert.deepEqual([part.status, part.body.toString(), part.field('Content-Range')], [206, 'text', 'bytes 5-8/9'])
  const same = await get(port, '/sub%20dir/a%26b.txt', `If-None-Match: ${etag}`)
  assert.deepEqual([same.status, same.body.length, same.field('Content-Length')], [304, 0, undefined])
  const beyond = await get(port, '/sub%20dir/a%26b.txt', 'Range: bytes=9-')
  assert.deepEqual([beyond.status, beyond.field('Content-Range')], [416, 'bytes */9'])

  const empty = await get(port, '/empty.bin')
  assert.deepEqual([empty.status, empty.body.length, empty.field('Content-Length')], [200, 0, '0'])
  const list = await get(port, '/sub%20dir/')
  assert.ok(list.body.includes('<a href="./a%26b.txt">a&#38;b.txt</a>'))
  const moved = await get(port, '/sub%20dir')
  assert.deepEqual([moved.status, moved.field('Location')], [301, '/sub%20dir/'])
  for (const path of [
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/..%2fetc/passwd',
    '/out/passwd',
    '/empty.bin/',
    '/a%00',
  ]) {
    assert.equal((await get(port, path)).status, 404, path)
  }
  assert.equal((await get(port, '/cover3.jpg')).status, 404)
})

test('the paths that are not files answer as their table says', async () => {
  const port = await start()
  assert.equal((await get(port, '/redirect/2')).field('Location'), '/redirect/1')
  assert.equal((await get(port, '/redirect/0')).status, 200)
  assert.equal((await get(port, '/status/503')).status, 503)
  assert.equal((await get(port, '/status/204')).field('Content-Length'), undefined)
  assert.match((await get(port, '/auth/u/p%20w')).field('WWW-Authenticate') ?? '', /^Basic /)
  const credentials = Buffer.from('u:p w').toString('base64')
  assert.equal((await get(port, '/auth/u/p%20w', `Authorization: Basic ${credentials}`)).status, 200)
  const set = await get(port, '/cookies/set?a=1')
  assert.deepEqual([set.status, set.field('Set-Cookie'), set.field('Location')], [302, 'a=1; Path=/', '/cookies'])
  assert.equal((await get(port, '/cookies', 'Cookie: a=1; b=2')).body.toString(), 'a=1; b=2\n')
  assert.match((await get(port, '/help')).body.toString(), /pace=BYTES,TIME/)
})

test('/echo gives the request back byte for byte', async () => {
  const request = 'POST /echo?x HTTP/1.0\r\nodd-Case:  kept \nContent-Length: 4\r\n\r\n\0\r\n\n'
  const { body } = parted((await exchange(await start(), request)).bytes)
  assert.equal(body.toString('latin1'), request)
})

test('the query shapes what is said', async () => {
  const port = await start()
  const redirect = await get(port, '/romeo.txt?to=http://example.org/a%3Fb&status=307')
  assert.deepEqual([redirect.status, redirect.field('Location')], [307, 'http://example.org/a?b'])
  const field = await get(port, '/bytes/9?field=ETag:%20%22x%22&field=X-Own:1')
  assert.deepEqual([field.field('ETag'), field.field('X-Own')], ['"x"', '1'])
  const [plain, padded] = [await get(port, '/bytes/9'), await get(port, '/bytes/9?pad=100k')]
  assert.equal(padded.head.length - plain.head.length, 102400)
  assert.match((await get(port, '/bytes/9?interim=2')).head, /^HTTP\/1\.1 103 /)
  assert.equal((await get(port, '/bytes/9?norange', 'Range: bytes=3-')).body.length, 9)
  assert.match((await get(port, '/bytes/9?validator=weak')).field('ETag') ?? '', /^W\//)
  const dated = await get(port, '/bytes/9?validator=date')
  assert.deepEqual([dated.field('ETag'), typeof dated.field('Last-Modified')], [undefined, 'string'])
  assert.equal((await get(port, '/bytes/9?validator=none')).field('Last-Modified'), undefined)
  assert.notEqual((await get(port, '/bytes/9?seed=1')).field('ETag'), plain.field('ETag'))
  const bare = await exchange(port, 'GET /romeo.txt?bare HTTP/1.1\r\n\r\n')
  assert.equal(bare.bytes.length, 167)
})

test('the query shapes the framing', async () => {
  const port = await start()
  const chunked = await get(port, '/romeo.txt?chunked=100')
  assert.equal(chunked.field('Content-Length'), undefined)
  assert.equal(chunked.field('Transfer-Encoding'), 'chunked')
  assert.match(chunked.body.toString(), /^64\r\n[^]{100}\r\n43\r\n[^]{67}\r\n0\r\n\r\n$/)
  const old = parted((await exchange(port, 'GET /romeo.txt?chunked=100 HTTP/1.0\r\n\r\n')).bytes)
  assert.deepEqual([old.field('Transfer-Encoding'), old.field('Content-Length')], [undefined, '167'])
  const open = parted((await exchange(port, 'GET /bytes/100000?nolength HTTP/1.1\r\n\r\n')).bytes)
  assert.deepEqual(
    [open.field('Content-Length'), open.field('Connection'), open.body.length],
    [undefined, 'close', 100000],
  )
})

test('gzip compresses small content with its length, large content in chunks', async () => {
  const port = await start()
  const small = await get(port, '/romeo.txt?gzip')
  assert.equal(small.field('Content-Encoding'), 'gzip')
  assert.equal(small.field('ETag'), '"a7-54f6609245537-gzip"')
  assert.equal(small.field('Content-Length'), String(small.body.length))
  assert.equal(gunzipSync(small.body).length, 167)
  assert.equal((await get(port, '/romeo.txt?gzip=asked')).field('Content-Encoding'), undefined)
  assert.equal(
    (await get(port, '/romeo.txt?gzip=asked', 'Accept-Encoding: br, gzip')).field('Content-Encoding'),
    'gzip',
  )
  const large = parted((await exchange(port, 'GET /bytes/2M?gzip HTTP/1.0\r\n\r\n')).bytes)
  assert.ok(gunzipSync(large.body).equals(generated(0, (2 << 20) - 1)))
  assert.equal((await get(port, '/bytes/2M?gzip')).field('Transfer-Encoding'), 'chunked')
})

test('a path with a verbatim reply answers exactly that', async () => {
  const port = await start({ verbatim: { '/odd': 'HTTP/1.1 200\nContent-Length: 5\n\nab' } })
  assert.equal(
    (await exchange(port, 'GET /odd HTTP/1.1\r\n\r\n')).bytes.toString(),
    'HTTP/1.1 200\nContent-Length: 5\n\nab',
  )
  assert.equal((await exchange(port, 'GET /odd?cut=4 HTTP/1.1\r\n\r\n')).bytes.toString(), 'HTTP')
})

test('the same over TLS, and somebody who does not speak it does no harm', async () => {
  const pem = await readFile('test/localhost.pem')
  const port = await start({ tls: { key: pem, cert: pem } })
  await exchange(port, 'GET / HTTP/1.0\r\n\r\n')
  const received = async (target: string) => {
    const socket = connectTls({ port, host: '127.0.0.1', ca: pem, servername: 'localhost' })
    socket.write(`GET ${target} HTTP/1.0\r\n\r\n`)
    let length = 0
    socket.on('data', (part: Buffer) => (length += part.length))
    const ended = await new Promise((resolve) => {
      socket.on('end', () => resolve('end'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    socket.destroy()
    return [length, ended]
  }
  assert.deepEqual(await received('/cover3.jpg'), [230607, 'end'])
  assert.deepEqual(await received('/cover3.jpg?cut=1000'), [1000, 'end'])
  assert.deepEqual(await received('/cover3.jpg?reset=1000'), [1000, 'ECONNRESET'])
  assert.ok(origin?.url.startsWith('https://127.0.0.1:'))
})

test('every request is logged with what became of it', async () => {
  const log: Access[] = []
  const port = await start({ log: (access) => log.push(access) })
  await get(port, '/cover3.jpg')
  await get(port, '/cover3.jpg?cut=1000')
  await exchange(port, 'nonsense\r\n\r\n')
  assert.deepEqual(
    log.map(({ connection, request, status, sent, ended }) => [connection, request?.target, status, sent, ended]),
    [
      [1, '/cover3.jpg', 200, 230607, 'complete'],
      [2, '/cover3.jpg?cut=1000', 200, 1000, 'cut'],
      [3, undefined, 400, log[2]?.sent, 'complete'],
    ],
  )
})
