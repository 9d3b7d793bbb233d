// Much of it: traces of 100,000 reads, and run after run.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Page } from 'playwright-core'
import { another, drawn, part, set } from './browser.ts'
import { longTrace } from './long-trace.ts'

export const large = (): void =>
  part('much of it', {}, (inBrowser) => {
    inBrowser(
      'a drawing costs what the screen is wide, not what the trace is long, and a drag costs none',
      async ({ page }) => {
        const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
        const strokes: Record<number, number> = {}
        await countStrokes(page)
        for (const reads of [10_000, 100_000]) {
          const file = join(folder, `${reads}.ndjson`)
          writeFileSync(file, longTrace(reads))
          await page.setInputFiles('input[type=file]', file)
          await page
            .locator('.sluice')
            .getByText(`done: ${reads.toLocaleString('en')} reads`)
            .waitFor()
          await strokesSoFar(page)
          await page.emulateMedia({ colorScheme: reads === 10_000 ? 'dark' : 'light' })
          await drawn(page)
          strokes[reads] = Math.max(...(await strokesSoFar(page)))
          const dragged = await strokesOfADrag(page)
          assert.ok(dragged.length > 3, `${dragged.length} frames`)
          assert.ok(Math.max(...dragged) < 20, `${dragged.join(' ')} strokes`)
        }
        rmSync(folder, { recursive: true })
        const width = await page.evaluate<number>("document.querySelector('.sluice canvas').clientWidth")
        // Seven curves and areas, each of at most five points a column, and what is drawn once.
        assert.ok(
          strokes[100_000]! > width && strokes[100_000]! < 40 * width,
          `${strokes[100_000]} strokes on ${width} columns`,
        )
        assert.ok(strokes[100_000]! < 1.3 * strokes[10_000]!, JSON.stringify(strokes))
      },
    )

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

/** Of each frame of the lanes; it ends when it is put on the screen. */
const countStrokes = (page: Page) =>
  page.evaluate(`window.counts = [0]
    for (const name of ['drawImage', 'lineTo', 'moveTo', 'arc', 'fillRect']) {
      const draw = CanvasRenderingContext2D.prototype[name]
      CanvasRenderingContext2D.prototype[name] = function (...box) {
        if (name === 'drawImage') counts.push(0)
        else counts[counts.length - 1]++
        draw.apply(this, box)
      }
    }`)

const strokesSoFar = (page: Page) => page.evaluate<number[]>('counts.splice(0, Infinity, 0)')

async function strokesOfADrag(page: Page): Promise<number[]> {
  await page.mouse.move(400, 400)
  await page.mouse.down()
  for (let x = 400; x < 800; x += 40) await page.mouse.move(x, 400)
  await page.mouse.up()
  return strokesSoFar(page)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
