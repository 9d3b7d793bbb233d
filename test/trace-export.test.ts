// --trace in other programs' formats, read by those programs.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { selfSigned } from './certificate.ts'
import { find, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { assertFailed, sluice } from './sluice.ts'

const tshark = find('tshark')
const skip = unless(tshark, 'tshark is not installed')

suite('--trace for others', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  const shown = (...args: string[]) =>
    execFileSync(tshark!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

  for (const [how, target, flags] of [
    ['at once', '/cover3.jpg', []],
    ['slowly, into a small buffer', '/cover3.jpg', ['--delay', '10ms', '--rcvbuf', '32k']],
    ['chunked', '/cover3.jpg?chunked=5000', ['--recv-size', '1000']],
    ['in segments', '/cover3.jpg?pace=1448,1ms', ['--recv-size', '5120']],
  ] as const) {
    test(`tshark reads a .pcapng without a complaint, and has the body of it: ${how}`, { skip }, async (t) => {
      const cwd = scratch(t)
      const run = await sluice(['get', ...flags, '--trace', 'run.pcapng', '-o', 'kept', `${origin.url}${target}`], {
        cwd,
      })
      assert.equal(run.exit, 0, run.stderr)
      const trace = join(cwd, 'run.pcapng')
      const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
      const wrong =
        '_ws.malformed || tcp.checksum.status==0 || ip.checksum.status==0 || tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || tcp.analysis.retransmission || tcp.analysis.out_of_order'
      assert.equal(shown('-r', trace, ...checks, '-Y', wrong), '')
      const objects = join(cwd, 'objects')
      shown('-r', trace, '-q', '--export-objects', `http,${objects}`)
      const [name] = readdirSync(objects)
      assert.ok(readFileSync(join(objects, name!)).equals(readFileSync(join(cwd, 'kept'))))
    })
  }

  test('tshark counts as many zero windows as the kernel told of', { skip }, async (t) => {
    const cwd = scratch(t)
    const flags = ['--delay', '20ms', '--rcvbuf', '32k', '--trace', 'run.pcapng', '--trace', 'run.ndjson']
    await sluice(['get', ...flags, `${origin.url}/cover3.jpg`], { cwd })
    const zeros = readFileSync(join(cwd, 'run.ndjson'), 'utf8').match(/"type":"window","state":"zero"/g) ?? []
    const counted = shown('-r', join(cwd, 'run.pcapng'), '-Y', 'tcp.window_size==0').trim().split('\n')
    assert.ok(zeros.length > 0)
    assert.equal(counted.length, zeros.length)
  })

  test('secrets in heads are written over, and the body stays', { skip }, async (t) => {
    const cwd = scratch(t)
    const url = `${origin.url}/cover3.jpg?field=${encodeURIComponent('Set-Cookie: id=hunter2; Path=/')}`
    await sluice(['get', '-u', 'me:hunter2', '--trace', 'run.pcapng', '-o', 'kept', url], { cwd })
    const file = readFileSync(join(cwd, 'run.pcapng'), 'latin1')
    assert.doesNotMatch(file, /id=hunter2; Path|bWU6aHVudGVyMg/)
    assert.match(file, /Set-Cookie: id=x+; Path=\/|Set-Cookie: id=x+\r/)
    shown('-r', join(cwd, 'run.pcapng'), '-q', '--export-objects', `http,${join(cwd, 'objects')}`)
    const [name] = readdirSync(join(cwd, 'objects'))
    assert.equal(readFileSync(join(cwd, 'objects', name!)).length, 230_210)
  })

  test('over TLS the packets are of the decrypted stream, and say so', { skip }, async (t) => {
    const cwd = scratch(t)
    const secure = await startOrigin({ tls: selfSigned(cwd) })
    t.after(() => secure.close())
    const run = await sluice(['get', '-k', '--trace', 'run.pcapng', '-o', 'kept', `${secure.url}/cover3.jpg`], { cwd })
    assert.equal(run.exit, 0, run.stderr)
    assert.match(
      readFileSync(join(cwd, 'run.pcapng'), 'latin1'),
      /The TLS layer is left out: this is the decrypted stream/,
    )
    shown('-r', join(cwd, 'run.pcapng'), '-q', '--export-objects', `http,${join(cwd, 'objects')}`)
    const [name] = readdirSync(join(cwd, 'objects'))
    assert.ok(readFileSync(join(cwd, 'objects', name!)).equals(readFileSync(join(cwd, 'kept'))))
  })

  test('a recording is written again as HAR and for Perfetto, but not as packets', async (t) => {
    const cwd = scratch(t)
    const traces = (name: string) => ['har', 'pftrace', 'perfetto.json'].flatMap((as) => ['--trace', `${name}.${as}`])
    await sluice(['get', '--trace', 'run.ndjson', ...traces('live'), `${origin.url}/cover3.jpg`], { cwd })
    const again = await sluice(['replay', 'run.ndjson', ...traces('again')], { cwd })
    assert.equal(again.exit, 0, again.stderr)
    for (const as of ['har', 'pftrace', 'perfetto.json'])
      assert.deepEqual(readFileSync(join(cwd, `again.${as}`)), readFileSync(join(cwd, `live.${as}`)))
    const itself = await sluice(['replay', 'run.ndjson', '--trace', './run.ndjson'], { cwd })
    assertFailed(itself, 2, /run.ndjson cannot be read and written at once/)
    const packets = await sluice(['replay', 'run.ndjson', '--trace', 'x.pcapng'], { cwd })
    assertFailed(packets, 2, /x.pcapng would hold the bytes that came/, /retrieve with --trace x.pcapng/)
  })
})
