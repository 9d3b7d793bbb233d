// What goes wrong: a page that is loaded again, a lab that is gone, traces that are cut off or lie.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { startLab } from '../../src/lab/lab.ts'
import { another, part, set, state } from './browser.ts'

export const wrong = (): void =>
  part('what goes wrong', {}, (inBrowser) => {
    inBrowser('a page that is loaded again goes on with the run, as it was set', async ({ page }) => {
      await set(page, 'delay', 400)
      await page.keyboard.press('r')
      await state(page, 'running')
      const run = await page.locator('html').getAttribute('data-run')
      await page.reload()
      await state(page, 'running')
      assert.equal(await page.locator('html').getAttribute('data-run'), run)
      assert.equal(await page.locator('[data-setting=delay]').getAttribute('aria-valuetext'), '0.4 s')
      await page.keyboard.press('Escape')
      await state(page, 'failed')
      await page.locator('.sentence').getByText('you stopped it').waitFor()
      // It has not sent everything.
      assert.equal(await page.locator('.server-text').textContent(), 'Server')
    })

    inBrowser('when the lab is gone, whatever is asked of it says so', async ({ context }) => {
      const lab = await startLab()
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      await page.goto(lab.url)
      await page.keyboard.press('r')
      await state(page, 'running')
      await lab.close()
      const gone = 'The lab does not answer.'
      const alert = page.getByRole('alert').getByText(gone)
      await alert.waitFor()
      await state(page, 'cut')
      await page.locator('.sentence').getByText('The trace ends here').waitFor()
      await page.keyboard.press('r')
      await page.getByRole('button', { name: 'Save…' }).click()
      await page.getByRole('button', { name: 'Trace (.ndjson)' }).click()
      await page.getByRole('button', { name: 'Transcript…' }).click()
      await page.keyboard.type('1 1')
      await page.locator('.explained').getByText(gone).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Exercises…' }).click()
      await page.locator('summary').first().click()
      await page.getByRole('dialog').getByText(gone).waitFor()
      assert.ok(await alert.count())
      assert.deepEqual(faults, [])
    })

    inBrowser('an answer that is not the lab’s is not read out', async ({ context, lab }) => {
      const page = await context.newPage()
      await page.goto(lab.url)
      await page.route('**/api/runs', (route) => route.fulfill({ status: 502, body: '<html>Bad Gateway</html>' }))
      await page.keyboard.press('r')
      await page.getByRole('alert').getByText('The lab does not answer.').waitFor()
    })

    inBrowser('a batch that breaks off is told once: when it has come whole', async ({ page }) => {
      let broken = ''
      await page.route(
        /follow=1/,
        async (route) => {
          broken = /runs\/(\d+)/.exec(route.request().url())![1]!
          const beginning = { type: 'trace', at: 0, version: 1, started: '', tool: '', url: 'http://a/', options: {} }
          await route.fulfill({ body: `${JSON.stringify({ ...beginning, capabilities: [] })}\n{"type":"req` })
        },
        { times: 1 },
      )
      await set(page, 'delay', 0)
      await another(page, () => page.keyboard.press('r'))
      assert.equal(await page.locator('html').getAttribute('data-run'), broken)
      await page.keyboard.press('4')
      const begun = page.locator('.log li').getByText('Your program is to retrieve')
      await begun.first().waitFor()
      assert.equal(await begun.count(), 1)
    })

    inBrowser('what a trace says is text, wherever it stands', async ({ page }) => {
      const evil = '<b class=evil>evil</b>'
      const text = `HTTP/1.1 404 ${evil}\r\nX: ${evil}\r\nContent-Type: image/${evil}`
      await open(page, [
        {
          type: 'trace',
          at: 0,
          version: 1,
          started: evil,
          tool: evil,
          url: `http://a/${evil}`,
          options: {},
          capabilities: [],
        },
        { type: 'request', at: 1, method: 'GET', target: '/', bytes: 3, text: `GET ${evil}` },
        { type: 'read', at: 2, bytes: 200, total: 200, asked: 512 },
        {
          type: 'head',
          at: 2,
          version: '1.1',
          status: 404,
          reason: evil,
          fields: [['Content-Type', `image/${evil}`]],
          text,
          offset: text.length,
          size: text.length + 4,
          framing: { type: 'length', length: 1e6 },
        },
        { type: 'setting', at: 3, name: evil, value: 1 },
        { type: 'failed', at: 5, code: 'x', message: evil, exit: 1 },
      ])
      await state(page, 'failed')
      const said = { 1: evil, 2: evil, 3: `X: ${evil}`, 4: `Failed: ${evil}.`, 5: evil }
      for (const [view, words] of Object.entries(said)) {
        await page.keyboard.press(view)
        await page.locator('main').getByText(words).first().waitFor()
        assert.equal(await page.locator('.evil').count(), 0)
      }
    })

    inBrowser('a trace that was cut off says so', async ({ page }) => {
      const began = {
        type: 'trace',
        at: 0,
        version: 1,
        started: '',
        tool: '',
        url: 'http://a/',
        options: {},
        capabilities: [],
      }
      await open(page, [began, { type: 'request', at: 1, method: 'GET', target: '/', bytes: 3, text: 'GET' }])
      await page.locator('.sentence').getByText('The trace ends here').waitFor()
    })

    inBrowser('an answer that is none is not told as one', async ({ page }) => {
      await page.getByRole('button', { name: 'Address…' }).click()
      await page.keyboard.type('/not-there')
      await page.keyboard.press('Enter')
      await page.locator('.sentence').getByText('The server answered 404 Not Found.').waitFor()
    })

    inBrowser('a view that is chosen moves nothing beside it', async ({ page }) => {
      const places = new Set<number>()
      for (const view of ['1', '2', '3', '4', '5']) {
        await page.keyboard.press(view)
        places.add((await page.locator('.desk').boundingBox())!.y)
      }
      assert.equal(places.size, 1, [...places].join(' '))
    })
  })

const open = (page: Page, events: object[]) =>
  page.setInputFiles('input[type=file]', {
    name: 'a.ndjson',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')),
  })
