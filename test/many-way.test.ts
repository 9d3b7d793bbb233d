// How a list is asked for, by the real command: as whom, by which way, over TLS; and that secrets go nowhere else.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { selfSigned } from './certificate.ts'
import { listening } from './listening.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

interface Row {
  url: string
  state: string
  error: string | null
  final_url: string | null
  reads: number | null
}

/** What was asked: `host target`, and the fields that may be secret. */
function asked({ headers, url = '' }: IncomingMessage) {
  const { host = '', authorization = '', cookie = '', 'x-key': key = '' } = headers
  return { what: `${host.split(':')[0]} ${url}`, authorization, cookie, key: String(key) }
}

function rows(cwd: string): Row[] {
  const text = readFileSync(join(cwd, 'out/00000.ndjson'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}

async function bulk(cwd: string, urls: readonly string[], args: readonly string[], env: Record<string, string> = {}) {
  writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
  return await sluice(['bulk', 'list.txt', '-o', 'out', '-q', '--retry', '0', ...args], { cwd, env })
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('what the user set goes to the origins of the list, and to none that a redirect leads to', async (t) => {
  const cwd = scratch(t)
  const log: ReturnType<typeof asked>[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(asked(req))
      const away = ['/away', '/robots.txt'].includes(req.url!) && req.headers.host!.startsWith('127.0.0.1')
      if (away)
        res.writeHead(302, { Location: `http://127.0.0.9:${port}${req.url === '/away' ? '/back' : '/robots.txt'}` })
      else if (req.url === '/back') res.writeHead(302, { Location: `http://127.0.0.1:${port}/here` })
      else if (req.url === '/robots.txt') res.writeHead(404)
      res.end('x')
    }),
  )
  const own = ['-u', 'me:Secret', '-H', 'X-Key: Secret', '-b', 'session=Secret']
  const run = await bulk(cwd, [`http://127.0.0.1:${port}/away`, `http://127.0.0.2:${port}/b`], own)
  assert.equal(run.exit, 0, run.stderr)
  const given = { authorization: basic('me:Secret'), cookie: 'session=Secret', key: 'Secret' }
  const none = { authorization: '', cookie: '', key: '' }
  assert.deepEqual(
    log.toSorted((a, b) => (a.what < b.what ? -1 : 1)),
    [
      { what: '127.0.0.1 /away', ...given },
      // Where another origin leads back to the one that was named.
      { what: '127.0.0.1 /here', ...given },
      { what: '127.0.0.1 /robots.txt', ...given },
      { what: '127.0.0.2 /b', ...given },
      { what: '127.0.0.2 /robots.txt', ...given },
      { what: '127.0.0.9 /back', ...none },
      { what: '127.0.0.9 /robots.txt', ...none },
      { what: '127.0.0.9 /robots.txt', ...none },
    ],
  )
})

test('logins of a URL and of a netrc file are of one host; none of them is in the table', async (t) => {
  const cwd = scratch(t)
  const log: ReturnType<typeof asked>[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(asked(req))
      if (req.url === '/moved') res.writeHead(302, { Location: '/to' })
      res.end('x')
    }),
  )
  writeFileSync(join(cwd, 'netrc'), 'machine 127.0.0.2 login two password Second\n')
  const urls = [`http://one:First@127.0.0.1:${port}/moved`, `http://127.0.0.2:${port}/a`, `http://127.0.0.3:${port}/a`]
  const run = await bulk(cwd, urls, ['--netrc-file', 'netrc', '--ignore-robots', '--per-host', '1'])
  assert.equal(run.exit, 0, run.stderr)
  assert.deepEqual(Object.fromEntries(log.map(({ what, authorization }) => [what, authorization])), {
    '127.0.0.1 /moved': basic('one:First'),
    '127.0.0.1 /to': basic('one:First'),
    '127.0.0.2 /a': basic('two:Second'),
    '127.0.0.3 /a': '',
  })
  assert.equal(rows(cwd)[0]!.final_url, `http://127.0.0.1:${port}/to`)
})

