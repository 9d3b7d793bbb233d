// A disk that is full at any byte.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import type { Origin } from '../../src/origin/origin.ts'
import { unless } from '../programs.ts'
import { assertFailed, sluice } from '../sluice.ts'
import { tmpfs } from '../tmpfs.ts'
import { assertSound, assertWhole, chance, count, each, generated, old, Tally } from './fault.ts'

const size = 3_000_000

suite('a full disk', { skip: unless(tmpfs.possible, tmpfs.reason) }, () => {
  let origin: Origin
  let content: Buffer
  before(async () => {
    origin = await startOrigin()
    content = await generated(size)
  })
  after(() => origin.close())

  for (const options of [[], ['-n', '4']]) {
    test(`${options.join(' ') || 'one connection'}: at places by chance, and gone on from when there is room`, async (t) => {
      const random = chance(11)
      const tally = new Tally()
      const rooms = Array.from({ length: count(6, 50) }, () => 16 + Math.floor((random() * size) / 1024))
      await each(rooms, async (kib, index) => {
        const folder = tmpfs(t, `${kib}k`)
        if (index % 2) writeFileSync(join(folder, 'it'), old)
        const args = ['get', ...options, '-o', 'it', `${origin.url}/bytes/${size}?rate=12M`]
        const run = await sluice(args, { cwd: folder })
        assertFailed(run, 23, /could not write .*: no space left on the device/, /free some space/)
        tally.add(assertSound(run, folder, content))
        execFileSync('mount', ['-o', 'remount,size=16m', folder])
        const again = await sluice([...args, '-v'], { cwd: folder })
        assertWhole(again, folder, content)
        if (again.stderr.includes('going on from byte')) tally.add('gone on')
      })
      tally.tell(t)
    })
  }

  test('no room for anything at all', async (t) => {
    const folder = tmpfs(t, '16k')
    writeFileSync(join(folder, 'it'), old)
    writeFileSync(join(folder, 'rest'), Buffer.alloc(12 * 1024))
    const run = await sluice(['get', '-o', 'it', `${origin.url}/bytes/${size}`], { cwd: folder })
    assert.equal(run.exit, 23, run.stderr)
    assert.equal(readFileSync(join(folder, 'it'), 'utf8'), old)
    assert.equal(existsSync(join(folder, 'it.part')), false)
  })
})
