// How fast the lab's page draws a trace of many reads: node scripts/lab-frames.ts [READS]     (built before, with chromium)
//
// Somebody drags over the lanes for three seconds, and then watches a run as it happens. Told are the frames that were
// seen, and the script's time for one, as the browser's own profiler counts it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '../src/lab/lab.ts'
import { ranges } from '../src/lab/settings.ts'
import type { Setting } from '../src/lab/settings.ts'
import { launch } from '../test/lab-page/browser.ts'
import { longTrace } from '../test/lab-page/long-trace.ts'

const reads = Number(process.argv[2] ?? 100_000)
const folder = mkdtempSync(join(tmpdir(), 'sluice-frames-'))
const file = join(folder, 'long.ndjson')
writeFileSync(file, longTrace(reads))
const lab = await startLab()
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
await page.goto(lab.url)

const began = performance.now()
await page.setInputFiles('input[type=file]', file)
await page.getByText(`done: ${reads.toLocaleString('en')} reads`).waitFor()
const opened = performance.now() - began

const debug = await page.context().newCDPSession(page)
await debug.send('Performance.enable', { timeDomain: 'threadTicks' })
const spent = async () => {
  const { metrics } = await debug.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'ScriptDuration')!.value * 1000
}
/** Of `seconds` in which the page does `each` in each frame. */
async function seen(seconds: number, each: string): Promise<string> {
  const before = await spent()
  const { frames, took } = await page.evaluate<{ frames: number; took: number }>(`new Promise((resolve) => {
    const began = performance.now()
    let frames = 0
    const frame = () => {
      ${each}
      frames++
      const took = performance.now() - began
      if (took < ${seconds * 1000}) requestAnimationFrame(frame)
      else resolve({ frames, took })
    }
    requestAnimationFrame(frame)
  })`)
  const script = ((await spent()) - before) / frames
  return `${((frames / took) * 1000).toFixed(0)} frames a second, ${script.toFixed(1)} ms of script each`
}

// The pointer moves within the page, once a frame: moved from here it would be this script that is measured.
await page.evaluate(`window.canvas = document.querySelector('.sluice canvas')
  window.box = canvas.getBoundingClientRect()
  canvas.setPointerCapture = () => {}
  canvas.hasPointerCapture = () => true`)
const dragged = await seen(
  3,
  `const clientX = box.left + box.width * (0.2 + 0.6 * (((frames * 7) % 100) / 100))
  canvas.dispatchEvent(new PointerEvent(frames === 0 ? 'pointerdown' : 'pointermove', { clientX, clientY: box.top + 200 }))`,
)

const settings = { rate: 500_000, receiveBuffer: 0, recvSize: 64, delay: 0 }
for (const [name, value] of Object.entries(settings))
  await page.locator(`[data-setting=${name}]`).fill(String(ranges[name as Setting].places.indexOf(value)))
await page.getByRole('button', { name: 'Address…' }).click()
await page.getByRole('button', { name: '/bytes/4000k' }).click()
await page.locator('html[data-state=running]').waitFor()
await page.waitForTimeout(1000)
const live = await seen(3, '')
await browser.close()
await lab.close()
rmSync(folder, { recursive: true })
process.stdout.write(
  `${reads} reads: opened in ${(opened / 1000).toFixed(1)} s; dragged over: ${dragged}\na run of 8,000 reads a second: ${live}\n`,
)
