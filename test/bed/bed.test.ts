// The verdict on a real path, against a truth that is not ours: how the path and the server were made, and what the
// sending kernel says of itself. Needs root, for network namespaces.

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { OriginSample } from '../../src/trace/event.ts'
import { launcher, said } from '../sluice.ts'
import { ADDRESS, cannot, layPath, type Path } from './namespaces.ts'

/** What `sluice why --json` says, as far as it is asked here. */
interface Said {
  limited_by: string
  shares: Record<string, number>
  kernel: { pause_ms: number | null } | null
}

interface Bed extends Path {
  /** Judges a retrieval, and asks the sending kernel how long our window held it, ms. */
  why: (target: string, ...flags: string[]) => Promise<Said & { held: number }>
}

async function bedOf(t: TestContext): Promise<Bed> {
  const path = layPath(t)
  const origin = path.run('server', fileURLToPath(new URL('origin.ts', import.meta.url)))
  const held = new Map<number, number>()
  let rest = ''
  origin.stdout.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const { connection = 0, rwndLimited } = JSON.parse(line) as OriginSample
      if (rwndLimited !== undefined) held.set(connection, rwndLimited)
    }
  })
  await said(origin.stdout, 'up')
  return {
    ...path,
    async why(target, ...flags) {
      const child = path.run('client', launcher, ['why', '--json', ...flags, `http://${ADDRESS}:8080${target}`])
      let answer = ''
      for await (const bytes of child.stdout) answer += String(bytes)
      return { ...(JSON.parse(answer) as Said), held: [...held.values()].at(-1) ?? 0 }
    },
  }
}

test('the verdict on a real path', { skip: cannot() }, async (t) => {
  const bed = await bedOf(t)

  await t.test('a server that paces itself is the server’s', async () => {
    const { limited_by } = await bed.why('/bytes/600000?pace=10000,25ms')
    assert.equal(limited_by, 'server')
  })

  await t.test('a server that thinks first is the server’s, and the time is called so', async () => {
    const { limited_by, shares } = await bed.why('/bytes/100000?think=700ms')
    assert.equal(limited_by, 'server')
    assert.ok(shares['think']! > 0.5)
  })

  await t.test('a server that sends evenly, in full segments, is not taken for a slow path', async () => {
    assert.equal((await bed.why('/bytes/600000?pace=1448,4ms')).limited_by, 'server')
  })

  await t.test('a bottleneck is the network’s', async () => {
    bed.narrow(10, 100_000)
    assert.equal((await bed.why('/bytes/2000000')).limited_by, 'network')
    bed.widen()
  })

  // Measured within 3 %; what is promised is 5 %.
  const near = (ours: number | null | undefined, held: number) =>
    assert.ok(ours != null && Math.abs(ours / held - 1) <= 0.05, `we say ${ours} ms, the sender's kernel ${held} ms`)

  // On a busy machine samples come late and no pause is told; where it can be told it must be, and be near.
  const tellsPause = async (path: string, ...flags: string[]) => {
    for (let tries = 1; ; tries++) {
      const { limited_by, kernel, held } = await bed.why(path, ...flags)
      assert.equal(limited_by, 'receiver')
      if (kernel?.pause_ms != null || tries === 5) return near(kernel?.pause_ms, held)
    }
  }

  await t.test('a slow reader is ours, and the server was held as long as its own kernel says', () =>
    tellsPause('/bytes/400000', '--recv-size', '512', '--delay', '2ms'),
  )

  await t.test('so is one with a receive buffer of its own', () =>
    tellsPause('/bytes/600000', '--recv-size', '512', '--delay', '2ms', '--rcvbuf', '98304'),
  )

  await t.test(
    'where the sender’s congestion window may have held it as well, a pause is right or not told',
    async () => {
      const { limited_by, kernel, held } = await bed.why('/bytes/500000', '--recv-size', '5120', '--delay', '15ms')
      assert.equal(limited_by, 'receiver')
      if (kernel?.pause_ms != null) near(kernel.pause_ms, held)
    },
  )

  await t.test('with a buffer of a few segments it is ours too, and no pause is claimed', async () => {
    const flags = ['--recv-size', '4096', '--delay', '20ms', '--rcvbuf', '8192']
    const { limited_by, kernel } = await bed.why('/bytes/200000', ...flags)
    assert.equal(limited_by, 'receiver')
    assert.equal(kernel?.pause_ms, null)
  })
})
