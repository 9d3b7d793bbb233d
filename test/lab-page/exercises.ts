// Exercises and transcripts: what a program printed, pasted or run by the lab.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { part } from './browser.ts'

const exercise = async (page: Page, number: number) => {
  await page.getByRole('button', { name: 'Exercises…' }).click()
  const task = page.locator('details', { hasText: `Exercise ${number}` })
  await task.locator('summary').click()
  return task
}

export const exercises = (): void => {
  part('an exercise', {}, (inBrowser) => {
    inBrowser('what was pasted is compared with what the server has', async ({ page }) => {
      const task = await exercise(page, 4)
      await task.getByText('sluice lab --run').waitFor()
      const url = (await task
        .locator('code')
        .filter({ hasText: /^http:/ })
        .textContent())!
      const paragraphs = (await (await fetch(url)).text()).split('<p>').length - 1
      for (const [printed, said] of [
        ['paragraphs: 1', /the server’s file has/],
        [`Enter - ${url}\n${paragraphs}`, /^Right: /],
      ] as const) {
        await task.getByLabel('What your program printed').fill(printed)
        await task.getByRole('button', { name: 'Compare' }).click()
        await task.getByText(said).waitFor()
      }
    })

    inBrowser('a transcript is explained in the page', async ({ page }) => {
      await page.getByRole('button', { name: 'Transcript…' }).click()
      await page
        .getByRole('dialog')
        .getByLabel('What your program printed')
        .fill('5120 5120\n5120 10240\n4240 14480\n5120 19600\n...\n3200 217200\n5120 222320\nHeader length 393\n')
      await page.getByText('10 × 1448').first().waitFor()
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'detached' })
    })
  })

  const program = join(mkdtempSync(join(tmpdir(), 'sluice-test-')), 'mine.py')
  part('an exercise that the lab runs', { run: `python3 ${program} {url}` }, (inBrowser) => {
    inBrowser('the learner’s program, wrong at first, then mended', async ({ page }) => {
      const read = 'import sys, urllib.request\ntext = urllib.request.urlopen(sys.argv[1]).read().decode()\n'
      const task = await exercise(page, 4)
      await task.getByText(`python3 ${program}`).waitFor()
      for (const [text, said] of [
        [`${read}print(text.count('<a'))`, /the server’s file has/],
        [`${read}print(text.count('<p>')`, /It ended with status 1. SyntaxError/],
        [`${read}print(text.count('<p>'))`, /^Right: /],
      ] as const) {
        writeFileSync(program, text)
        await task.getByRole('button', { name: 'Run it' }).click()
        await task.getByText(said).waitFor()
      }
    })
  })
}
