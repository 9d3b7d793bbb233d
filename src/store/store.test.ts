// One suite for every maker of a store.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startPostgres, withoutPostgres } from '../../test/postgres.ts'
import type { Postgres } from '../../test/postgres.ts'
import { openStore } from './open.ts'
import { newHost } from './store.ts'
import type { Found, Page, Store, Visit } from './store.ts'

const page: Page = {
  state: 'ok',
  status: 200,
  error: null,
  contentType: 'text/html',
  title: 'A page',
  bytes: 10,
  path: null,
  offset: null,
  digest: 'sha1:A',
  etag: '"1"',
  lastModified: null,
  retrieved: 1,
  wait: 1,
  receive: 1,
  change: 'new',
}

const found = (url: string, wanted = true): Found => ({ url, host: new URL(url).host, wanted, link: true })
const offer = (url: string) => ({ url, host: new URL(url).host, depth: 0 })

/** A small web: what each URL links to. */
const web: Record<string, string[]> = {
  'http://a/': ['http://a/1', 'http://a/2', 'http://b/'],
  'http://a/1': ['http://a/', 'http://a/2', 'http://a/2'],
  'http://a/2': ['http://c/'],
  'http://b/': ['http://a/1', 'http://b/1'],
  'http://b/1': [],
  'http://c/': ['http://a/'],
}

const follow = async ({ due, facts, done }: Visit) => {
  for (const url of due)
    done(
      url,
      page,
      web[url.url]!.map((to) => found(to)),
    )
  return facts
}

const options = { visits: 4, batch: 2, signal: new AbortController().signal }

