// How fast the lab's page draws a trace of many reads: node scripts/lab-frames.ts [READS]     (built before, with chromium)
//
// Somebody drags over the lanes for three seconds. Told are the script's time for a frame, as the browser's own profiler
// counts it, and the frames that were seen.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '../src/lab/lab.ts'
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
const before = await spent()
// The pointer moves within the page, once a frame: moved from here it would be this script that is measured.
const { frames, took } = await page.evaluate<{ frames: number; took: number }>(`new Promise((resolve) => {
  const canvas = document.querySelector('.sluice canvas')
  const { left, top, width } = canvas.getBoundingClientRect()
  canvas.setPointerCapture = () => {}
  canvas.hasPointerCapture = () => true
  const began = performance.now()
  let frames = 0
  const move = () => {
    const clientX = left + width * (0.2 + 0.6 * (((frames * 7) % 100) / 100))
    canvas.dispatchEvent(new PointerEvent(frames === 0 ? 'pointerdown' : 'pointermove', { clientX, clientY: top + 200 }))
    frames++
    const took = performance.now() - began
    if (took < 3000) requestAnimationFrame(move)
    else resolve({ frames, took })
  }
  requestAnimationFrame(move)
})`)
const script = (await spent()) - before
await browser.close()
await lab.close()
rmSync(folder, { recursive: true })
process.stdout.write(
  `${reads} reads: opened in ${(opened / 1000).toFixed(1)} s; ${(script / frames).toFixed(1)} ms of script a frame, ${((frames / took) * 1000).toFixed(0)} frames a second\n`,
)
