// The book's two patterns on a real path, where a segment carries 1,460 bytes (1,448 with timestamps): what its transcripts
// printed in 2013 and 2018, and that `sluice explain` sees it in ours. Needs root, for network namespaces.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { explanation } from '../../src/render/explanation.ts'
import { readTranscript, transcriptFacts } from '../../src/trace/transcript.ts'
import { scratch } from '../scratch.ts'
import { launcher, said } from '../sluice.ts'
import { ADDRESS, cannot, layPath } from './namespaces.ts'

test("the book's patterns on a real path", { skip: cannot() }, async (t) => {
  const path = layPath(t)
  const origin = path.run('server', fileURLToPath(new URL('origin.ts', import.meta.url)))
  await said(origin.stdout, 'up')

  const transcript = async (...flags: string[]) => {
    const output = join(scratch(t), 'cover3.jpg')
    const url = `http://${ADDRESS}:8080/cover3.jpg`
    const child = path.run('client', launcher, ['get', '-q', '--reads', '-o', output, ...flags, url])
    let text = ''
    for await (const bytes of child.stdout) text += String(bytes)
    const lines = readTranscript(text, 'transcript')
    const facts = transcriptFacts(lines)
    return { ...lines, ...facts, explained: explanation(lines, facts) }
  }
  const timestamps = async (on: boolean) => {
    const write = `require('fs').writeFileSync('/proc/sys/net/ipv4/tcp_timestamps', '${Number(on)}')`
    await once(path.run('client', '-e', [write]), 'exit')
  }

  for (const [on, bytes] of [
    [false, 1460],
    [true, 1448],
  ] as const) {
    await t.test(`read at once from a slow path, every read is whole segments of ${bytes}`, async () => {
      await timestamps(on)
      path.narrow(2, 100_000)
      const { reads, segment, explained } = await transcript()
      const whole = reads.slice(0, -1).filter((read) => read.bytes % bytes === 0)
      assert.ok(whole.length >= 0.8 * (reads.length - 1), `${whole.length} of ${reads.length}`)
      assert.equal(segment?.bytes, bytes)
      assert.match(explained, new RegExp(`^Segments of ${bytes} bytes`, 'm'))
    })
  }

  await t.test('read slowly, nearly every read is full', async () => {
    path.widen()
    const { reads, asked, full, explained } = await transcript('--delay', '10ms')
    assert.equal(asked, 5120)
    assert.ok(full >= reads.length - 3, `${full} of ${reads.length}`)
    assert.match(explained, /returned 5120 bytes, all that was asked for/)
  })
})
