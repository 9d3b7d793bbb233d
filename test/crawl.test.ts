// The spider, by the real command: scope, robots, sitemaps, canonical URLs, traps, what is kept, what is said.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WARCParser } from 'warcio'
import { startManyServer } from './many-server.ts'
import type { Reply } from './many-server.ts'
import { noTerminal, onTerminal } from './on-terminal.ts'
import { find, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

type Pages = Record<string, Reply | string | string[]>

/** @param pages by `host/path`; a list is a page with those links */
async function serve(t: TestContext, pages: Pages) {
  const server = await startManyServer((host, target) => {
    const page = pages[`${host}${target}`] ?? pages[target]
    if (typeof page === 'string') return { body: page }
    if (!Array.isArray(page)) return page
    return { body: page.map((to) => `<a href="${to.replaceAll('PORT', String(server.port))}">x</a>`).join('\n') }
  })
  t.after(() => server.close())
  const cwd = scratch(t)
  const root = `http://127.0.0.1:${server.port}`
  const crawl = async (...args: string[]) => {
    const run = await sluice(['crawl', `${root}/`, '--json', ...args], { cwd })
    return {
      run,
      document: JSON.parse(run.stdout) as { offered: number; states: Record<string, number>; links: number },
    }
  }
  const urls = (state: string) => {
    const db = new DatabaseSync(join(cwd, 'crawl.sqlite'), { readOnly: true })
    const rows = db.prepare('SELECT url FROM url WHERE state = ? ORDER BY url').all(state)
    db.close()
    return rows.map((row) => (row['url'] as string).replace(root, ''))
  }
  return { server, cwd, root, crawl, urls }
}

test('it stays on the host, or the prefix, and knows what lies beyond', async (t) => {
  const pages: Pages = {
    '/': ['/docs/', '/other', 'http://127.0.0.2:PORT/far', 'mailto:x@y', 'ftp://z/'],
    '/docs/': ['a', '../other'],
    '/docs/a': [],
    '/other': ['/docs/a'],
  }
  const host = await serve(t, pages)
  const { document } = await host.crawl()
  assert.deepEqual(host.urls('ok'), ['/', '/docs/', '/docs/a', '/other'])
  assert.deepEqual(host.urls('skipped'), [`http://127.0.0.2:${host.server.port}/far`])
  assert.deepEqual([document.offered, document.links], [5, 6])
  const prefix = await serve(t, pages)
  await sluice(['crawl', `${prefix.root}/docs/`, '--scope', 'prefix', '-q'], { cwd: prefix.cwd })
  assert.deepEqual(prefix.urls('ok'), ['/docs/', '/docs/a'])
})

test('robots.txt, X-Robots-Tag and nofollow are obeyed, and robots.txt asked for once', async (t) => {
  const pages: Pages = {
    '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /private\nAllow: /private/open$\n' },
    '/': '<a href="/private/x">1</a><a href="/private/open">2</a><a href="/noindex">3</a><a rel="nofollow" href="/unsaid">4</a>',
    '/private/open': [],
    '/noindex': { fields: 'X-Robots-Tag: noindex\r\n', body: 'x' },
    '/unsaid': [],
  }
  const site = await serve(t, pages)
  await site.crawl()
  assert.deepEqual(
    [site.urls('ok'), site.urls('robots'), site.urls('skipped')],
    [['/', '/private/open'], ['/noindex', '/private/x'], ['/unsaid']],
  )
  assert.equal(site.server.log.filter(({ target }) => target === '/robots.txt').length, 1)
  const told = await serve(t, pages)
  await told.crawl('--ignore-robots')
  assert.ok(told.urls('ok').includes('/noindex') && told.urls('ok').includes('/unsaid'))
})

test('a sitemap is found by robots.txt, and what it lists is retrieved though nothing links there', async (t) => {
  const pages: Pages = { '/': [], '/hidden': [], '/deep': [] }
  const site = await serve(t, pages)
  const map = (tag: string, each: string, paths: string[]) =>
    `<?xml version="1.0"?><${tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths.map((path) => `<${each}><loc>${site.root}${path}</loc></${each}>`).join('')}</${tag}>`
  pages['/robots.txt'] = { type: 'text/plain', body: `Sitemap: ${site.root}/index.xml\n` }
  pages['/index.xml'] = { type: 'application/xml', body: map('sitemapindex', 'sitemap', ['/map.xml']) }
  pages['/map.xml'] = { type: 'text/xml', body: map('urlset', 'url', ['/hidden', '/deep']) }
  const { document } = await site.crawl()
  assert.deepEqual(site.urls('ok'), ['/', '/deep', '/hidden', '/index.xml', '/map.xml'])
  assert.equal(document.links, 0)
})

