// A wall clock that jumps, forwards or backwards, in the middle.

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import { unless } from '../programs.ts'
import { scratch } from '../scratch.ts'
import { sluice } from '../sluice.ts'
import { assertWhole, each, generated } from './fault.ts'

const library = ['/usr/lib', '/usr/lib64']
  .flatMap((folder) => (existsSync(folder) ? [folder, ...readdirSync(folder).map((name) => join(folder, name))] : []))
  .map((folder) => join(folder, 'faketime/libfaketimeMT.so.1'))
  .find((path) => existsSync(path))

test('neither ends a retrieval nor spoils it', { skip: unless(library, 'libfaketime is not installed') }, async (t) => {
  const origin = await startOrigin()
  t.after(() => origin.close())
  const size = 2 ** 20
  const content = await generated(size)
  await each(['+3600', '-3600', '+315360000', '-315360000'], async (jump, index) => {
    const folder = scratch(t)
    const clock = join(scratch(t), 'clock')
    writeFileSync(clock, '+0')
    // The monotonic clock never jumps; it is left alone.
    const env = {
      LD_PRELOAD: library!,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    }
    const options = ['--max-time', '30', '--idle-timeout', '10', '--delay', '20ms', '--recv-size', '64k']
    // The first answer is cut: the next try waits by a clock too.
    const url = `${origin.url}/bytes/${size}?rate=2M&cut=body+500000&times=1&case=${index}`
    const retry = ['--retry', '3', '--retry-delay', '100ms', '--retry-max-time', '20', '--retry-all-errors']
    const running = sluice(['get', ...options, ...retry, '-o', 'it', url], { cwd: folder, env })
    await sleep(350)
    writeFileSync(clock, jump)
    assertWhole(await running, folder, content)
  })
})
