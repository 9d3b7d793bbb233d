// Several processes and one target; what lies there already; whose permissions it has.

import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { generated } from './faults/fault.ts'
import { startRawServer } from './raw-server.ts'
import { namesIn, scratch } from './scratch.ts'
import { launcher, sluice, start } from './sluice.ts'

const size = 2_000_000

suite('one target', () => {
  let origin: Origin
  let content: Buffer
  before(async () => {
    origin = await startOrigin()
    content = await generated(size)
  })
  after(() => origin.close())

  test('six processes at once, of two versions: it is one of them, whole, at every look', async (t) => {
    const folder = scratch(t)
    const path = join(folder, 'it')
    const other = await generated(size, 1)
    const url = `${origin.url}/bytes/${size}?rate=4M`
    const urls = Array.from({ length: 6 }, (_, i) => (i % 2 ? url : `${url}&seed=1`))
    let looks = 0
    const timer = setInterval(() => {
      if (!existsSync(path)) return
      const now = readFileSync(path)
      looks++
      if (!now.equals(content) && !now.equals(other)) clearInterval(timer)
      assert.ok(now.equals(content) || now.equals(other))
    }, 20)
    const runs = await Promise.all(urls.map((from) => sluice(['get', '-o', 'it', from], { cwd: folder })))
    clearInterval(timer)
    for (const run of runs) assert.equal(run.exit, 0, run.stderr)
    assert.ok(looks > 0)
    const last = readFileSync(path)
    assert.ok(last.equals(content) || last.equals(other))
    assert.deepEqual(namesIn(folder), ['it'])
  })

  test('while one writes, another does not take its part; when that one is killed, it does', async (t) => {
    const folder = scratch(t)
    const url = `${origin.url}/bytes/${size}?rate=1M`
    const { child, ended } = start(['get', '-o', 'it', url], { cwd: folder })
    await seen(() => namesIn(folder).includes('it.part') && statSync(join(folder, 'it.part')).size > 0)
    const beside = await sluice(['get', '-v', '-o', 'it', `${origin.url}/bytes/${size}`], { cwd: folder })
    assert.equal(beside.exit, 0, beside.stderr)
    assert.doesNotMatch(beside.stderr, /going on/)
    assert.ok(namesIn(folder).includes('it.part'))
    child.kill('SIGKILL')
    await ended
    const last = await sluice(['get', '-v', '-o', 'it', url], { cwd: folder })
    assert.equal(last.exit, 0, last.stderr)
    assert.match(last.stderr, /going on from byte/)
    assert.ok(readFileSync(join(folder, 'it')).equals(content))
    assert.deepEqual(namesIn(folder), ['it'])
  })

  test('--no-clobber: of many at once one writes it, and none replaces it', async (t) => {
    const folder = scratch(t)
    const runs = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        sluice(['get', '--no-clobber', '-o', 'it', `${origin.url}/bytes/100000?seed=${i}`], { cwd: folder }),
      ),
    )
    const kept = readFileSync(join(folder, 'it'))
    const versions = await Promise.all(runs.map((_, i) => generated(100_000, i)))
    const winner = versions.findIndex((version) => version.equals(kept))
    assert.equal(runs[winner]!.exit, 0, runs[winner]!.stderr)
    for (const run of runs) assert.ok(run.exit === 0 || run.exit === 23, run.stderr)
    assert.deepEqual(namesIn(folder), ['it'])
    const later = await sluice(['get', '--no-clobber', '-o', 'it', `${origin.url}/bytes/100000?seed=9`], {
      cwd: folder,
    })
    assert.equal(later.exit, 0, later.stderr)
    assert.match(later.stderr, /it.*there already|skipped/)
    assert.ok(readFileSync(join(folder, 'it')).equals(kept))
  })

  test('a file that appears while --no-clobber retrieves is not replaced', async (t) => {
    const folder = scratch(t)
    const running = sluice(['get', '--no-clobber', '-o', 'it', `${origin.url}/bytes/${size}?rate=4M`], { cwd: folder })
    await seen(() => namesIn(folder).includes('it.part'))
    writeFileSync(join(folder, 'it'), 'somebody else was quicker')
    const run = await running
    assert.equal(run.exit, 23, run.stderr)
    assert.match(run.stderr, /it already exists/)
    assert.equal(readFileSync(join(folder, 'it'), 'utf8'), 'somebody else was quicker')
  })

  test('a file that is replaced keeps its permissions, and a new one gets those of the umask', async (t) => {
    const folder = scratch(t)
    const url = `${origin.url}/bytes/1000`
    for (const mode of [0o600, 0o640, 0o444, 0o755]) {
      writeFileSync(join(folder, 'it'), 'old')
      chmodSync(join(folder, 'it'), mode)
      assert.equal((await sluice(['get', '-q', '-o', 'it', url], { cwd: folder })).exit, 0)
      assert.equal(statSync(join(folder, 'it')).mode & 0o777, mode)
      assert.equal(statSync(join(folder, 'it')).size, 1000)
      chmodSync(join(folder, 'it'), 0o600)
    }
    const through = ['sh', '-c', 'umask 027; exec "$0" "$@"', process.execPath, launcher]
    assert.equal((await sluice(['get', '-q', '-o', 'new', url], { cwd: folder, through })).exit, 0)
    assert.equal(statSync(join(folder, 'new')).mode & 0o777, 0o640)
  })

  test('the part of a private file is private while it grows', async (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'it'), 'private', { mode: 0o600 })
    const running = sluice(['get', '-o', 'it', `${origin.url}/bytes/${size}?rate=4M`], { cwd: folder })
    await seen(() => namesIn(folder).includes('it.part'))
    const mode = statSync(join(folder, 'it.part')).mode & 0o777
    assert.equal((await running).exit, 0)
    assert.equal(mode & 0o077, 0, mode.toString(8))
  })

  test('a link that was named is followed; one under a name from the URL is replaced', async (t) => {
    const folder = scratch(t)
    const elsewhere = scratch(t)
    writeFileSync(join(elsewhere, 'real'), 'old')
    symlinkSync(join(elsewhere, 'real'), join(folder, 'named'))
    symlinkSync(join(elsewhere, 'real'), join(folder, '1000'))
    const url = `${origin.url}/bytes/1000`
    assert.equal((await sluice(['get', '-o', 'named', url], { cwd: folder })).exit, 0)
    assert.equal(readlinkSync(join(folder, 'named')), join(elsewhere, 'real'))
    assert.equal(statSync(join(elsewhere, 'real')).size, 1000)
    writeFileSync(join(elsewhere, 'real'), 'precious')
    assert.equal((await sluice(['get', '-O', url], { cwd: folder })).exit, 0)
    assert.equal(lstatSync(join(folder, '1000')).isSymbolicLink(), false)
    assert.equal(readFileSync(join(elsewhere, 'real'), 'utf8'), 'precious')
    assert.deepEqual(namesIn(elsewhere), ['real'])
  })

  test('a link where the part or its record would be is not followed', async (t) => {
    const elsewhere = scratch(t)
    writeFileSync(join(elsewhere, 'precious'), 'precious')
    for (const name of ['it.part', 'it.part.json', 'it.part.json.tmp']) {
      const folder = scratch(t)
      symlinkSync(join(elsewhere, 'precious'), join(folder, name))
      const run = await sluice(['get', '-o', 'it', `${origin.url}/bytes/1000`], { cwd: folder })
      assert.ok(run.exit === 0 || run.exit === 23, run.stderr)
      if (run.exit === 0) assert.equal(statSync(join(folder, 'it')).size, 1000)
      assert.equal(readFileSync(join(elsewhere, 'precious'), 'utf8'), 'precious', name)
    }
  })

  test('a second name of the old file keeps the old content', async (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'it'), 'old')
    linkSync(join(folder, 'it'), join(folder, 'backup'))
    assert.equal((await sluice(['get', '-o', 'it', `${origin.url}/bytes/1000`], { cwd: folder })).exit, 0)
    assert.equal(readFileSync(join(folder, 'backup'), 'utf8'), 'old')
  })

  test('a part of another URL, a record that is none and a part without a record are not gone on from', async (t) => {
    for (const [stays, lay] of [
      [
        ['it.part', 'it.part.json'],
        (folder: string) => {
          writeFileSync(join(folder, 'it.part'), 'x'.repeat(1000))
          const record = {
            schema: 1,
            url: 'http://127.0.0.1:1/',
            validators: {},
            total: null,
            owner: { pid: 1e9, started: 0 },
          }
          writeFileSync(join(folder, 'it.part.json'), JSON.stringify(record))
        },
      ],
      [
        [],
        (folder: string) => {
          writeFileSync(join(folder, 'it.part'), 'x'.repeat(1000))
          writeFileSync(join(folder, 'it.part.json'), '{"schema":1,"url":')
        },
      ],
      [['it.part'], (folder: string) => writeFileSync(join(folder, 'it.part'), 'x'.repeat(1000))],
    ] as const) {
      const folder = scratch(t)
      lay(folder)
      const run = await sluice(['get', '-o', 'it', `${origin.url}/bytes/${size}`], { cwd: folder })
      assert.equal(run.exit, 0, run.stderr)
      assert.ok(readFileSync(join(folder, 'it')).equals(content))
      assert.deepEqual(namesIn(folder), ['it', ...stays])
    }
  })

  test('a record that somebody made up cannot splice: the end of the part is compared', async (t) => {
    const folder = scratch(t)
    const url = `${origin.url}/bytes/${size}`
    const etag = `"${size.toString(16)}-0"`
    const record = { schema: 1, url, validators: { etag }, total: size, owner: { pid: 1e9, started: 0 } }
    writeFileSync(join(folder, 'it.part'), Buffer.alloc(500_000, 'x'))
    writeFileSync(join(folder, 'it.part.json'), JSON.stringify(record))
    const run = await sluice(['get', '-v', '-o', 'it', url], { cwd: folder })
    assert.equal(run.exit, 0, run.stderr)
    assert.match(run.stderr, /starting over/)
    assert.ok(readFileSync(join(folder, 'it')).equals(content))
  })

  test('names from a URL and from a server stay in the folder', async (t) => {
    for (const name of [
      '../../evil',
      '..%2f..%2fevil',
      '/etc/evil',
      '..\\..\\evil',
      '.bashrc',
      'it.part.json',
      '\x1b[31m',
    ]) {
      const around = scratch(t)
      const folder = join(around, 'in')
      mkdirSync(folder)
      const server = await startRawServer(
        `HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename="${name.replaceAll('\\', '\\\\')}"\r\nContent-Length: 2\r\n\r\nhi`,
      )
      t.after(() => server.close())
      for (const args of [
        ['-J', `${server.url}/x`],
        ['-O', '--path-as-is', `${server.url}/${encodeURI(name)}`],
      ])
        assert.equal((await sluice(['get', ...args], { cwd: folder })).exit, 0, name)
      assert.deepEqual(namesIn(around), ['in'])
      for (const made of namesIn(folder)) assert.doesNotMatch(made, /[\p{Cc}/\\]/u)
      assert.ok(!namesIn(folder).includes('.bashrc') || name !== '.bashrc' || namesIn(folder).includes('_bashrc'))
    }
  })
})

async function seen(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5))
}
