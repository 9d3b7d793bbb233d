// A crawl that asks again: what did not change is not sent again, and nothing is forgotten on the way.

import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { WARCParser } from 'warcio'
import { startManyServer } from './many-server.ts'
import type { Reply } from './many-server.ts'
import { linksIn } from './many-site.ts'
import { scratch } from './scratch.ts'
import { sluice, start } from './sluice.ts'

/** @param pages text by path; each has an ETag, which is obeyed, unless its text says `plain` */
async function serve(t: TestContext, pages: Record<string, string | Reply>) {
  const sent: string[] = []
  const server = await startManyServer((_host, target, head) => {
    const page = pages[target]
    if (typeof page !== 'string') return page
    const etag = `"${page.length}"`
    const asked = /^if-none-match: (.*?)\r?$/im.exec(head)?.[1]
    sent.push(`${target} ${asked === etag ? 304 : 200}`)
    if (page.startsWith('plain')) return { body: page }
    if (asked === etag) return { status: 304, fields: `ETag: ${etag}\r\n`, body: '' }
    return { fields: `ETag: ${etag}\r\n`, body: page }
  })
  t.after(() => server.close())
  const cwd = scratch(t)
  const root = `http://127.0.0.1:${server.port}`
  const crawl = async (...args: string[]) => {
    sent.length = 0
    const { stdout, stderr, exit } = await sluice(['crawl', `${root}/`, '--json', ...args], { cwd })
    assert.equal(exit, 0, stderr)
    return JSON.parse(stdout) as { states: Record<string, number>; changes: Record<string, number> | null }
  }
  const rows = (sql: string) => {
    const db = new DatabaseSync(join(cwd, 'crawl.sqlite'), { readOnly: true })
    const all = db.prepare(sql).all()
    db.close()
    return all.map((row) => Object.values(row).join(' ').replace(root, ''))
  }
  return { server, root, cwd, crawl, sent, rows }
}

const link = (...paths: string[]) => paths.map((path) => `<a href="${path}">x</a>`).join('')

test('new, changed, unchanged and gone are told apart, and links are those of now', async (t) => {
  const pages: Record<string, string | Reply> = {
    '/': link('/same', '/other', '/gone', '/plain', '/moved'),
    '/same': 'the same',
    '/other': `other ${link('/same')}`,
    '/gone': `gone ${link('/same')}`,
    '/plain': 'plain, without an ETag',
    '/moved': { status: 301, fields: 'Location: /same\r\n', body: '' },
  }
  const site = await serve(t, pages)
  assert.equal((await site.crawl('--save', 'warc')).changes, null)
  pages['/other'] = `another ${link('/new')}`
  pages['/new'] = 'new'
  delete pages['/gone']
  const { states, changes } = await site.crawl('--save', 'warc', '--refresh', '0')
  assert.deepEqual(changes, { new: 1, changed: 1, unchanged: 3, gone: 1 })
  assert.deepEqual(states, { ok: 5, redirect: 1, failed: 1, robots: 0, skipped: 0, waiting: 0 })
  assert.deepEqual(site.sent.toSorted(), ['/ 304', '/new 200', '/other 200', '/plain 200', '/same 304'])
  assert.deepEqual(
    linksIn(join(site.cwd, 'crawl.sqlite'))
      .map((pair) => pair.replaceAll(site.root, ''))
      .filter((pair) => !pair.startsWith('/ ')),
    ['/moved /same', '/other /new'],
  )
  const state = (path: string) => site.rows(`SELECT state FROM url WHERE url LIKE '%${path}'`)[0]
  assert.deepEqual([state('/same'), state('/gone'), state('/moved')], ['ok', 'failed', 'redirect'])
  // What the table says of a page that was not sent again is where its content lies.
  const records = new Map<number, { type: string; uri: string; date: string; refers: string | undefined }>()
  const parser = new WARCParser(createReadStream(join(site.cwd, 'pages', 'crawl.warc')))
  for await (const record of parser) {
    const header = (name: string) => record.warcHeaders.headers.get(name) ?? undefined
    await record.readFully(false)
    records.set(parser.offset, {
      type: `${record.warcType} ${header('WARC-Profile') ?? ''}`.trim(),
      uri: (record.warcTargetURI ?? '').replace(site.root, ''),
      date: record.warcDate ?? '',
      refers: header('WARC-Refers-To-Date'),
    })
  }
  const of = (uri: string) => [...records.values()].filter((record) => record.uri === uri)
  const revisit = (profile: string) => `revisit http://netpreserve.org/warc/1.1/revisit/${profile}`
  assert.deepEqual(
    ['/same', '/plain', '/other'].map((uri) => of(uri).map(({ type }) => type)),
    [
      ['response', revisit('server-not-modified')],
      ['response', revisit('identical-payload-digest')],
      ['response', 'response'],
    ],
  )
  assert.equal(of('/same')[1]!.refers, of('/same')[0]!.date)
})

test('only what is old is asked for again, and what fails for now keeps its content', async (t) => {
  const pages: Record<string, string | Reply> = { '/': link('/a'), '/a': `a ${link('/')}` }
  const site = await serve(t, pages)
  await site.crawl()
  assert.deepEqual((await site.crawl('--refresh', '1h')).changes, { new: 0, changed: 0, unchanged: 0, gone: 0 })
  assert.deepEqual(site.sent, [])
  pages['/a'] = { status: 403, body: '' }
  assert.equal((await site.crawl('--refresh', '0')).states['failed'], 1)
  assert.match(
    site.rows(`SELECT state, error, digest, bytes FROM url JOIN page ON page.url = id WHERE url.url LIKE '%/a'`)[0]!,
    /^failed http 403.* sha1:\w{32} \d+$/,
  )
  assert.equal(site.rows('SELECT count(*) FROM link')[0], '2')
  pages['/a'] = `a ${link('/')}`
  assert.deepEqual((await site.crawl('--refresh', '0')).changes, { new: 0, changed: 0, unchanged: 2, gone: 0 })
})

test('what was not kept is sent again to be kept', async (t) => {
  const site = await serve(t, { '/': link('/a'), '/a': 'a' })
  await site.crawl()
  assert.deepEqual((await site.crawl('--refresh', '0', '--save', 'files')).changes, {
    new: 0,
    changed: 2,
    unchanged: 0,
    gone: 0,
  })
  assert.deepEqual(site.sent, ['/ 200', '/a 200'])
})

test('one that is killed goes on where it stopped', { timeout: 400_000 }, async (t) => {
  const paths = Array.from({ length: 100 }, (_, n) => `/p${n}`)
  const site = await serve(t, Object.fromEntries([['/', link(...paths)], ...paths.map((path) => [path, path])]))
  await site.crawl()
  site.sent.length = 0
  for (let n = 0; n < 2; n++) {
    const run = start(['crawl', '--refresh', '0', '--delay', '20ms', '-q'], { cwd: site.cwd })
    const asked = site.sent.length
    while (site.sent.length < asked + 12) await sleep(5)
    await sleep(300)
    run.child.kill('SIGKILL')
    await run.ended
  }
  const already = site.sent.length
  const { changes, states } = await site.crawl('--refresh', '0', '--delay', '0')
  assert.deepEqual(changes, { new: 0, changed: 0, unchanged: 101, gone: 0 })
  assert.equal(states['ok'], 101)
  assert.ok(already + site.sent.length < 101 + 60, `${already} and ${site.sent.length} requests`)
  assert.ok(site.sent.length < 90, `${site.sent.length} requests in the last run`)
})