test('cookies of a file, and those that answers set, go where they are meant for', async (t) => {
  const cwd = scratch(t)
  const log: ReturnType<typeof asked>[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(asked(req))
      if (req.url === '/first') res.setHeader('Set-Cookie', 'set=1; Path=/')
      res.end('x')
    }),
  )
  writeFileSync(join(cwd, 'jar'), '127.0.0.1\tFALSE\t/\tFALSE\t0\tfiled\t2\n')
  const urls = [`http://127.0.0.1:${port}/first`, `http://127.0.0.1:${port}/second`, `http://127.0.0.2:${port}/a`]
  const run = await bulk(cwd, urls, ['-b', 'jar', '-c', 'kept', '--ignore-robots', '--per-host', '1'])
  assert.equal(run.exit, 0, run.stderr)
  assert.deepEqual(Object.fromEntries(log.map(({ what, cookie }) => [what, cookie])), {
    '127.0.0.1 /first': 'filed=2',
    '127.0.0.1 /second': 'filed=2; set=1',
    '127.0.0.2 /a': '',
  })
  assert.match(readFileSync(join(cwd, 'kept'), 'utf8'), /\tset\t1\n/)
})

// Takes requests itself, and opens tunnels.
async function startProxy(t: TestContext, log: string[]): Promise<number> {
  const proxy = createServer((req, res) => {
    log.push(`${req.method} ${req.url} ${req.headers['proxy-authorization'] ?? ''}`)
    const up = request(req.url!, { headers: { host: req.headers.host } }, (answer) => {
      res.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(res)
    })
    up.on('error', () => res.destroy())
    up.end()
  })
  proxy.on('connect', (req: IncomingMessage, socket: Socket) => {
    log.push(`CONNECT ${req.headers['proxy-authorization'] ?? ''}`)
    const [, port] = req.url!.split(':')
    const up = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(up).pipe(socket)
    })
    up.on('error', () => socket.destroy())
  })
  return await listening(t, proxy)
}

const content: RequestListener = (req, res) => {
  if (req.url === '/robots.txt') res.writeHead(404)
  res.end(`of ${req.url}`)
}

test('through a proxy: requests it takes itself, tunnels, the environment, and hosts that go without', async (t) => {
  const cwd = scratch(t)
  const { certPath, ...pair } = selfSigned(cwd)
  const port = await listening(t, createServer(content))
  const secure = await listening(t, createTlsServer(pair, content))
  const log: string[] = []
  const proxy = await startProxy(t, log)
  const urls = [1, 2, 3].flatMap((n) => [`http://nowhere.invalid/${n}`, `https://localhost:${secure}/${n}`])
  const login = basic('p:Secret')
  const given = urls.map((url) => url.replace('nowhere.invalid', `127.0.0.1:${port}`))
  const run = await bulk(cwd, given, [
    '-x',
    `http://p:Secret@127.0.0.1:${proxy}`,
    '--cacert',
    certPath,
    '--per-host',
    '1',
  ])
  assert.equal(run.exit, 0, run.stderr)
  assert.ok(rows(cwd).every(({ state, reads }) => state === 'ok' && Number(reads) > 0))
  const plain = log.filter((line) => line.startsWith('GET'))
  assert.deepEqual(
    plain.toSorted(),
    ['1', '2', '3', 'robots.txt'].map((path) => `GET http://127.0.0.1:${port}/${path} ${login}`),
  )
  // One for robots.txt, and one that is kept.
  assert.deepEqual(
    log.filter((line) => line.startsWith('CONNECT')),
    [`CONNECT ${login}`, `CONNECT ${login}`],
  )

  const cwd2 = scratch(t)
  log.length = 0
  const env = { http_proxy: `http://127.0.0.1:${proxy}`, no_proxy: '127.0.0.1' }
  const two = await bulk(cwd2, [`http://127.0.0.1:${port}/1`, `http://127.0.0.2:${port}/2`], ['--ignore-robots'], env)
  assert.equal(two.exit, 0, two.stderr)
  assert.deepEqual(log, [`GET http://127.0.0.2:${port}/2 `])

  const cwd3 = scratch(t)
  const gone = await bulk(cwd3, [`http://127.0.0.1:${port}/1`], ['-x', 'http://127.0.0.1:1', '--ignore-robots'])
  assert.equal(gone.exit, 114)
  assert.match(rows(cwd3)[0]!.error!, /^connect-failed: /)
})

