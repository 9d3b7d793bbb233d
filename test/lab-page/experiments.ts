// Experiments: predicted, run, and checked by the lab itself.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { experiments as all } from '../../src/lab/page/experiments.ts'
import { cutOff, another, part } from './browser.ts'

const open = async (page: Page, id: string) => {
  await page.getByRole('combobox', { name: 'Experiments' }).selectOption(id)
  return page.getByRole('region', { name: 'Experiments' })
}

export const experiments = (): void => {
  part('an experiment', {}, (inBrowser) => {
    inBrowser('32 KB and 0.25 s: five pauses or more, as long as the server’s kernel says', async ({ page }) => {
      const guide = await open(page, 'forced')
      await guide.getByLabel('the server is made to stop').check()
      await guide.getByRole('button', { name: 'Run it' }).click()
      await guide.getByText('As you said.').waitFor({ timeout: 120_000 })
      const said = (await guide.textContent())!
      const [, pauses, drawn, kernel] = /(\d+) pauses, ([\d.]+) s in all as drawn here; .* counted ([\d.]+) s/
        .exec(said)!
        .map(Number)
      assert.ok(pauses! >= 5, said)
      assert.ok(Math.abs(drawn! - kernel!) <= 0.05 * kernel!, said)
      // Its own check says the same.
      assert.match(said, /That is flow control/)
      const sentence = (await page.locator('.sentence').textContent())!
      assert.match(sentence, /paused for \d/)
      assert.match(sentence, /What limited this download: your program\./)
    })

    inBrowser('predicted, run, and checked', async ({ page }) => {
      const guide = await open(page, 'header')
      await guide.getByRole('button', { name: 'Run it' }).click()
      await guide.getByText('First say what you expect').waitFor()
      await guide.getByLabel('at byte 393').check()
      await guide.getByRole('button', { name: 'Run it' }).click()
      await guide.getByText('It is: at byte 397.').waitFor()
      await guide.getByText('The header is 393 bytes').waitFor()
      assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Bytes')
      await page.locator('.in-blank').first().waitFor()
      assert.equal(await page.locator('.in-blank').first().textContent(), '0d 0a 0d 0a ')
    })

    inBrowser('each has a link', async ({ page, lab }) => {
      for (const { id, title } of all) {
        await page.goto(`http://127.0.0.1:${lab.port}/#${id}`)
        await page.getByRole('heading', { name: title }).waitFor()
      }
    })
  })

  part('an experiment of its own kind', {}, (inBrowser) => {
    inBrowser('who is slow: three runs, told apart by what each showed, and nothing told before', async ({ page }) => {
      const guide = await open(page, 'who')
      for (const name of ['A', 'B', 'C']) {
        await another(page, () => guide.getByRole('button', { name: `Run ${name}` }).click())
        assert.match((await page.locator('.sentence').textContent())!, /^Look at the lanes/)
        await guide.getByLabel(`Who is slow in run ${name}?`).selectOption('program')
      }
      await guide.getByText('From your side a slow server').waitFor()
      const told = await guide.locator('.suspects li span').allTextContents()
      const culprits = told.map(
        (words) => /^(?:Yes|No), (the server|the network|your program): /.exec(words)?.[1] ?? '',
      )
      assert.deepEqual(new Set(culprits), new Set(['the network', 'the server', 'your program']))
      for (const [i, words] of told.entries()) {
        assert.equal(words.startsWith('Yes'), culprits[i] === 'your program')
        const made = { 'the server': 'writes 50 KB', 'the network': 'lets 50 KB out', 'your program': 'sleeps 0.1 s' }
        assert.ok(words.includes(made[culprits[i] as keyof typeof made]), words)
      }
      await page.getByRole('button', { name: 'Compare…' }).click()
      const names = await page.getByRole('dialog').getByLabel('One run').locator('option').allTextContents()
      assert.deepEqual(names, ['Run A', 'Run B', 'Run C'])
      await page.setViewportSize({ width: 360, height: 740 })
      assert.deepEqual(await page.evaluate(cutOff), [])
    })

    inBrowser('the spider: pages come one by one, and the most linked is not the most important', async ({ page }) => {
      const guide = await open(page, 'spider')
      await guide.getByLabel('window.html: more pages').check()
      await guide.getByRole('button', { name: 'Let it go' }).click()
      const circles = guide.locator('.web circle')
      await circles.nth(2).waitFor()
      const early = await circles.count()
      await guide.getByText('It is: page2.htm').waitFor()
      assert.ok(early < 27, `${early} pages were there at once`)
      assert.equal(await circles.count(), 27)
      await guide.getByText('33 addresses found, 27 pages retrieved.').waitFor()
      assert.equal(await guide.locator('tbody tr').first().locator('th').textContent(), '/poems/')
      await page.setViewportSize({ width: 360, height: 740 })
      assert.deepEqual(await page.evaluate(cutOff), [])
      await guide.getByRole('button', { name: 'Leave the experiment' }).click()
      await page.locator('.sluice').waitFor()
    })
  })
}
