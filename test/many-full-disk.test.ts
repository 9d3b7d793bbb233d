// A list on a disk that is full: the run stops and says so, and goes on when there is room.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startManyServer } from './many-server.ts'
import { unless } from './programs.ts'
import { assertFailed, sluice } from './sluice.ts'
import { tmpfs } from './tmpfs.ts'

const skip = unless(tmpfs.possible, tmpfs.reason)

for (const format of ['files', 'tar', 'warc'])
  test(`${format}: a disk that is full`, { skip }, async (t) => {
    const large = Buffer.alloc(300_000, 'large')
    const server = await startManyServer((_host, target) =>
      target === '/robots.txt' ? undefined : { type: 'image/jpeg', body: target === '/2.jpg' ? large : 'small' },
    )
    t.after(() => server.close())
    const list = [1, 2, 3].map((n) => `http://127.0.0.1:${server.port}/${n}.jpg`).join('\n')
    const disk = tmpfs(t, '128k')
    const args = ['bulk', '-', '--input-format', 'txt', '--format', format, '--per-host', '1', '-o']
    const full = await sluice([...args, join(disk, 'out')], { input: list })
    assertFailed(
      full,
      23,
      /could not write .* after \d+ bytes: no space left on the device/,
      /goes on from what is whole/,
    )
    assert.match(full.stderr, /^stopped: what came last may not be kept/m)
    if (format === 'files') assert.match(full.stderr, /still to do = 3 offered/)
    // 128 KiB is all that there was room for.
    assert.ok(Number(/after (\d+) bytes/.exec(full.stderr)?.[1]) <= 128 * 1024, full.stderr)
    // There is room: the same command goes on, and all of it is there.
    execFileSync('mount', ['-o', 'remount,size=2M', disk])
    const again = await sluice([...args, join(disk, 'out')], { input: list })
    assert.equal(again.exit, 0, again.stderr)
    assert.match(again.stderr, /3 ok = 3 offered/)
    const found = format === 'files' ? `127.0.0.1:${server.port}/2.jpg` : `00000.${format}`
    assert.ok(readFileSync(join(disk, 'out', found)).includes(large))
  })

test('what was gathered when the disk was full is asked for again', { skip }, async (t) => {
  const body = Buffer.alloc(700_000, 'large')
  const server = await startManyServer((_host, target) =>
    target === '/robots.txt' ? undefined : { type: 'image/jpeg', body },
  )
  t.after(() => server.close())
  const input = Array.from({ length: 10 }, (_, n) => `http://127.0.0.1:${server.port}/${n}.jpg`).join('\n')
  const disk = tmpfs(t, '5M')
  const args = ['bulk', '-', '--input-format', 'txt', '--format', 'tar', '-o', join(disk, 'out')]
  assertFailed(await sluice(args, { input }), 23, /no space left on the device/, /goes on from what is whole/)
  execFileSync('mount', ['-o', 'remount,size=20M', disk])
  const again = await sluice(args, { input })
  assert.equal(again.exit, 0, again.stderr)
  assert.match(again.stderr, /10 ok = 10 offered/)
  const members = execFileSync('tar', ['-tf', join(disk, 'out/00000.tar')], { encoding: 'utf8' })
  const keys = Array.from({ length: 10 }, (_, n) => `00000000${n}`)
  assert.deepEqual(
    members.trimEnd().split('\n').toSorted(),
    keys.flatMap((key) => [`${key}.jpg`, `${key}.json`]),
  )
})

test('a disk that is found full between two rows', { skip }, async (t) => {
  // What is gathered is written every 100 ms, by a timer.
  const server = await startManyServer((_host, target) =>
    target === '/robots.txt' ? undefined : { type: 'image/jpeg', body: Buffer.alloc(3000, 'small') },
  )
  server.think = 40
  t.after(() => server.close())
  const input = Array.from({ length: 400 }, (_, n) => `http://127.0.0.1:${server.port}/${n}.jpg`).join('\n')
  const args = ['bulk', '-', '--input-format', 'txt', '--format', 'tar', '-o', join(tmpfs(t, '200k'), 'out')]
  assertFailed(await sluice(args, { input }), 23, /no space left on the device/, /goes on from what is whole/)
})
