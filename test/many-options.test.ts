// What a list and a crawl share with `get`: a certificate of ours, a rate, secrets that follow redirects where they are told to.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import { RunRate } from '../src/bulk/run-rate.ts'
import { selfSigned } from './certificate.ts'
import { listening } from './listening.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

const rowsIn = (cwd: string) =>
  readFileSync(join(cwd, 'out/00000.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { state: string; error: string | null; tries: number })

const withoutRobots: (then: RequestListener) => RequestListener = (then) => (req, res) =>
  req.url === '/robots.txt' ? res.writeHead(404).end() : then(req, res)

test('a server that wants a certificate of ours gets it, in a list and in a crawl', async (t) => {
  const cwd = scratch(t)
  const { certPath, keyPath, cert, key } = selfSigned(cwd)
  const content: RequestListener = withoutRobots((_req, res) => {
    res.setHeader('Content-Type', 'text/html')
    res.end('<a href="/next">next</a>')
  })
  const mutual = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true }
  const port = await listening(t, createTlsServer(mutual, content))
  const url = `https://localhost:${port}/`
  writeFileSync(join(cwd, 'list.txt'), url)
  const ours = ['--cacert', certPath, '--cert', certPath, '--key', keyPath]
  const list = await sluice(['bulk', 'list.txt', '-o', 'out', '-q', ...ours], { cwd })
  assert.equal(list.exit, 0, list.stderr)
  const crawl = await sluice(['crawl', url, '--json', ...ours], { cwd })
  assert.equal((JSON.parse(crawl.stdout) as { pages: number }).pages, 2, crawl.stderr)
  const without = await sluice(['bulk', 'list.txt', '-o', 'none/out', '-q', '--retry', '0', '--cacert', certPath], {
    cwd,
  })
  assert.equal(without.exit, 114)
  assert.match(rowsIn(join(cwd, 'none'))[0]!.error!, /the server wants a certificate of ours \(--cert\)/)
})

test('a certificate or key that cannot be used is said at once, not of each row; by get too', async (t) => {
  const cwd = scratch(t)
  const { certPath } = selfSigned(cwd)
  mkdirSync(join(cwd, 'other'))
  const other = selfSigned(join(cwd, 'other'))
  writeFileSync(join(cwd, 'none.pem'), 'nothing of the kind')
  writeFileSync(join(cwd, 'list.txt'), 'https://127.0.0.1:1/')
  const cases: [string[], RegExp][] = [
    [['--cert', 'nosuch.pem'], /could not use nosuch\.pem: there is no such file/],
    [['--cert', 'none.pem'], /could not use none\.pem: there is no certificate in it/],
    [['--cacert', 'none.pem'], /could not use none\.pem: there is no certificate in it/],
    [['--cert', certPath], /could not use .*cert\.pem: there is no key in it/],
    [['--cert', certPath, '--key', other.keyPath], /could not use .*key\.pem: its key is not that of the certificate/],
  ]
  const port = await listening(
    t,
    createTlsServer(other, (_req, res) => res.end()),
  )
  for (const [args, said] of cases) {
    assertFailed(await sluice(['bulk', 'list.txt', '-q', ...args], { cwd }), 77, said)
    assertFailed(await sluice(['get', `https://127.0.0.1:${port}/a`, '-q', '-k', ...args], { cwd }), 77, said)
  }
})

test('secrets follow a redirect to another origin when they are told to', async (t) => {
  const cwd = scratch(t)
  const log: string[] = []
  const port = await listening(
    t,
    createServer((req, res) => {
      log.push(`${req.headers.host!.split(':')[0]} ${req.url} ${req.headers.authorization ? 'login' : ''}`.trimEnd())
      if (req.url === '/away') res.writeHead(302, { Location: `http://127.0.0.9:${port}/there` })
      if (req.url === '/robots.txt') res.writeHead(302, { Location: `http://127.0.0.8:${port}/rules` })
      res.end()
    }),
  )
  writeFileSync(join(cwd, 'list.txt'), `http://127.0.0.1:${port}/away`)
  const run = await sluice(['bulk', 'list.txt', '-o', 'out', '-q', '-u', 'me:Secret', '--location-trusted'], { cwd })
  assert.equal(run.exit, 0, run.stderr)
  assert.deepEqual(log, [
    '127.0.0.1 /robots.txt login',
    '127.0.0.8 /rules login',
    '127.0.0.1 /away login',
    '127.0.0.9 /robots.txt login',
    '127.0.0.8 /rules login',
    '127.0.0.9 /there login',
  ])
})

test('a rate is of all connections together', async () => {
  const rate = new RunRate(100_000)
  const stop = new AbortController()
  assert.equal(rate.after(100, stop.signal), undefined)
  const waits = [rate.after(50_000, stop.signal), rate.after(100, stop.signal)]
  assert.equal(rate.held, 2)
  stop.abort()
  for (const wait of waits) await wait
  assert.equal(rate.held, 0)
})

// Of TLS, 64 KiB come at a time.
for (const [what, plain, size, rate] of [
  ['straight', true, 8000, '5k'],
  ['over TLS', false, 150_000, '80k'],
] as const)
  test(`a rate so low that each connection waits longer than --idle-timeout, ${what}: nobody is called silent`, async (t) => {
    const cwd = scratch(t)
    const { certPath, ...pair } = selfSigned(cwd)
    const content = Buffer.alloc(size, 'x')
    const answer = withoutRobots((_req, res) => res.end(content))
    const port = await listening(t, plain ? createServer(answer) : createTlsServer(pair, answer))
    const origin = plain ? 'http://127.0.0.1' : 'https://localhost'
    const urls = [1, 2, 3].map((n) => `${origin}:${port}/${n}`)
    writeFileSync(join(cwd, 'list.txt'), urls.join('\n'))
    const slow = ['--limit-rate', rate, '--idle-timeout', '1s', '--cacert', certPath]
    const run = await sluice(['bulk', 'list.txt', '-o', 'out', '--json', ...slow], { cwd })
    assert.equal(run.exit, 0, run.stderr)
    assert.equal((JSON.parse(run.stdout) as { limited_by: string }).limited_by, 'rate')
    assert.deepEqual(
      rowsIn(cwd).map(({ state, tries }) => [state, tries]),
      urls.map(() => ['ok', 1]),
    )
    for (const n of [1, 2, 3]) {
      const path = join(cwd, 'out', new URL(origin).hostname + `:${port}`, String(n))
      assert.deepEqual(readFileSync(path), content)
    }
  })