test('one document has one URL', async (t) => {
  const site = await serve(t, {
    '/': [
      '/a#x',
      '/a#y',
      '/%61',
      '/./a',
      '/b/../a',
      '/a?',
      '/a;jsessionid=12',
      '/a?PHPSESSID=3',
      'HTTP://127.0.0.1:PORT/a',
    ],
    '/a': [],
  })
  const { document } = await site.crawl()
  assert.deepEqual(site.urls('ok'), ['/', '/a'])
  assert.equal(document.links, 9)
})

test('traps end: chains of links, paths that repeat, URLs that grow', async (t) => {
  const server = await startManyServer((_host, target) => {
    const chain = /^\/chain\/(\d+)$/.exec(target)?.[1]
    if (target === '/') return { body: '<a href="/chain/1">1</a><a href="/loop/">2</a><a href="/grow?q=1">3</a>' }
    if (chain !== undefined) return { body: `<a href="/chain/${Number(chain) + 1}">on</a>` }
    if (target.startsWith('/loop/')) return { body: '<a href="loop/">on</a>' }
    if (target.startsWith('/grow')) return { body: `<a href="${target}${'x'.repeat(300)}">on</a>` }
    return undefined
  })
  t.after(() => server.close())
  const cwd = scratch(t)
  const run = await sluice(['crawl', `http://127.0.0.1:${server.port}/`, '--max-depth', '30', '--json'], { cwd })
  assert.equal(run.exit, 0, run.stderr)
  const { states } = JSON.parse(run.stdout) as { states: Record<string, number> }
  assert.ok(states['ok']! > 30 && states['ok']! < 60, JSON.stringify(states))
  assert.equal(states['waiting'], 0)
})

test('hostile pages: binary called html, robots.txt of 10 MB, a page larger than is allowed, 100,000 links', async (t) => {
  const site = await serve(t, {
    '/robots.txt': {
      type: 'text/plain',
      body: `User-agent: *\nDisallow: /no\n${'# much\n'.repeat(1_500_000)}Disallow: /\n`,
    },
    '/': ['/binary', '/large', '/many', '/no'],
    '/binary': { body: Buffer.concat([Buffer.from([0, 1, 2, 3, 0xff, 0xd8]), Buffer.from('<a href="/fake">')]) },
    '/large': { body: Buffer.alloc(2 << 20, '<a href="/fake2">x</a>') },
    '/many': { body: Array.from({ length: 100_000 }, (_, n) => `<a href="mailto:${n}">x</a>`).join('') },
  })
  const { document } = await site.crawl('--max-filesize', '3M')
  assert.deepEqual(site.urls('ok'), ['/', '/binary', '/large', '/many'].toSorted().concat([]))
  assert.deepEqual(site.urls('robots'), ['/no'])
  assert.deepEqual(document.states['failed'], 1, 'the page that /large links to is not there')
  const small = await serve(t, { '/': ['/large'], '/large': { body: Buffer.alloc(2 << 20, 'x') } })
  await small.crawl('--max-filesize', '1M')
  assert.deepEqual(small.urls('failed'), ['/large'])
})

test('redirects and dead links are told apart, and a redirect leads on', async (t) => {
  const site = await serve(t, {
    '/': ['/old', '/dead'],
    '/old': { status: 301, fields: 'Location: /new\r\n', body: '' },
    '/new': [],
  })
  const { run, document } = await site.crawl()
  assert.equal(run.exit, 0, run.stderr)
  assert.deepEqual(document.states, { ok: 2, failed: 1, robots: 0, skipped: 0, waiting: 0, redirect: 1 })
  assert.deepEqual([site.urls('redirect'), site.urls('failed')], [['/old'], ['/dead']])
})