function contract(name: string, skip: false | string, fresh: () => Promise<string>): void {
  const opened = (body: (store: Store, path: string) => Promise<void>) => async () => {
    const path = await fresh()
    const store = await openStore(path)
    try {
      await body(store, path)
    } finally {
      await store.close()
    }
  }
  const check = (title: string, body: (store: Store, path: string) => Promise<void>) => {
    void test(`${name}: ${title}`, { skip, timeout: 400_000 }, opened(body))
  }

  check('everything that is linked to is visited once, and every link kept', async (store) => {
    await store.offer([offer('http://a/')])
    const visited: string[] = []
    await store.work(async (visit) => {
      visited.push(...visit.due.map(({ url }) => url))
      return follow(visit)
    }, options)
    assert.deepEqual(visited.toSorted(), Object.keys(web).toSorted())
    const { states, links, hosts, bytes } = await store.counts()
    assert.deepEqual(
      { ...states, links, hosts, bytes },
      {
        waiting: 0,
        ok: 6,
        redirect: 0,
        failed: 0,
        robots: 0,
        skipped: 0,
        links: 10,
        hosts: 3,
        bytes: 60,
      },
    )
  })

  check('its graph is what was found', async (store) => {
    await store.offer([offer('http://a/')])
    await store.work(follow, options)
    const urls = new Map<number, string>()
    for await (const rows of store.urls()) for (const { id, url } of rows) urls.set(id, url)
    const graph: Record<string, string[]> = Object.fromEntries([...urls.values()].map((url) => [url, []]))
    for await (const rows of store.links()) for (const [from, to] of rows) graph[urls.get(from)!]!.push(urls.get(to)!)
    assert.deepEqual(graph, web)
  })

  check('a host is never visited twice at once, nor before its time', async (store) => {
    const urls = Array.from({ length: 4 }, (_, i) => [`http://a/${i}`, `http://b/${i}`]).flat()
    await store.offer(urls.map(offer))
    const busy = new Set<string>()
    const last = new Map<string, number>()
    await store.work(
      async ({ host, due, facts, done }) => {
        assert.ok(!busy.has(host), `${host} is visited already`)
        busy.add(host)
        const now = Date.now()
        // The two clocks may be read a millisecond apart.
        assert.ok(now - (last.get(host) ?? 0) >= 99, `${host} after ${now - last.get(host)!} ms`)
        await new Promise((resolve) => setTimeout(resolve, 5))
        done(due[0]!, page, [])
        busy.delete(host)
        last.set(host, now)
        return { ...facts, delay: 100, notBefore: now + 100 }
      },
      { ...options, batch: 1 },
    )
    assert.equal((await store.counts()).states.ok, 8)
  })

  check('what failed comes again, after the others, and with its tries counted', async (store) => {
    await store.offer(['http://a/1', 'http://a/2'].map(offer))
    const order: string[] = []
    await store.work(
      async ({ due, facts, done }) => {
        for (const url of due) {
          order.push(`${url.url} ${url.tries}`)
          done(url, url.url === 'http://a/1' && url.tries < 2 ? 'again' : page, [])
        }
        return facts
      },
      { ...options, batch: 1 },
    )
    assert.deepEqual(order, ['http://a/1 0', 'http://a/2 0', 'http://a/1 1', 'http://a/1 2'])
  })

  check('what is not wanted is skipped, until somebody wants it', async (store) => {
    await store.offer([offer('http://a/1'), offer('http://a/2')])
    const visited: string[] = []
    await store.work(
      async ({ due, facts, done }) => {
        for (const url of due) {
          visited.push(url.url)
          const links = url.url === 'http://a/1' ? [found('http://a/3', false), found('http://x/', false)] : []
          done(url, page, url.url === 'http://a/2' ? [found('http://a/3', true)] : links)
        }
        return facts
      },
      { ...options, batch: 1 },
    )
    assert.deepEqual(visited, ['http://a/1', 'http://a/2', 'http://a/3'])
    const { states } = await store.counts()
    assert.deepEqual([states.ok, states.skipped], [3, 1])
  })

  check('what a host’s visit knew is known at the next', async (store, path) => {
    await store.offer(['http://a/1', 'http://a/2'].map(offer))
    const facts = {
      ...newHost(),
      failures: 3,
      answered: true,
      robots: { 'http://a': { text: 'User-agent: *', at: 5 } },
    }
    const stop = new AbortController()
    await store.work(
      async ({ due, done }) => {
        done(due[0]!, page, [])
        stop.abort()
        return facts
      },
      { ...options, batch: 1, signal: stop.signal },
    )
    const other = await openStore(path)
    try {
      let known: unknown
      await other.work(
        async (visit) => {
          known ??= { ...visit.facts, notBefore: 0 }
          return follow({ ...visit, done: (url) => visit.done(url, page, []) })
        },
        { ...options, batch: 1 },
      )
      assert.deepEqual(known, facts)
    } finally {
      await other.close()
    }
  })

  check('tables of another version are left alone', async (store, path) => {
    for (const [version, said] of [
      ['2', /it was made by a newer sluice \(version 2 .* here it is 1\): use that one, or crawl anew into another/],
      ['0', /it was made by an older sluice \(version 0 .* here it is 1\): crawl anew into another --store/],
    ] as const) {
      await store.setSetting('schema', version)
      await assert.rejects(openStore(path), said)
    }
    await store.setSetting('schema', '1')
    await (await openStore(path)).close()
  })

  check('no more pages than were asked for are begun, and later more', async (store) => {
    await store.offer(Array.from({ length: 10 }, (_, i) => offer(`http://a/${i}`)))
    const visit = async ({ due, facts, done }: Visit) => {
      for (const url of due) done(url, page, [])
      return { ...facts, notBefore: Date.now() + 400 }
    }
    await store.work(visit, { ...options, maxPages: 4 })
    assert.equal((await store.counts()).states.ok, 4)
    await store.work(visit, { ...options, maxPages: 6 })
    assert.equal((await store.counts()).states.ok, 6)
  })

  check('what a visit throws ends the work, or comes again; nothing of the visit is kept', async (store) => {
    await store.offer([offer('http://a/1')])
    const stop = new AbortController()
    await store
      .work(
        async () => {
          stop.abort()
          throw new Error('a bug')
        },
        { ...options, signal: stop.signal },
      )
      .catch((error: Error) => assert.equal(error.message, 'a bug'))
    assert.equal((await store.counts()).states.waiting, 1)
  })

  check('settings are kept, those of a commit too', async (store) => {
    await store.setSetting('scope', 'host')
    await store.setSetting('scope', 'domain')
    await store.offer([offer('http://b/1')])
    await store.work(follow, { ...options, beforeCommit: () => ({ saved: '5' }) })
    assert.deepEqual(
      [await store.setting('scope'), await store.setting('saved'), await store.setting('x')],
      ['domain', '5', undefined],
    )
  })

  check('what is asked for again keeps its page until it is answered', async (store) => {
    await store.offer(['http://a/same', 'http://a/other', 'http://a/gone', 'http://a/down'].map(offer))
    await store.work(async ({ due, facts, done }) => {
      for (const url of due)
        done(url, { ...page, retrieved: 1000 }, [found('http://a/same'), found('http://b/', false)])
      return facts
    }, options)
    await store.refresh(1000)
    assert.equal((await store.counts()).states.waiting, 0, 'nothing is as old')
    await store.refresh(1001)
    assert.deepEqual([(await store.counts()).states.waiting, (await store.counts()).links], [4, 8])
    const stop = new AbortController()
    const pages = async () => {
      let count = 0
      for await (const rows of store.urls()) for (const row of rows) if (row.page) count++
      return count
    }
    assert.equal(await pages(), 4)
    const kept: unknown[] = []
    await store.work(
      async ({ due, facts, done }) => {
        for (const url of due) {
          kept.push(url.kept)
          if (url.url.endsWith('same'))
            done(url, { state: 'unchanged', retrieved: 2000, etag: null, lastModified: 'now' }, [])
          if (url.url.endsWith('other'))
            done(url, { ...page, retrieved: 2000, change: 'changed' }, [found('http://c/', false)])
          if (url.url.endsWith('gone'))
            done(
              url,
              { ...page, state: 'failed', digest: null, retrieved: 2000, error: 'http 404', change: 'gone' },
              [],
            )
          if (url.url.endsWith('down')) done(url, { state: 'missed', retrieved: 2000, error: 'timed-out' }, [])
        }
        stop.abort()
        return facts
      },
      { ...options, batch: 10, signal: stop.signal },
    )
    const then = { digest: 'sha1:A', etag: '"1"', lastModified: null, path: null, retrieved: 1000 }
    assert.deepEqual(kept, [then, then, then, then])
    assert.deepEqual(await store.changes(2000), { new: 0, changed: 1, unchanged: 1, gone: 1 })
    const { states, links } = await store.counts()
    assert.deepEqual([states.ok, states.failed, states.waiting, links], [2, 2, 0, 5])
    // The next time it is known what there was, of what failed too.
    await store.refresh(2001)
    const known: Record<string, unknown> = {}
    await store.work(async ({ due, facts, done }) => {
      for (const url of due) {
        known[url.url] = url.kept
        done(url, page, [])
      }
      return facts
    }, options)
    assert.deepEqual(known, {
      'http://a/same': { ...then, lastModified: 'now' },
      'http://a/other': { ...then, retrieved: 2000 },
      'http://a/gone': null,
      'http://a/down': then,
    })
  })

  check('hosts are listed with how they stand', async (store) => {
    await store.offer(['http://a/1', 'http://a/2', 'http://b/1'].map(offer))
    const stop = new AbortController()
    let visits = 0
    await store.work(
      async ({ host, due, facts, done }) => {
        done(due[0]!, page, [])
        if (++visits === 2) stop.abort()
        return host === 'a' ? { ...facts, failures: 1, notBefore: Date.now() + 60_000 } : facts
      },
      { ...options, batch: 1, signal: stop.signal },
    )
    const hosts = await store.hosts(10)
    assert.deepEqual(
      hosts.map(({ host, state, waiting, pages }) => [host, state, waiting, pages]),
      [
        ['a', 'backing off', 1, 1],
        ['b', 'done', 0, 1],
      ],
    )
  })
}

suite('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  let count = 0
  contract('sqlite', false, async () => join(folder, `${++count}.sqlite`))
})

suite('postgres', () => {
  let server: Postgres | undefined
  before(async () => {
    if (!withoutPostgres) server = await startPostgres()
  })
  after(() => server?.stop())
  contract('postgres', withoutPostgres, () => server!.database())
})
