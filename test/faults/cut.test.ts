// A body that is cut or reset at any place, in any framing: never taken for whole, and gone on from.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import type { Origin } from '../../src/origin/origin.ts'
import { namesIn, scratch } from '../scratch.ts'
import { sluice } from '../sluice.ts'
import { assertSound, assertWhole, chance, count, each, generated, prepare, Tally } from './fault.ts'

const size = 200_000
const chunk = 7000

/** In its first byte, in its status line, behind it. */
const inHead = [0, 1, 8, 15, 100]

/** Framings of the same content, and where their boundaries lie in the body. */
const framings = [
  { name: 'Content-Length', query: '', boundaries: [0, 1, size / 2, size - 1] },
  {
    name: 'chunked',
    query: `&chunked=${chunk}`,
    // Around a chunk's size line, its first and last byte and its line end; around the last chunk.
    boundaries: [
      0,
      1,
      4,
      5,
      6,
      7,
      8,
      6 + chunk,
      7 + chunk,
      8 + chunk,
      9 + chunk,
      14 + chunk,
      200_230,
      200_231,
      200_235,
    ],
  },
  { name: 'HTTP/1.0 with a length', query: '&close', boundaries: [0, size - 1], options: ['--http1.0'] },
]

suite('cut and reset', () => {
  let origin: Origin
  let content: Buffer
  before(async () => {
    origin = await startOrigin()
    content = await generated(size)
  })
  after(() => origin.close())

  for (const { name, query, boundaries, options = [] } of framings) {
    test(`${name}: at every boundary and at places by chance`, async (t) => {
      const random = chance(name.length)
      const places = [
        ...inHead,
        ...boundaries.map((place) => `body+${place}`),
        ...Array.from({ length: count(12, 200) }, () => `body+${Math.floor(random() * size)}`),
      ]
      const cases = places.flatMap((place) => [`cut=${place}`, `reset=${place}`])
      const tally = new Tally()
      await each(cases, async (how, index) => {
        const folder = scratch(t)
        prepare(folder, index)
        const args = ['get', ...options, '-o', 'it', `${origin.url}/bytes/${size}?${how}&times=1${query}&case=${index}`]
        const first = await sluice(args, { cwd: folder })
        assert.ok([18, 52, 56].includes(first.exit ?? 0), `${how}: ${first.exit} ${first.stderr}`)
        tally.add(assertSound(first, folder, content))
        const second = await sluice([...args, '-v'], { cwd: folder })
        assertWhole(second, folder, content)
        if (second.stderr.includes('going on from byte')) tally.add('gone on')
      })
      tally.tell(t)
      assert.ok(tally.get('gone on') > cases.length / 2)
    })
  }

  test('no length: a cut cannot be known, and is said; a reset is never a good end', async (t) => {
    const tally = new Tally()
    await each([0, 1, 1000, size - 1, size], async (place) => {
      const folder = scratch(t)
      const url = `${origin.url}/bytes/${size}?nolength`
      const cut = await sluice(['get', '-o', 'it', `${url}&cut=body+${place}`], { cwd: folder })
      tally.add(assertSound(cut, folder, content.subarray(0, place)))
      assert.match(cut.stderr, /length not declared/)
      const reset = await sluice(['get', '-o', 'it', `${url}&reset=body+${place}`], { cwd: scratch(t) })
      assert.equal(reset.exit, 56, reset.stderr)
      tally.add('56')
    })
    tally.tell(t)
  })

  test('--retry goes on from where it was cut, as often as it is', async (t) => {
    const tally = new Tally()
    await each(
      Array.from({ length: count(4, 20) }, (_, i) => i),
      async (index) => {
        const folder = scratch(t)
        prepare(folder, index)
        // The first four answers end early; each try gets a bit further.
        const how = `${index % 2 ? 'reset' : 'cut'}=body+90000&times=4&case=retry${index}`
        const url = `${origin.url}/bytes/${size}?${how}`
        const options = ['--retry', '5', '--retry-delay', '10ms', '--retry-all-errors', '--json']
        const run = await sluice(['get', ...options, '-o', 'it', url], { cwd: folder })
        assertWhole(run, folder, content)
        const { attempts } = JSON.parse(run.stdout) as { attempts: number }
        tally.add(`${attempts} tries`)
      },
    )
    tally.tell(t)
  })

  test('several connections: each answer is cut, and the file is whole in the end or not there', async (t) => {
    const large = 3 * 2 ** 20
    const whole = await generated(large)
    const tally = new Tally()
    const random = chance(5)
    await each(
      Array.from({ length: count(6, 60) }, (_, i) => i),
      async (index) => {
        const folder = scratch(t)
        prepare(folder, index)
        const place = Math.floor(random() * (large / 3))
        // Slow enough that several connections are worth it.
        const how = `${index % 2 ? 'reset' : 'cut'}=body+${place}&rate=3M&case=segments${index}`
        const args = ['get', '-n', '4', '-o', 'it', `${origin.url}/bytes/${large}?${how}`]
        for (let tries = 0; tries < 40; tries++) {
          const run = await sluice(args, { cwd: folder })
          const ended = assertSound(run, folder, whole)
          tally.add(ended)
          if (ended === 'ok') return assertWhole(run, folder, whole)
        }
        // Answers that end within the 64 KiB that are asked for again bring nothing new.
        tally.add('never whole')
        return undefined
      },
    )
    tally.tell(t)
  })
})

