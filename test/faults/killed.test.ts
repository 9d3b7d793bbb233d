// A process that is killed, or told to stop, at any instant: what it leaves is never wrong, and is gone on from.

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../../src/origin/origin.ts'
import type { Origin } from '../../src/origin/origin.ts'
import { scratch } from '../scratch.ts'
import { sluice, start } from '../sluice.ts'
import { assertSound, assertWhole, chance, count, each, generated, prepare, Tally } from './fault.ts'

const size = 6 * 2 ** 20

/** From the start of the process to its end, at this pace, bytes a second; several connections reach a multiple of it. */
const rate = '12M'

const ways = [
  { name: 'one connection', options: [], signals: ['SIGKILL'] },
  { name: 'four connections', options: ['-n', '4'], signals: ['SIGKILL'] },
  { name: 'one connection, asked to stop', options: [], signals: ['SIGINT', 'SIGTERM'] },
  { name: 'four connections, asked to stop', options: ['-n', '4'], signals: ['SIGINT', 'SIGTERM'] },
] as const

suite('killed', () => {
  let origin: Origin
  let content: Buffer
  before(async () => {
    origin = await startOrigin()
    content = await generated(size)
  })
  after(() => origin.close())

  for (const { name, options, signals } of ways) {
    test(`${name}: ${signals.join(' or ')} at instants by chance, again and again, until it is whole`, async (t) => {
      const random = chance(name.length)
      const tally = new Tally()
      const instants = Array.from({ length: count(6, 100) }, () => random())
      await each(instants, async (instant, index) => {
        const folder = scratch(t)
        prepare(folder, index)
        const url = `${origin.url}/bytes/${size}?rate=${rate}`
        const args = ['get', ...options, '-o', 'it', url]
        // Twice: what a part that was gone on from leaves is gone on from too.
        for (const part of [instant, random()]) {
          const { child, ended } = start(args, { cwd: folder })
          // From the start of the process, or from that of its part: a busy machine is long in starting one.
          if (index % 3 > 0) await begun(child, join(folder, 'it.part'))
          await sleep(part * 700)
          const signal = signals[index % signals.length]!
          child.kill(signal)
          const run = await ended
          const how = assertSound(run, folder, content)
          assert.ok(['ok', signal].includes(how), `${how}: ${run.stderr}`)
          tally.add(how)
          const path = join(folder, 'it.part')
          const kept = existsSync(path) ? statSync(path).size : 0
          if (how !== 'ok' && kept > 0) tally.add('kept something')
        }
        const last = await sluice([...args, '-v'], { cwd: folder })
        assertWhole(last, folder, content)
        if (last.stderr.includes('going on from byte')) tally.add('gone on')
      })
      tally.tell(t)
    })
  }

  test('a small file: SIGKILL at instants by chance: the old one or the new one', async (t) => {
    const random = chance(7)
    const tally = new Tally()
    const small = content.subarray(0, 200_000)
    const instants = Array.from({ length: count(12, 200) }, () => random())
    await each(instants, async (instant, index) => {
      const folder = scratch(t)
      prepare(folder, index)
      const args = ['get', '-o', 'it', `${origin.url}/bytes/${size}?rate=${rate}`, '-r', `0-${small.length - 1}`]
      const { child, ended } = start(args, { cwd: folder })
      await sleep(50 + instant * 250)
      child.kill('SIGKILL')
      tally.add(assertSound(await ended, folder, small))
      assertWhole(await sluice(args, { cwd: folder }), folder, small)
    })
    tally.tell(t)
  })

  test('a server that is stopped and started again in the middle', async (t) => {
    const tally = new Tally()
    const random = chance(3)
    await each(
      Array.from({ length: count(4, 20) }, () => random()),
      async (instant, index) => {
        const folder = scratch(t)
        prepare(folder, index)
        let server = await startOrigin({ behaviour: { rate: 2 ** 23 } })
        const { port } = server
        const options = index % 2 ? ['--retry', '5', '--retry-delay', '50ms', '--retry-all-errors'] : []
        const args = ['get', ...options, '-o', 'it', `${server.url}/bytes/${size}`]
        const running = sluice(args, { cwd: folder })
        await sleep(100 + instant * 600)
        await server.close()
        server = await startOrigin({ port })
        t.after(() => server.close())
        const run = await running
        tally.add(`${options.length ? 'with' : 'without'} --retry ${assertSound(run, folder, content)}`)
        if (options.length > 0) assert.equal(run.exit, 0, run.stderr)
        else assertWhole(await sluice(args, { cwd: folder }), folder, content)
      },
    )
    tally.tell(t)
  })
})

async function begun(child: ChildProcess, part: string): Promise<void> {
  while (child.exitCode === null && !existsSync(part)) await sleep(2)
}
