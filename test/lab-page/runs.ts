// What a run shows: the pauses of the server's own kernel, a door that opens, a picture that grows, a replay that is the
// same.

import assert from 'node:assert/strict'
import { sha256, sha256Of } from '../scratch.ts'
import { another, drawn, eventsOfLast, part, run, set, state, until } from './browser.ts'

export const runs = (): void =>
  part('a run', {}, (inBrowser) => {
    inBrowser('the page is at most 40 KB as it is sent, and asks nobody but the lab', async ({ page, lab }) => {
      const asked: string[] = []
      const sizes: Promise<number>[] = []
      page.on('request', (request) => asked.push(request.url()))
      page.on('requestfinished', (request) => {
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
      })
      await page.reload({ waitUntil: 'networkidle' })
      const transfer = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
      assert.ok(transfer > 5000 && transfer <= 40_000, `${transfer} bytes`)
      assert.deepEqual(
        asked.filter((url) => !url.startsWith(`http://127.0.0.1:${lab.port}/`)),
        [],
      )
    })

    inBrowser('the delay dragged to 0 opens the door within a second', async ({ page, lab }) => {
      await set(page, 'delay', 250)
      await page.keyboard.press('r')
      await page.locator('.machine[data-server=paused]').waitFor()
      const box = (await page.locator('[data-setting=delay]').boundingBox())!
      const middle = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * 0.64, middle)
      await page.mouse.down()
      await page.mouse.move(box.x + 2, middle, { steps: 5 })
      await page.mouse.up()
      await page.locator('.machine[data-door=open]').waitFor()
      await state(page, 'done')
      // By the trace's own clock: what the browser needs to say so depends on the machine.
      const events = await eventsOfLast(lab)
      const let0 = events.findLast((event) => event.type === 'setting')
      assert.ok(let0 && let0.value === 0)
      const open = events.find((event) => event.type === 'kernel' && event.at > let0.at && (event.window ?? 0) >= 1460)
      assert.ok(open && open.at - let0.at < 1000, `${open?.at} ms, and was let go at ${let0.at}`)
    })

    inBrowser('the picture is painted from the bytes that were read, and is the server’s', async ({ page }) => {
      const picture = "document.querySelector('.picture img')"
      await set(page, 'delay', 50)
      await page.keyboard.press('r')
      await until(page, `${picture}.naturalHeight > 0`)
      assert.equal(await page.evaluate(`${picture}.complete`), false)
      const painted = () => page.locator('.picture').screenshot()
      const early = sha256(await painted())
      await state(page, 'done')
      await until(page, `${picture}.complete`)
      assert.notEqual(sha256(await painted()), early)
      const bytes = await page.evaluate(`fetch(${picture}.src).then((got) => got.bytes()).then((bytes) => [...bytes])`)
      assert.equal(sha256(Uint8Array.from(bytes as number[])), sha256Of('content/cover3.jpg'))
    })

    inBrowser('a replay at its end is the picture that was drawn live', async ({ page }) => {
      await run(page, 10)
      await page.evaluate('document.activeElement.blur()')
      const live = await drawn(page)
      for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key)
      assert.notEqual(await drawn(page), live)
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
      assert.equal(await drawn(page), live)
    })

    inBrowser('two runs that are compared are drawn in the colours of the theme', async ({ page }) => {
      await run(page, 0)
      await another(page, () => page.keyboard.press('r'))
      await page.getByRole('button', { name: 'Compare…' }).click()
      const first = `document.querySelector('dialog[open] canvas')`
      await until(page, `${first}.clientWidth > 0 && ${first}.width === ${first}.clientWidth`)
      await page.evaluate(`new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))`)
      const light = await page.evaluate<string>(`${first}.toDataURL()`)
      assert.equal(await page.evaluate<string>(`${first}.toDataURL()`), light)
      await page.emulateMedia({ colorScheme: 'dark' })
      await until(page, `${first}.toDataURL() !== ${JSON.stringify(light)}`)
    })

    inBrowser('the table has every read that was traced', async ({ page, lab }) => {
      await run(page, 5)
      await page.locator('body').press('5')
      const reads = (await eventsOfLast(lab)).filter((event) => event.type === 'read')
      const rows = page.locator('.table-view tbody tr')
      await rows.nth(reads.length - 1).waitFor()
      assert.equal(await rows.count(), reads.length)
      assert.equal((await rows.last().locator('td').allTextContents())[3], '230,607')
    })
  })
