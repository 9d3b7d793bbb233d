// Everything by keyboard, however fast it is pressed.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { eventsOfLast, part, state, until } from './browser.ts'

const printed = (count: number) =>
  `[...document.querySelectorAll('.print')].filter((line) => line.textContent).length === ${count}`

export const keyboard = (): void =>
  part('the keyboard', {}, (inBrowser) => {
    inBrowser('run, stop, step, read by read, views', async ({ page }) => {
      await page.keyboard.press('r')
      await state(page, 'running')
      await page.keyboard.press('Escape')
      await state(page, 'failed')
      for (let i = 1; i <= 3; i++) {
        await page.keyboard.press('s')
        if (i === 1) await state(page, 'running')
        await until(page, printed(i))
      }
      await page.keyboard.press('ArrowLeft')
      assert.match((await page.locator('.spoken').textContent())!, /^Read [23] at .* bytes/)
      const lanes = page.locator('.sluice [role=slider]')
      const spoken = await page.locator('.spoken').textContent()
      await lanes.press('ArrowLeft')
      await until(page, `/^Read [12] at .* bytes/.test(document.querySelector('.sluice [role=slider]').ariaValueText)`)
      await lanes.press('Home')
      await until(page, `document.querySelector('.sluice [role=slider]').ariaValueNow === '0'`)
      await lanes.press('ArrowUp')
      await until(page, `document.querySelector('.sluice [role=slider]').ariaValueNow === '1'`)
      // It speaks for itself, and once.
      assert.equal(await page.locator('.spoken').textContent(), spoken)
      const chosen = page.locator('[role=tab][aria-selected=true]')
      for (const [i, name] of ['Sluice', 'Time-sequence', 'Bytes', 'Log', 'Table'].entries()) {
        await page.keyboard.press(String(i + 1))
        assert.equal(await chosen.textContent(), name)
      }
      await chosen.focus()
      await page.keyboard.press('ArrowLeft')
      assert.equal(await page.locator('[role=tab]:focus').textContent(), 'Log')
      await page.keyboard.press('Escape')
      await page.locator('button:disabled', { hasText: 'Stop' }).waitFor()
    })

    inBrowser('no press is lost: S eight times at once is one run and eight reads', async ({ page, lab }) => {
      await page.evaluate(`for (let i = 0; i < 8; i++) dispatchEvent(new KeyboardEvent('keydown', { key: 's' }))`)
      const reads = async () => (await eventsOfLast(lab)).filter(({ type }) => type === 'read').length
      await state(page, 'running')
      for (let i = 0; i < 100 && (await reads()) < 8; i++) await page.waitForTimeout(20)
      // And no ninth.
      await page.waitForTimeout(100)
      assert.equal(await reads(), 8)
      await page.keyboard.press('r')
      await state(page, 'running')
      await page.keyboard.press('Escape')
      await state(page, 'failed')
    })

    inBrowser('run and stop at once: the run ends, whichever came first to the server', async ({ page }) => {
      await page.evaluate(`for (const key of ['r', 'Escape']) dispatchEvent(new KeyboardEvent('keydown', { key }))`)
      await state(page, 'failed')
    })

    inBrowser('sliders, an experiment, a dialog, saving: without a mouse', async ({ page }) => {
      // A label is its slider's.
      await page.locator('label span', { hasText: 'holds' }).click()
      assert.equal(await page.locator(':focus').getAttribute('data-setting'), 'receiveBuffer')
      await tabTo(page, 'input[data-setting=delay]')
      const value = () => page.locator('[data-setting=delay]').getAttribute('aria-valuetext')
      assert.equal(await value(), '0.25 s')
      await page.keyboard.press('Home')
      assert.equal(await value(), 'not at all')

      await tabTo(page, '.actions select')
      await page.keyboard.press('9')
      const guide = page.getByRole('region', { name: 'Experiments' })
      await guide.getByRole('heading', { name: 'Header and body' }).waitFor()
      await tabTo(page, 'input[type=radio]')
      await page.keyboard.press('Space')
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown')
      await tabTo(page, '.guide button')
      await page.keyboard.press('Enter')
      await guide.getByText('As you said.').waitFor()

      await tabTo(page, '.actions button', 'Exercises…')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'The chapter’s exercises' })
      await dialog.waitFor()
      await tabTo(page, 'summary', 'Exercise 4: count the paragraphs')
      await page.keyboard.press('Enter')
      await tabTo(page, 'textarea')
      await page.keyboard.type('1')
      await tabTo(page, 'details button', 'Compare')
      await page.keyboard.press('Enter')
      await dialog.getByText('the server’s file has').waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      assert.equal(await page.locator(':focus').textContent(), 'Exercises…')

      await tabTo(page, '.actions button', 'Save…')
      const download = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      await tabTo(page, 'dialog button', 'Trace (.ndjson)')
      await page.keyboard.press('Enter')
      assert.match((await download).suggestedFilename(), /^sluice-.*\.ndjson$/)
    })
  })

/** Tab until this is in focus. */
async function tabTo(page: Page, selector: string, words?: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    const focus = page.locator(':focus').and(page.locator(selector))
    if ((await focus.count()) > 0 && (words === undefined || (await focus.textContent()) === words)) return
  }
  assert.fail(`Tab does not lead to ${selector} ${words ?? ''}`)
}
