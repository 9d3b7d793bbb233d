// Much of it: traces of 100,000 reads, and run after run.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Page } from 'playwright-core'
import { another, part, set } from './browser.ts'
import { longTrace } from './long-trace.ts'

export const large = (): void =>
  part('much of it', {}, (inBrowser) => {
    inBrowser('a frame costs what the screen is wide, not what the trace is long', async ({ page }) => {
      const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
      const strokes: Record<number, number> = {}
      for (const reads of [10_000, 100_000]) {
        const file = join(folder, `${reads}.ndjson`)
        writeFileSync(file, longTrace(reads))
        await page.setInputFiles('input[type=file]', file)
        await page
          .locator('.sluice')
          .getByText(`done: ${reads.toLocaleString('en')} reads`)
          .waitFor()
        strokes[reads] = await strokesOfADrag(page)
      }
      rmSync(folder, { recursive: true })
      const width = await page.evaluate<number>("document.querySelector('.sluice canvas').clientWidth")
      // Seven curves and areas, each of at most five points a column, and what is drawn once.
      assert.ok(strokes[100_000]! < 40 * width, `${strokes[100_000]} strokes on ${width} columns`)
      assert.ok(strokes[100_000]! < 1.3 * strokes[10_000]!, JSON.stringify(strokes))
    })

    inBrowser('twenty runs leave nothing behind, neither in the page nor in the lab', async ({ page, context }) => {
      await set(page, 'delay', 0)
      await set(page, 'receiveBuffer', 0)
      await set(page, 'recvSize', 2048)
      await page.getByRole('button', { name: 'Address…' }).click()
      await another(page, () => page.getByRole('button', { name: '/bytes/4000k' }).click())
      const debug = await context.newCDPSession(page)
      const used = async () => {
        await debug.send('HeapProfiler.collectGarbage')
        collect()
        const heap = (await debug.send('Runtime.getHeapUsage')) as Record<string, number>
        const { heapUsed, arrayBuffers } = process.memoryUsage()
        return {
          page: (heap['usedSize']! + (heap['embedderHeapUsedSize'] ?? 0) + (heap['backingStorageSize'] ?? 0)) / 1e6,
          lab: (heapUsed + arrayBuffers) / 1e6,
        }
      }
      const runs = async (count: number) => {
        for (let i = 0; i < count; i++) await another(page, () => page.keyboard.press('r'))
        return used()
      }
      const one = await used()
      // As many as are kept.
      const before = await runs(20)
      const after = await runs(20)
      const told = JSON.stringify({ one, before, after })
      // What a run leaves while it is kept shows that this would see it.
      assert.ok(before.page > one.page + 2 && before.lab > one.lab + 20, told)
      for (const side of ['page', 'lab'] as const)
        assert.ok(after[side] < before[side] + 0.3 * (before[side] - one[side]), told)
    })
  })

/** The most strokes of a frame while somebody drags over the lanes. */
async function strokesOfADrag(page: Page): Promise<number> {
  await page.evaluate(`window.counts = []; window.counting ??= (() => {
    for (const name of ['clearRect', 'lineTo', 'moveTo', 'arc', 'fillRect']) {
      const draw = CanvasRenderingContext2D.prototype[name]
      CanvasRenderingContext2D.prototype[name] = function (...box) {
        if (name === 'clearRect') counts.push(0)
        else counts[counts.length - 1]++
        draw.apply(this, box)
      }
    }
    return true
  })()`)
  await page.mouse.move(400, 400)
  await page.mouse.down()
  for (let x = 400; x < 800; x += 40) await page.mouse.move(x, 400)
  await page.mouse.up()
  const strokes = await page.evaluate<number[]>('counts')
  assert.ok(strokes.length > 3, `${strokes.length} frames`)
  return Math.max(...strokes)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
