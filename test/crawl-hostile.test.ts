// What a crawl may meet, and must neither grow nor stop for.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startManyServer } from './many-server.ts'
import { measured, noPeak } from './peak.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'

const MB = 1e6

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function query(cwd: string, sql: string): (string | number)[][] {
  const db = new DatabaseSync(join(cwd, 'crawl.sqlite'), { readOnly: true })
  const rows = db.prepare(sql).all()
  db.close()
  return rows.map((row) => Object.values(row) as (string | number)[])
}

test('a page of 1 GB is cut off where the limit is, and read in flat memory below it', { skip: noPeak }, async (t) => {
  const piece = Buffer.from(`<a href="/small">x</a>${'prose '.repeat(10_000)}`)
  const pieces = Math.ceil(1e9 / piece.length)
  const root = await serve(t, (request, response) => {
    const short: Record<string, string> = {
      '/': '<a href="/long">1</a><a href="/said">2</a><a href="/below">3</a>',
      '/small': 'small',
    }
    response.setHeader('Content-Type', 'text/html')
    if (request.url === '/robots.txt') response.writeHead(404).end()
    else if (short[request.url!]) response.end(short[request.url!])
    else {
      const count = request.url === '/below' ? 1000 : pieces
      if (request.url === '/said') response.setHeader('Content-Length', count * piece.length)
      Readable.from(Array.from({ length: count }, () => piece)).pipe(response)
    }
  })
  const cwd = scratch(t)
  const { run, peak } = await measured(['crawl', `${root}/`, '-q', '--max-filesize', '64M'], cwd)
  assert.equal(run.exit, 0, run.stderr)
  const rows = query(
    cwd,
    'SELECT url.url, state, coalesce(error, bytes) FROM url JOIN page ON page.url = id ORDER BY 1',
  )
  assert.deepEqual(
    rows.map(
      ([url, state, what]) => `${String(url).replace(root, '')} ${state} ${String(what).replace(/: \d+ bytes$/, '')}`,
    ),
    [
      '/ ok 64',
      `/below ok ${1000 * piece.length}`,
      '/long failed too-large: more than --max-filesize 67108864',
      '/said failed too-large: more than --max-filesize 67108864',
      '/small ok 5',
    ],
  )
  assert.ok(peak < 120 * MB, `${peak / MB} MB`)
})

test(
  'a URL of 10 MB, one of 900 KB, and a tag that never ends, cost no more than their page',
  { skip: noPeak },
  async (t) => {
    const pages: Record<string, string> = {
      '/': '<a href="/long">1</a><a href="/deep">2</a><a href="/open">3</a>',
      '/long': `<a href="/${'x'.repeat(10 * MB)}">x</a><a href="/end1">x</a>`,
      '/deep': `<a href="${'/x'.repeat(450_000)}">x</a><a href="${'/é'.repeat(300_000)}">x</a><a href="/end2">x</a>`,
      '/open': `<a href="/end3">x</a><a ${'x="y" '.repeat(1_500_000)}`,
    }
    const root = await serve(t, (request, response) => {
      const body = /^\/end\d$/.test(request.url!) ? 'end' : pages[request.url!]
      response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'text/html' }).end(body)
    })
    const cwd = scratch(t)
    const { run, peak } = await measured(['crawl', `${root}/`, '-q'], cwd)
    assert.equal(run.exit, 0, run.stderr)
    assert.deepEqual(query(cwd, 'SELECT state, count(*) FROM url GROUP BY 1'), [['ok', 7]])
    assert.ok(peak < 150 * MB, `${peak / MB} MB`)
  },
)

test('a large page that is interrupted leaves nothing behind', async (t) => {
  const cwd = scratch(t)
  const root = await serve(t, (request, response) => {
    response.setHeader('Content-Type', 'text/html')
    if (request.url === '/robots.txt') response.writeHead(404).end()
    // And no more of it.
    else response.write('large'.repeat(1e6))
  })
  const parts = () => namesIn(join(cwd, 'pages')).filter((name) => name.endsWith('.part'))
  mkdirSync(join(cwd, 'pages'))
  const { child, ended } = start(['crawl', `${root}/`, '--save', 'warc', '-q'], { cwd })
  while (parts().length === 0 && child.exitCode === null) await sleep(20)
  assert.equal(parts().length, 1)
  child.kill('SIGINT')
  await ended
  assert.deepEqual(parts(), [])
})

