// What is saved: a trace that opens as the same picture, files of other programs, and what the screen shows.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { drawn, eventsOfLast, part, run } from './browser.ts'
import { importHar } from './har-import.ts'

async function save(page: Page, format: string): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: format }).click()
  return readFileSync(await (await download).path())
}

export const saved = (): void =>
  part('what is saved', {}, (inBrowser) => {
    inBrowser('the trace can be opened again, and is the same picture', async ({ page }) => {
      await run(page, 5)
      const live = await drawn(page)
      const trace = await save(page, 'Trace (.ndjson)')
      assert.ok((await save(page, 'Wireshark')).length > 230_607)
      assert.ok((await save(page, '(.pftrace)')).length > 1000)
      await page.reload()
      await page.setInputFiles('input[type=file]', {
        name: 'a.ndjson',
        mimeType: 'application/x-ndjson',
        buffer: trace,
      })
      await page.locator('html[data-state=done]').waitFor()
      assert.equal(await drawn(page), live)
    })

    inBrowser('the HAR is imported by Chromium’s own network panel', async ({ page, lab, skip }) => {
      await run(page, 10)
      const har = (await save(page, 'HAR, for')).toString()
      const events = await eventsOfLast(lab)
      const [began, ended] = [events.find(({ type }) => type === 'request'), events.at(-1)]
      const imported = await importHar(har)
      if (!imported) return skip('this Chromium has another network panel')
      const [request, ...more] = imported
      assert.deepEqual(more, [])
      const { took, ...shown } = request!
      assert.deepEqual(shown, {
        url: events[0]?.type === 'trace' ? events[0].url : '',
        method: 'GET',
        status: 200,
        type: 'image/jpeg',
        content: 230_210,
        transferred: 230_607,
        fields: 12,
      })
      assert.ok(Math.abs(took * 1000 - (ended!.at - began!.at)) < 0.3 * ended!.at, `${took} s`)
    })

    inBrowser('a picture and a drawing hold what the screen shows', async ({ page, context }) => {
      await run(page, 10)
      await drawn(page)
      await page.waitForTimeout(300)
      const screen = await page.screenshot()
      const png = await save(page, 'as a picture')
      const svg = await save(page, 'as a drawing')
      const parts = ['.sentence', ...['server', 'door', 'buffer', 'program'].map((of) => `.label.of-${of}`)]
      const boxes = await page.evaluate<Record<string, number[]>>(`Object.fromEntries(${JSON.stringify([
        ...parts,
        '.sluice canvas',
        '.machine',
        '.picture',
      ])}.map((part) => {
        const from = document.querySelector('main').getBoundingClientRect()
        const { left, top, width, height } = document.querySelector(part).getBoundingClientRect()
        return [part, [left, top, left - from.left + 16, top - from.top + 16, width, height]]
      }))`)
      // On a page without the lab's rules, which let no such picture be loaded: how much of each part is not paper.
      const bench = await context.newPage()
      const inks = await bench.evaluate<Record<string, number[]>>(`(async () => {
        const boxes = ${JSON.stringify(boxes)}
        const load = async (type, data, scale) => {
          const image = new Image()
          image.src = 'data:' + type + ';base64,' + data
          await image.decode()
          const canvas = new OffscreenCanvas(image.width / scale, image.height / scale)
          const context = canvas.getContext('2d', { willReadFrequently: true })
          context.drawImage(image, 0, 0, canvas.width, canvas.height)
          return context
        }
        const ink = (context, x, y, width, height) => {
          const { data } = context.getImageData(x, y, width, height)
          let n = 0
          for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i] - 252) + Math.abs(data[i + 1] - 250) + Math.abs(data[i + 2] - 246) > 48) n++
          return n
        }
        const [screen, png, svg] = [
          await load('image/png', '${screen.toString('base64')}', 1),
          await load('image/png', '${png.toString('base64')}', 2),
          await load('image/svg+xml', '${svg.toString('base64')}', 1),
        ]
        return Object.fromEntries(Object.entries(boxes).map(([part, [left, top, x, y, width, height]]) => [part, [
          ink(screen, left, top, width, height), ink(png, x, y, width, height), ink(svg, x, y, width, height),
        ]]))
      })()`)
      await bench.close()
      for (const [where, [onScreen = 0, ...onPaper]] of Object.entries(inks))
        for (const ink of onPaper)
          assert.ok(
            onScreen > 30 && ink > 0.75 * onScreen && ink < 1.33 * onScreen,
            `${where}: ${ink}, not ${onScreen}`,
          )
      const words = svg.toString().replaceAll(/<[^>]*>/g, ' ')
      for (const said of ['What limited this download:', 'Door (TCP window)', 'bytes waiting', 'done: ', '100%', ' s '])
        assert.ok(words.includes(said), said)
    })

    inBrowser('a file that is no trace is refused with its line', async ({ page }) => {
      const buffer = Buffer.from('{"type":"read"}\n')
      await page.setInputFiles('input[type=file]', { name: 'a.ndjson', mimeType: 'application/x-ndjson', buffer })
      await page.getByRole('alert').getByText('line 1').waitFor()
    })

    inBrowser('before a run there is nothing to save, and it says so', async ({ page }) => {
      await page.getByRole('button', { name: 'Save…' }).click()
      await page.getByRole('button', { name: 'Trace (.ndjson)' }).click()
      await page.getByRole('alert').getByText('nothing to save').waitFor()
    })
  })
