// Against the servers people have.

import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { selfSigned } from '../certificate.ts'
import { generated } from '../faults/fault.ts'
import { find, unless } from '../programs.ts'
import { namesIn, scratch } from '../scratch.ts'
import { assertFailed, sluice } from '../sluice.ts'
import { freePorts, makers, startServer } from './server.ts'
import type { Place } from './server.ts'

const size = 3_000_000
const text = 'But soft what light through yonder window breaks\n'.repeat(20_000)

for (const maker of makers) {
  const skip =
    unless(maker.program, `${maker.name} is not installed`) || unless(find('openssl'), 'openssl is not installed')
  suite(maker.name, { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-server-'))
    let place: Place
    let server: { stop: () => Promise<void> }
    let content: Buffer

    before(async () => {
      content = await generated(size)
      // Servers that give up root read as somebody else.
      chmodSync(folder, 0o755)
      const [files, own] = [join(folder, 'content'), join(folder, 'own')]
      mkdirSync(files)
      mkdirSync(own)
      place = { content: files, own, certificate: selfSigned(own), ports: await freePorts() }
      writeFileSync(join(place.content, 'file.bin'), content)
      writeFileSync(join(place.content, 'text.txt'), text)
      server = await startServer(maker, place)
    })
    after(async () => {
      await server.stop()
      rmSync(folder, { recursive: true })
    })

    const origins = () => [
      { url: `http://127.0.0.1:${place.ports.http}`, options: [] },
      { url: `https://127.0.0.1:${place.ports.https}`, options: ['--cacert', place.certificate.certPath] },
    ]

    test('a file, over HTTP and TLS, on one connection and on four', async (t) => {
      for (const { url, options } of origins()) {
        for (const connections of ['1', '4']) {
          const into = scratch(t)
          const run = await sluice(['get', ...options, '-n', connections, '-o', 'it', `${url}/file.bin`], { cwd: into })
          assert.equal(run.exit, 0, run.stderr)
          assert.ok(readFileSync(join(into, 'it')).equals(content))
        }
      }
    })

    test('a range, several, and one that is not there', async (t) => {
      const into = scratch(t)
      const [origin] = origins()
      const url = `${origin!.url}/file.bin`
      await sluice(['get', '-r', '1000-1999', '-o', 'part', url], { cwd: into })
      await sluice(['get', '-r', '-500', '-o', 'end', url], { cwd: into })
      assert.ok(readFileSync(join(into, 'part')).equals(content.subarray(1000, 2000)))
      assert.ok(readFileSync(join(into, 'end')).equals(content.subarray(-500)))
      assertFailed(await sluice(['get', '-r', `${size}-`, '-o', 'no', url], { cwd: into }), 33, /416/)
      assert.deepEqual(namesIn(into), ['end', 'part'])
    })

    test('what was interrupted is gone on from; what changed is begun anew', async (t) => {
      for (const { url, options } of origins()) {
        const into = scratch(t)
        const name = `changing${options.length}.bin`
        const file = join(place.content, name)
        writeFileSync(file, content)
        utimesSync(file, 1e9, 1e9)
        const args = ['get', '-v', ...options, '-o', 'it', `${url}/${name}`]
        const slow = ['--limit-rate', '1M', '-m', '1']
        const first = await sluice([...args, ...slow], { cwd: into })
        assert.equal(first.exit, 28, first.stderr)
        const second = await sluice(args, { cwd: into })
        assert.equal(second.exit, 0, second.stderr)
        assert.match(second.stderr, /going on from byte/)
        assert.ok(readFileSync(join(into, 'it')).equals(content))

        assert.equal((await sluice([...args, ...slow], { cwd: into })).exit, 28)
        const other = await generated(size, 1)
        writeFileSync(file, other)
        const third = await sluice(args, { cwd: into })
        assert.equal(third.exit, 0, third.stderr)
        assert.match(third.stderr, /starting over/)
        assert.ok(readFileSync(join(into, 'it')).equals(other))
        assert.deepEqual(namesIn(into), ['it'])
      }
    })

    test('gzip is taken off when asked for, and not asked for when not', async (t) => {
      for (const { url, options } of origins()) {
        const into = scratch(t)
        const args = ['get', '--json', ...options, '-o', 'it']
        const coded = await sluice([...args, '--compressed', `${url}/gzip/text.txt`], { cwd: into })
        const told = JSON.parse(coded.stdout) as Told
        assert.equal(readFileSync(join(into, 'it'), 'utf8'), text)
        assert.equal(field(told, 'content-encoding'), 'gzip')
        assert.ok(told.bytes.received < text.length / 10)
        const plain = await sluice([...args, `${url}/gzip/text.txt`], { cwd: into })
        assert.equal(field(JSON.parse(plain.stdout) as Told, 'content-encoding'), undefined)
        assert.equal(readFileSync(join(into, 'it'), 'utf8'), text)
      }
    })

    test('HTTP/1.0, as the book speaks it', async (t) => {
      const into = scratch(t)
      const [origin] = origins()
      const run = await sluice(['get', '--http1.0', '--reads', '-o', 'it', `${origin!.url}/text.txt`], { cwd: into })
      assert.equal(run.exit, 0, run.stderr)
      assert.match(run.stdout, /\nHeader length \d+\nHTTP\/1\.[01] 200 OK\n/)
      assert.equal(readFileSync(join(into, 'it'), 'utf8'), text)
    })

    test('404, a moved folder, an empty file, and a condition that holds', async (t) => {
      const into = scratch(t)
      const [origin] = origins()
      assertFailed(await sluice(['get', '-o', 'no', `${origin!.url}/missing`], { cwd: into }), 22, /404/)
      writeFileSync(join(place.content, 'empty'), '')
      assert.equal((await sluice(['get', `${origin!.url}/empty`], { cwd: into })).exit, 0)
      assert.equal(readFileSync(join(into, 'empty')).length, 0)
      await sluice(['get', '--etag-save', 'tag', `${origin!.url}/text.txt`], { cwd: into })
      truncateSync(join(into, 'text.txt'), 10)
      const again = await sluice(['get', '--etag-compare', 'tag', `${origin!.url}/text.txt`], { cwd: into })
      assert.equal(again.exit, 0, again.stderr)
      assert.equal(readFileSync(join(into, 'text.txt')).length, 10)
    })

    test('many URLs on one connection', async (t) => {
      const into = scratch(t)
      for (const { url, options } of origins()) {
        const urls = Array.from({ length: 8 }, (_, i) => ['-o', String(i), `${url}/text.txt?${i}`]).flat()
        const run = await sluice(['get', '-v', ...options, '--output-dir', into, ...urls], { cwd: into })
        assert.equal(run.exit, 0, run.stderr)
        // Nobody is looked up for a connection that is up.
        assert.equal(run.stderr.match(/^\* 127\.0\.0\.1 is /gm)?.length, 1, run.stderr)
      }
    })
  })
}

interface Told {
  header: { fields: [string, string][] }
  bytes: { received: number }
}

const field = ({ header }: Told, name: string) => header.fields.find(([n]) => n.toLowerCase() === name)?.[1]