test(
  'a huge slow host keeps nobody waiting, and what waits there waits on the disk',
  { skip: noPeak, timeout: 400_000 },
  async (t) => {
    const many = Array.from({ length: 5000 }, (_, n) => n)
    const server = await startManyServer((host, target) => {
      const page = /^\/p(\d+)$/.exec(target)?.[1]
      if (page === undefined) return undefined
      // The slow one: each page leads to thousands of its own, some 70,000 together.
      if (host === '127.0.0.2') return { body: many.map((n) => `<a href="/p${page}0${n}">x</a>`).join('') }
      return {
        body:
          Number(page) < 400
            ? `<a href="/p${Number(page) * 2 + 1}">x</a><a href="/p${Number(page) * 2 + 2}">x</a>`
            : 'end',
      }
    })
    t.after(() => server.close())
    server.think = (host) => (host === '127.0.0.2' ? 100 : 0)
    const cwd = scratch(t)
    const seeds = [2, 3, 4, 5].map((n) => `http://127.0.0.${n}:${server.port}/p0`)
    const asked = (slow: boolean) => server.log.filter(({ host }) => (host === '127.0.0.2') === slow)
    // The fast ones come to their end, however much waits at the slow one; then it is stopped.
    const { peak } = await measured(['crawl', ...seeds, '-q'], cwd, async (child) => {
      while (asked(false).length < 3 * 802 || asked(true).length < 14) await sleep(20)
      // Answers are taken in turn: three later, the last ones of the fast are in the store.
      const then = asked(true).length
      while (asked(true).length < then + 3) await sleep(20)
      child.kill('SIGINT')
    })
    const rows = query(
      cwd,
      `SELECT name, count(*) FILTER (WHERE state = 'ok'), count(*) FILTER (WHERE state = 'waiting')
    FROM host JOIN url ON host = host.id GROUP BY host.id ORDER BY name`,
    )
    const [slow, ...fast] = rows.map(([, ok, waiting]) => ({ ok: Number(ok), waiting: Number(waiting) }))
    assert.deepEqual(
      fast,
      [801, 801, 801].map((ok) => ({ ok, waiting: 0 })),
    )
    assert.ok(slow!.waiting > 50_000, `${slow!.waiting} wait`)
    assert.ok(peak < 200 * MB, `${peak / MB} MB`)
    assert.equal((await sluice(['crawl', 'status', '--json'], { cwd })).exit, 0)
  },
)

test('why a host was given up is said of each of its URLs; what robots.txt forbids is not said of one that fails', async (t) => {
  const cwd = scratch(t)
  const failing = await serve(t, (_request, response) => void response.writeHead(503, { 'Retry-After': '0' }).end())
  const gone = ['crawl', 'http://127.0.0.1:1/a', 'http://127.0.0.1:1/b']
  const run = await sluice(gone, { cwd })
  assertFailed(run, 114, /2 of 2 retrievals failed/)
  assert.match(run.stderr, /2 × connect-failed\n {2}each row's end: crawl\.sqlite, table page\n/)
  for (const [error] of query(cwd, 'SELECT error FROM page'))
    assert.equal(
      error,
      'connect-failed: could not connect to 127.0.0.1 port 1: refused the connection (6 failures in a row)',
    )
  const refused = await sluice(['crawl', `${failing}/`, '--store', 'other.sqlite', '-q'], { cwd })
  assertFailed(refused, 112, /robots\.txt, or what the answers say, allows none of it/)
  const db = new DatabaseSync(join(cwd, 'other.sqlite'), { readOnly: true })
  const said = db.prepare('SELECT error FROM page').get()
  db.close()
  assert.equal(said?.['error'], 'robots.txt: the server fails to give it, so nothing is allowed')
})