suite('what lies in a part', () => {
  // As a disk image: where it is all zeros, a piece of it is like any other.
  const image = Buffer.concat([Buffer.from('the first sector'), Buffer.alloc(3 * 2 ** 20)])

  for (const how of [['-r', '1000000-'], ['-H', 'Range: bytes=1000000-'], ['-C', '1000000'], ['-i'], ['--raw']]) {
    test(`${how.join(' ')}: it is not the beginning of the file, and nothing goes on from it`, async (t) => {
      const served = scratch(t)
      writeFileSync(join(served, 'image'), image)
      const origin = await startOrigin({ dir: served })
      t.after(() => origin.close())
      const folder = scratch(t)
      const url = `${origin.url}/image?cut=body+1500000&times=1&${how[0] === '--raw' ? 'chunked=700' : ''}`
      const first = await sluice(['get', '-o', 'it', ...how, url], { cwd: folder })
      assert.ok(first.exit === 18, first.stderr)
      assertSound(first, folder, image)
      assert.deepEqual(namesIn(folder), [])
      assertWhole(await sluice(['get', '-o', 'it', url], { cwd: folder }), folder, image)
    })
  }

  test('-C 1000000 over several connections: what it holds are the bytes from there on', async (t) => {
    const large = 3_000_000
    const origin = await startOrigin()
    t.after(() => origin.close())
    const folder = scratch(t)
    const url = `${origin.url}/bytes/${large}?rate=1500000`
    const run = await sluice(['get', '-n', '4', '-C', '1000000', '-o', 'it', url], { cwd: folder })
    assert.equal(run.exit, 0, run.stderr)
    assert.ok(readFileSync(join(folder, 'it')).equals((await generated(large)).subarray(1_000_000)))
  })

  test('a redirect led to it: it is gone on from all the same', async (t) => {
    const served = scratch(t)
    writeFileSync(join(served, 'image'), image)
    const origin = await startOrigin({ dir: served })
    t.after(() => origin.close())
    const folder = scratch(t)
    const args = ['get', '-o', 'it', `${origin.url}/x?to=${encodeURIComponent('/image?cut=body+2000000&times=1')}`]
    assert.equal((await sluice(args, { cwd: folder })).exit, 18)
    const second = await sluice([...args, '-v'], { cwd: folder })
    assertWhole(second, folder, image)
    assert.match(second.stderr, /going on from byte 2000000/)
  })

  test('of another URL: it stays, that is said, and -C - goes on from it where the file is the same', async (t) => {
    const served = scratch(t)
    writeFileSync(join(served, 'image'), image)
    const origin = await startOrigin({ dir: served })
    t.after(() => origin.close())
    const folder = scratch(t)
    const [old, signed] = [`${origin.url}/image?cut=body+2000000&times=1`, `${origin.url}/image?signed=again`]
    assert.equal((await sluice(['get', '-o', 'it', old], { cwd: folder })).exit, 18)
    const other = await sluice(['get', '-o', 'it', signed], { cwd: folder })
    assert.equal(other.exit, 0)
    assert.match(other.stderr, /it\.part is the beginning of .*cut=body.* and stays/)
    assert.deepEqual(namesIn(folder), ['it', 'it.part', 'it.part.json'])
    const second = await sluice(['get', '-o', 'it', '-C', '-', '-v', signed], { cwd: folder })
    assertWhole(second, folder, image)
    assert.match(second.stderr, /going on from byte 2000000/)
  })
})
