// The file of a crawl: what is no store of ours, what takes it away while it is worked with, and who else is at it.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createReadStream, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WARCParser } from 'warcio'
import { startManyServer } from './many-server.ts'
import { linksIn, site } from './many-site.ts'
import { unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'
import { tmpfs } from './tmpfs.ts'

async function served(t: TestContext, pages: number) {
  let port = 0
  const web = site(1, pages, () => port)
  const server = await startManyServer(web.answer)
  t.after(() => server.close())
  port = server.port
  return { web, server }
}

/** Runs SQL on a database, and gives the rows of the last statement. */
function sql(path: string, text: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path)
  try {
    return db.prepare(text).all()
  } finally {
    db.close()
  }
}

test('what is no store of ours is told in a line, and left as it is', async (t) => {
  const cwd = scratch(t)
  const path = (name: string) => join(cwd, name)
  writeFileSync(path('text'), 'nothing of the kind, '.repeat(50))
  sql(path('other'), 'CREATE TABLE page (number)')
  writeFileSync(path('empty'), '')
  const cases: [string, RegExp][] = [
    ['text', /could not read text: it is no SQLite file$/],
    ['other', /could not read other: it is a database of another program: name another --store$/],
    ['.', /could not read \.: it is a directory$/],
    ['nosuch/crawl', /could not read nosuch\/crawl: there is no (?:such directory|crawl there)$/],
  ]
  const before = ['text', 'other'].map((name) => readFileSync(path(name)))
  for (const [store, said] of cases)
    for (const command of [['crawl', 'http://127.0.0.1:1/'], ['crawl', 'status'], ['rank']])
      assertFailed(await sluice([...command, '--store', store], { cwd }), 26, said)
  for (const command of [['crawl', 'status'], ['rank']])
    assertFailed(await sluice([...command, '--store', 'empty'], { cwd }), 26, /there is no crawl in it/)
  assert.deepEqual(
    ['text', 'other'].map((name) => readFileSync(path(name))),
    before,
  )
})

test('a store that is deleted while it is worked with ends the crawl', async (t) => {
  const { web, server } = await served(t, 300)
  const cwd = scratch(t)
  server.think = 5
  const run = start(['crawl', web.seed, '--store', 'it'], { cwd })
  while (server.log.length < 30) await new Promise((resolve) => setTimeout(resolve, 10))
  for (const name of ['it', 'it-wal', 'it-shm']) rmSync(join(cwd, name), { force: true })
  const ended = await run.ended
  assertFailed(ended, 23, /could not write it: it was deleted or replaced while it was worked with/)
  assert.ok(server.log.length < 300, 'it did not go on to the end')
})

test('one process at a time; but a number that another process has now is no reason', async (t) => {
  const { web, server } = await served(t, 60)
  const cwd = scratch(t)
  // It is at it for as long as we like.
  server.think = 2000
  const first = start(['crawl', web.seed], { cwd })
  while (server.log.length < 1) await new Promise((resolve) => setTimeout(resolve, 10))
  const second = await sluice(['crawl', web.seed], { cwd })
  assertFailed(second, 36, /^sluice: cannot go on with crawl\.sqlite: process \d+ works with it$/)
  // Who only looks is not in the way.
  const status = await sluice(['crawl', 'status', '--json'], { cwd })
  assert.ok((JSON.parse(status.stdout) as { offered: number }).offered > 0)
  server.think = 0
  assert.equal((await first.ended).exit, 0)
  sql(join(cwd, 'crawl.sqlite'), `UPDATE setting SET value = '1 of another life' WHERE name = 'running'`)
  const third = await sluice(['crawl', '-q'], { cwd })
  assert.equal(third.exit, 0, third.stderr)
  assert.deepEqual(linksIn(join(cwd, 'crawl.sqlite')), web.links)
})

const onSmallDisk = { skip: unless(tmpfs.possible, tmpfs.reason) }

test('a disk that is full of the store, or of the archive: said as it is, and gone on from', onSmallDisk, async (t) => {
  const { web } = await served(t, 2000)
  for (const [size, where] of [
    ['300k', 'store'],
    ['100k', 'archive'],
  ] as const) {
    const disk = tmpfs(t, size)
    const cwd = scratch(t)
    const [store, pages] = where === 'store' ? [join(disk, 'it'), 'pages'] : ['it', join(disk, 'pages')]
    const command = ['crawl', web.seed, '--store', store, '--save', 'warc', '-o', pages]
    const full = await sluice(command, { cwd })
    assertFailed(full, 23, /could not write .*no space left on the device/, /the same command goes on/)
    execFileSync('mount', ['-o', 'remount,size=20M', disk])
    const again = await sluice(command, { cwd })
    assert.equal(again.exit, 0, again.stderr)
    assert.deepEqual(linksIn(join(cwd, store).includes(disk) ? store : join(cwd, store)), web.links)
    const kept = new Set<string>()
    const archive = join(where === 'store' ? cwd : '', pages, 'crawl.warc')
    for await (const { warcType, warcTargetURI } of new WARCParser(createReadStream(archive)))
      if (warcType === 'response') kept.add(warcTargetURI!)
    assert.equal(kept.size, 2000)
  }
})

test('a store where nothing can be written can be looked at', onSmallDisk, async (t) => {
  const { web } = await served(t, 20)
  const disk = tmpfs(t, '2M')
  const store = join(disk, 'it')
  assert.equal((await sluice(['crawl', web.seed, '--store', store, '-q'])).exit, 0)
  execFileSync('mount', ['-o', 'remount,ro', disk])
  const status = await sluice(['crawl', 'status', '--store', store])
  assert.match(status.stdout, /^20 ok = 20 offered/)
  assert.equal((await sluice(['rank', '--store', store, '--csv'])).stdout.split('\n').length, 22)
  assertFailed(await sluice(['crawl', '--store', store]), 26, /it: the file system is read-only/)
  assertFailed(await sluice(['crawl', web.seed, '--store', `${store}2`]), 26, /it2: the file system is read-only/)
})