test('it goes on where it was: more pages, and then nothing twice', async (t) => {
  const site = await serve(t, { '/': ['/1', '/2', '/3', '/4'], '/1': [], '/2': [], '/3': [], '/4': [] })
  const first = await site.crawl('--max-pages', '2')
  assert.deepEqual([first.document.states['ok'], first.document.states['waiting']], [2, 3])
  const second = await sluice(['crawl', '--resume', '--json'], { cwd: site.cwd })
  assert.equal((JSON.parse(second.stdout) as { states: Record<string, number> }).states['ok'], 5)
  await site.crawl()
  const pages = site.server.log.filter(({ target }) => target !== '/robots.txt')
  assert.equal(new Set(pages.map(({ target }) => target)).size, pages.length)
})

test('contents are kept as files or WARC, and the store says where', async (t) => {
  const pages: Pages = { '/': ['/a.txt'], '/a.txt': { type: 'text/plain', body: 'plain text' } }
  const files = await serve(t, pages)
  await files.crawl('--save', 'files', '-o', 'kept')
  const folder = join(files.cwd, 'kept', `127.0.0.1:${files.server.port}`)
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'plain text')
  assert.match(readFileSync(join(folder, 'index.html'), 'utf8'), /<a href/)
  const warc = await serve(t, pages)
  await warc.crawl('--save', 'warc')
  const kept: string[] = []
  for await (const record of new WARCParser(createReadStream(join(warc.cwd, 'pages', 'crawl.warc')))) {
    if (record.warcType === 'response')
      kept.push(`${record.warcTargetURI!.replace(warc.root, '')} ${(await record.contentText()).slice(0, 5)}`)
    else await record.readFully(false)
  }
  assert.deepEqual(kept.toSorted(), ['/ <a hr', '/a.txt plain'])
  const db = new DatabaseSync(join(warc.cwd, 'crawl.sqlite'), { readOnly: true })
  const page = db
    .prepare(`SELECT path, "offset" FROM page JOIN url ON url.id = page.url WHERE url.url LIKE '%a.txt'`)
    .get()!
  db.close()
  assert.equal(page['path'], 'crawl.warc')
  assert.match(
    readFileSync(join(warc.cwd, 'pages', 'crawl.warc'))
      .subarray(Number(page['offset']))
      .toString(),
    /^WARC\/1\.1\r\n[^]*a\.txt/,
  )
})

test('the store is open to the sqlite3 shell', { skip: unless(find('sqlite3'), 'there is no sqlite3') }, async (t) => {
  const site = await serve(t, { '/': ['/a'], '/a': ['/'] })
  await site.crawl()
  const query = (sql: string) =>
    execFileSync('sqlite3', [join(site.cwd, 'crawl.sqlite'), sql], { encoding: 'utf8' }).trim()
  assert.equal(query('SELECT count(*) FROM page'), '2')
  assert.equal(query('SELECT count(*) FROM link'), '2')
  assert.match(query('.tables'), /host\s+link\s+links\s+page\s+setting\s+url/)
})

test('crawl status tells how every host stands, and what limits the whole', async (t) => {
  const site = await serve(t, { '/': ['/1', '/2', '/3'], '/1': [], '/2': [], '/3': [] })
  await site.crawl('--max-pages', '2')
  const run = await sluice(['crawl', 'status', '--json'], { cwd: site.cwd })
  const status = JSON.parse(run.stdout) as {
    states: Record<string, number>
    hosts: Record<string, unknown>[]
    limited_by: string
  }
  assert.equal(status.hosts.length, 1)
  assert.equal(status.hosts[0]!['host'], `127.0.0.1:${site.server.port}`)
  assert.ok(['ready', 'waiting'].includes(String(status.hosts[0]!['state'])))
  const told = await sluice(['crawl', 'status'], { cwd: site.cwd })
  assert.match(told.stdout, /offered, \d+ links?, 1 host\nhost +state +waiting +pages +delay\n/)
  assertFailed(
    await sluice(['crawl', 'status', '--store', 'no.sqlite'], { cwd: site.cwd }),
    26,
    /there is no crawl there/,
  )
})

