// Nothing lost, nobody hurried: whatever is killed, and however the servers fail.
//
// SLUICE_KILLS=50 kills fifty times; three are enough for every day.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { impolite, startManyServer } from './many-server.ts'
import { linksIn, linksSql, site } from './many-site.ts'
import { startPostgres, withoutPostgres } from './postgres.ts'
import { scratch } from './scratch.ts'
import { sluice, start } from './sluice.ts'

const kills = Number(process.env['SLUICE_KILLS'] ?? 3)

/** Hosts that are on this machine and yet not one. */
async function served(pages: number, hosts = 4) {
  let port = 0
  const web = site(hosts, pages, () => port)
  const server = await startManyServer(web.answer)
  port = server.port
  return { web, server }
}

test(
  'a crawl that is killed again and again comes to what an undisturbed one does',
  { timeout: 400_000 },
  async (t) => {
    const { web, server } = await served(20 + 4 * kills)
    t.after(() => server.close())
    const cwd = scratch(t)
    const hosts = Array.from({ length: 4 }, (_, i) => `http://127.0.0.${2 + i}:${server.port}/p0`)
    const command = ['crawl', ...hosts, '--delay', '20ms', '-q', '--save', 'warc', '--json']
    for (let n = 0; n < kills; n++) {
      const run = start(command, { cwd })
      await sleep(150 + Math.random() * 450)
      run.child.kill('SIGKILL')
      await run.ended
    }
    const { exit, stdout, stderr } = await sluice(command, { cwd, patience: 300_000 })
    assert.equal(exit, 0, stderr)
    const document = JSON.parse(stdout) as { offered: number; states: Record<string, number>; pages: number }
    assert.equal(
      Object.values(document.states).reduce((sum, n) => sum + n, 0),
      document.offered,
    )
    assert.deepEqual(linksIn(join(cwd, 'crawl.sqlite')), web.links)
    assert.deepEqual(impolite(server.log, 20), [])
  },
)

test('a crawl of servers that fail one request in ten comes to the same', { timeout: 400_000 }, async (t) => {
  const { web, server } = await served(100)
  t.after(() => server.close())
  server.failing = 0.1
  const cwd = scratch(t)
  const hosts = Array.from({ length: 4 }, (_, i) => `http://127.0.0.${2 + i}:${server.port}/p0`)
  const { exit, stderr } = await sluice(['crawl', ...hosts, '-q'], { cwd })
  assert.equal(exit, 0, stderr)
  assert.deepEqual(linksIn(join(cwd, 'crawl.sqlite')), web.links)
  assert.deepEqual(impolite(server.log, 0), [])
})

test(
  'three workers, one killed and their database restarted, come to the same',
  { skip: withoutPostgres, timeout: 400_000 },
  async (t) => {
    const { web, server } = await served(60)
    t.after(() => server.close())
    const postgres = await startPostgres()
    t.after(() => postgres.stop())
    const database = await postgres.database()
    const cwd = scratch(t)
    const hosts = Array.from({ length: 4 }, (_, i) => `http://127.0.0.${2 + i}:${server.port}/p0`)
    const command = ['crawl', ...hosts, '--engine', database, '--delay', '50ms', '-q']
    const workers = [1, 2, 3].map(() => start(command, { cwd, patience: 300_000 }))
    const until = async (asked: number) => {
      while (server.log.length < asked) await sleep(20)
    }
    await until(60)
    workers[0]!.child.kill('SIGKILL')
    await until(80)
    await postgres.crash()
    const [, ...ended] = await Promise.all(workers.map((worker) => worker.ended))
    assert.deepEqual(
      ended.map(({ exit, stderr }) => [exit, stderr]),
      [
        [0, ''],
        [0, ''],
      ],
    )
    const client = new Client({ connectionString: database, options: '-c search_path=sluice' })
    await client.connect()
    const { rows } = await client.query<{ pair: string }>(linksSql)
    const { rows: pages } = await client.query<{ n: string }>('SELECT count(*) AS n FROM page')
    await client.end()
    assert.equal(Number(pages[0]!.n), 240)
    assert.deepEqual(rows.map(({ pair }) => pair).toSorted(), web.links)
    assert.deepEqual(impolite(server.log, 50), [])
  },
)
