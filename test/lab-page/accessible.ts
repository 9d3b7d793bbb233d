// axe finds nothing: on any view, in any dialog and experiment, in both themes.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { experiments } from '../../src/lab/page/experiments.ts'
import { cutOff, part, run } from './browser.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const accessible = (): void =>
  part('accessible', { run: 'python3 mine.py {url}' }, (inBrowser) => {
    for (const colorScheme of ['light', 'dark'] as const)
      inBrowser(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme })
        // Through the debugger: the page's own rules let no script in.
        await page.evaluate(source)
        await clean(page, 'before a run')
        await run(page, 0)
        for (const view of [1, 2, 3, 4, 5]) {
          await page.locator('body').press(String(view))
          await page.waitForTimeout(50)
          await clean(page, `view ${view}`)
        }
        await page.locator('body').press('1')
        for (const name of ['Address…', 'Exercises…', 'Transcript…', 'Compare…', 'Save…']) {
          await page.getByRole('button', { name }).click()
          for (const closed of await page.locator('dialog[open] summary').all()) await closed.click()
          if (name === 'Transcript…') {
            await page.locator('dialog[open] textarea').fill('5120 5120\n4240 9360\n')
            await page.locator('.explained:not(:empty)').waitFor()
          }
          await clean(page, name)
          await page.keyboard.press('Escape')
        }
        const list = page.getByRole('combobox', { name: 'Experiments' })
        // Those of one run differ in words only.
        for (const { id } of [experiments[0]!, ...experiments.filter((each) => 'panel' in each)]) {
          await list.selectOption(id)
          if (id === 'spider') {
            await page.getByLabel('page2.htm: it').check()
            await page.getByRole('button', { name: 'Let it go' }).click()
            await page.getByText('As you said.').waitFor()
          }
          await clean(page, id)
        }
      })

    inBrowser('on a screen of 360 pixels nothing is cut off', async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 })
      await run(page, 0)
      for (const view of [1, 2, 3, 4, 5]) {
        await page.locator('body').press(String(view))
        await page.waitForTimeout(50)
        assert.deepEqual(await page.evaluate(cutOff), [], `view ${view}`)
      }
      for (const { id } of experiments) {
        await page.getByRole('combobox', { name: 'Experiments' }).selectOption(id)
        assert.deepEqual(await page.evaluate(cutOff), [], id)
      }
    })
  })

async function clean(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
  )
  assert.deepEqual(found, [], where)
}