test('rank: links, pages, hosts and PageRank, as a table, JSON, CSV and a picture', async (t) => {
  const site = await serve(t, { '/': ['/a', '/a', '/b'], '/a': ['/b'], '/b': ['/', '/b'], '/c': [] })
  await site.crawl()
  const json = await sluice(['rank', '--json'], { cwd: site.cwd })
  const { ranking } = JSON.parse(json.stdout) as {
    ranking: { url: string; links: number; pages: number; hosts: number; rank: number }[]
  }
  assert.deepEqual(
    ranking.map(({ url, links, pages, hosts }) => [url.replace(site.root, ''), links, pages, hosts]),
    [
      ['/b', 2, 2, 1],
      ['/', 1, 1, 1],
      ['/a', 2, 1, 1],
    ],
  )
  assert.ok(Math.abs(ranking.reduce((sum, { rank }) => sum + rank, 0) - 1) < 1e-9)
  const csv = await sluice(['rank', '--csv', '--top', '1', '--html', 'links.html'], { cwd: site.cwd })
  assert.match(csv.stdout, /^url,links,pages,hosts,rank\nhttp:\/\/127\.0\.0\.1:\d+\/b,2,2,1,0\.\d+\n$/)
  const page = readFileSync(join(site.cwd, 'links.html'), 'utf8')
  assert.equal((await sluice(['rank', '--html', '-'], { cwd: site.cwd })).stdout, page)
  assertFailed(await sluice(['rank', '--html', '-', '--top', '1'], { cwd: site.cwd }), 2, /has stdout for itself/)
  assert.equal(page.match(/<circle /g)?.length, 3)
  assert.doesNotMatch(page, /(?:src|href)="(?!http:\/\/127)/)
  assertFailed(await sluice(['rank', '--store', 'no.sqlite'], { cwd: site.cwd }), 26, /there is no crawl there/)
})

test('on a terminal the hosts are shown while it runs, and what limits it', { skip: noTerminal }, async (t) => {
  const site = await serve(t, { '/': ['/a', '/b', '/c', '/d', '/e'], '/a': [], '/b': [], '/c': [], '/d': [], '/e': [] })
  const run = await onTerminal(t, {}, ['crawl', `${site.root}/`, '--delay', '500ms', '--max-pages', '6'], {
    cwd: site.cwd,
  })
  assert.equal(run.exit, 0, run.stdout)
  assert.match(run.stdout, /hosts: 1 \w+/)
  assert.match(run.stdout, /host +state +waiting +pages +delay/)
  // It was looked at between two requests: one host, of which some pages are there and some wait.
  assert.match(run.stdout, /127\.0\.0\.1:\d+ +(?:ready|waiting, [\d.]+ m?s) +[1-5] +[1-5] +500 ms/)
  assert.match(run.stdout, /limited by /)
})

test('a crawl without a URL, of a bad one, or of a host that is not there', async (t) => {
  const cwd = scratch(t)
  assertFailed(await sluice(['crawl'], { cwd }), 2, /there is no URL to crawl from/, /sluice crawl/)
  assertFailed(await sluice(['crawl', 'file:///etc/passwd'], { cwd }), 1, /file: is not supported/, /http/)
  assertFailed(await sluice(['crawl', 'http://a b/'], { cwd }), 3, /white space/)
  assertFailed(
    await sluice(['crawl', 'http://127.0.0.1:1/', '--hosts', '0'], { cwd }),
    2,
    /--hosts 0 would ask for nothing/,
  )
  assertFailed(await sluice(['crawl', 'http://127.0.0.1:1/', '--resume'], { cwd }), 26, /there is no crawl there/)
  assertFailed(await sluice(['crawl', 'http://127.0.0.1:1/', '--cacert', '/none'], { cwd }), 77, /no such file/)
  assert.ok(!existsSync(join(cwd, 'crawl.sqlite')), 'no store of a mistake')
  const run = await sluice(['crawl', 'http://127.0.0.1:1/', '-q'], { cwd })
  assertFailed(run, 114, /1 of 1 retrievals failed/)
})

test('to go on with another depth than before says what that does not do', async (t) => {
  const { root, cwd } = await serve(t, { '/': ['/a'], '/a': 'end' })
  const first = await sluice(['crawl', `${root}/`, '--max-depth', '0'], { cwd })
  const again = await sluice(['crawl', '--max-depth', '0'], { cwd })
  const deeper = await sluice(['crawl', '--max-depth', '3'], { cwd })
  const said = /than before: what was skipped is asked for when a new page leads to it$/m
  for (const { exit, stderr } of [first, again]) assert.deepEqual([exit, said.test(stderr)], [0, false])
  assert.match(deeper.stderr, said)
})