test('--resolve: an address by hand', async (t) => {
  const cwd = scratch(t)
  const log: string[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(req.headers.host!)
      content(req, res)
    }),
  )
  const run = await bulk(cwd, [`http://nowhere.invalid:${port}/1`], ['--resolve', `nowhere.invalid:${port}:127.0.0.1`])
  assert.equal(run.exit, 0, run.stderr)
  assert.deepEqual(new Set(log), new Set([`nowhere.invalid:${port}`]))
})

test('TLS: connections are kept and sessions resumed; a certificate that is not trusted is a row that failed', async (t) => {
  const cwd = scratch(t)
  const { certPath, ...pair } = selfSigned(cwd)
  const server = createTlsServer(pair, content)
  let connections = 0
  server.on('secureConnection', () => connections++)
  const port = await listening(t, server)
  const plain = await listening(t, createServer(content))
  const urls = Array.from({ length: 200 }, (_, n) => `https://localhost:${port}/${n}`)
  const trusting = await bulk(cwd, [...urls, `http://127.0.0.1:${plain}/a`], ['--cacert', certPath, '--per-host', '3'])
  assert.equal(trusting.exit, 0, trusting.stderr)
  // Three, and robots.txt.
  assert.equal(connections, 4)
  urls.forEach((url, n) =>
    assert.equal(readFileSync(join(cwd, 'out', `localhost:${port}`, String(n)), 'utf8'), `of ${new URL(url).pathname}`),
  )

  const cwd2 = scratch(t)
  const wary = await bulk(cwd2, [urls[0]!, `http://127.0.0.1:${plain}/a`], ['--ignore-robots'])
  assert.equal(wary.exit, 114)
  assert.deepEqual(
    rows(cwd2).map(({ state, error }) => [state, error?.split(':', 1)[0]]),
    [
      ['failed', 'tls-certificate'],
      ['ok', undefined],
    ],
  )
  const bold = await bulk(scratch(t), [urls[0]!], ['-k'])
  assert.equal(bold.exit, 0, bold.stderr)
})

test('a crawl: what the user set goes to the origins it begins at; the rest is as for a list', async (t) => {
  const cwd = scratch(t)
  const log: ReturnType<typeof asked>[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(asked(req))
      if (req.url === '/robots.txt') return res.writeHead(404).end()
      if (req.url === '/') res.setHeader('Set-Cookie', 'set=1; Path=/')
      res.setHeader('Content-Type', 'text/html')
      return res.end(`<a href="/own">own</a><a href="http://y.a.localhost:${port}/other">other</a>`)
    }),
  )
  const crawl = ['crawl', `http://x.a.localhost:${port}/`, '--scope', 'domain', '-q']
  const secrets = ['-u', 'me:Secret', '-H', 'X-Key: Secret', '-b', 'session=Secret', '-c', 'kept']
  const run = await sluice([...crawl, ...secrets], { cwd })
  assert.equal(run.exit, 0, run.stderr)
  const given = { authorization: basic('me:Secret'), cookie: 'session=Secret', key: 'Secret' }
  const none = { authorization: '', cookie: '', key: '' }
  assert.deepEqual(
    log.toSorted((a, b) => (a.what < b.what ? -1 : 1)),
    [
      { what: 'x.a.localhost /', ...given },
      { what: 'x.a.localhost /own', ...given, cookie: 'session=Secret; set=1' },
      { what: 'x.a.localhost /robots.txt', ...given },
      { what: 'y.a.localhost /other', ...none },
      { what: 'y.a.localhost /own', ...none },
      { what: 'y.a.localhost /robots.txt', ...none },
    ],
  )
  const through: string[] = []
  const proxy = await startProxy(t, through)
  const args = ['crawl', `http://127.0.0.1:${port}/`, '-q', '-x', `http://127.0.0.1:${proxy}`]
  const other = await sluice(args, { cwd: scratch(t) })
  assert.equal(other.exit, 0, other.stderr)
  assert.deepEqual(
    through.toSorted(),
    ['', 'own', 'robots.txt'].map((path) => `GET http://127.0.0.1:${port}/${path} `),
  )
})

test('a proxy of the environment that is none is said at once', async (t) => {
  const cwd = scratch(t)
  for (const name of ['http_proxy', 'https_proxy']) {
    const run = await bulk(cwd, ['http://127.0.0.1:1/a'], [], { [name]: 'ftp://x:1' })
    assertFailed(run, 2, /a proxy cannot be "ftp"/)
  }
})
