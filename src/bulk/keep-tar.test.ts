import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { scratch } from '../../test/scratch.ts'
import { Body } from './body.ts'
import { TarKeeper } from './keep-tar.ts'
import { plainHead } from './plain-head.ts'
import type { Result } from './row.ts'

const head = plainHead(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Type: video/mp4\r\n\r\n'))!

test('sizes in octal, and from 8 GiB on in binary, as tar(1) reads them', (t) => {
  const directory = scratch(t)
  const sizes = [0, 1, 8 ** 11 - 1, 8 ** 11, 5 * 2 ** 40]
  for (const size of sizes) {
    const path = join(directory, `${size}.tar`)
    const keeper = new TarKeeper(path, 'x.tar', 0)
    // Its head is looked at, and nothing of it is there.
    const body = Object.defineProperties(new Body(''), { size: { value: size }, bytes: { value: new Uint8Array(0) } })
    keeper.keep(new URL('http://a/b'), head, body, { key: '000010002' } as Result)
    keeper.finish()
    keeper.close()
    const { stdout } = spawnSync('tar', ['-tvf', path], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
    const [mode, , found, ...rest] = stdout.split('\n')[0]!.split(/ +/)
    assert.deepEqual([mode, Number(found), rest.at(-1)], ['-rw-r--r--', size, '000010002.mp4'])
  }
})
