// Pictures of the lab for the documentation: node scripts/lab-pictures.ts [FOLDER]     (built before, with chromium)
//
// Real runs in a real browser, so no two are alike to the pixel; they are made anew when the page looks different.

import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startLab } from '../src/lab/lab.ts'
import { ranges } from '../src/lab/settings.ts'
import type { Setting } from '../src/lab/settings.ts'
import { launch } from '../test/lab-page/browser.ts'

const folder = process.argv[2] ?? 'docs/pictures'
/** Bytes of a picture at most. */
const largest = 300_000

const lab = await startLab()
const browser = await launch()
const page = await browser.newPage({ viewport: { width: 1340, height: 830 } })
mkdirSync(folder, { recursive: true })

await page.goto(lab.url)
await run(250)
await page.waitForTimeout(3400)
await shoot('live')
await ended()
await shoot('done')
for (const [key, name] of [
  ['2', 'sequence'],
  ['3', 'bytes'],
  ['4', 'log'],
  ['5', 'table'],
] as const) {
  await page.keyboard.press(key)
  await shoot(name)
}
await page.keyboard.press('1')
await page.emulateMedia({ colorScheme: 'dark' })
await page.mouse.move(480, 400)
await page.mouse.down()
await page.mouse.move(660, 400)
await page.mouse.up()
await shoot('replay-dark')
await page.emulateMedia({ colorScheme: 'light' })

await run(250)
await page.waitForTimeout(3600)
await set('delay', 25)
await ended()
await shoot('drag')

await set('receiveBuffer', 0)
await set('rate', 50_000)
await run(0)
await ended()
await shoot('slow-server')

await page.getByRole('button', { name: 'Compare…' }).click()
await shoot('compare')
await page.keyboard.press('Escape')

await page.getByRole('combobox', { name: 'Experiments' }).selectOption('one-read')
await page.getByLabel('what has arrived by then').check()
await page.getByRole('button', { name: 'Run it' }).click()
await page.getByText('As you said.').waitFor()
await shoot('experiment', true)
await page.getByRole('combobox', { name: 'Experiments' }).selectOption('who')
for (const [name, said] of [
  ['A', 'server'],
  ['B', 'network'],
  ['C', 'program'],
] as const) {
  await page.getByRole('button', { name: `Run ${name}` }).click()
  await page.locator('html[data-state=running]').waitFor()
  await ended()
  await page.getByLabel(`Who is slow in run ${name}?`).selectOption(said)
}
await page.getByText('From your side').waitFor()
await page.keyboard.press('2')
await shoot('who', true)
await page.keyboard.press('1')

await page.getByRole('combobox', { name: 'Experiments' }).selectOption('spider')
await page.getByLabel('page2.htm: it').check()
await page.getByRole('button', { name: 'Let it go' }).click()
await page.getByText('As you said.').waitFor()
await shoot('spider')
await page.getByRole('button', { name: 'Leave the experiment' }).click()

await page.setViewportSize({ width: 360, height: 740 })
await shoot('narrow', true)
await browser.close()
await lab.close()

async function set(setting: Setting, value: number): Promise<void> {
  await page.locator(`[data-setting=${setting}]`).fill(String(ranges[setting].places.indexOf(value)))
  await blur(page)
}

async function run(delay: number): Promise<void> {
  await set('delay', delay)
  await page.keyboard.press('r')
  await page.locator('html[data-state=running]').waitFor()
}

async function ended(): Promise<void> {
  await page.locator('html[data-state=done]').waitFor({ timeout: 60_000 })
}

async function blur(of: Page): Promise<void> {
  await of.evaluate('document.activeElement.blur()')
}

async function shoot(name: string, fullPage = false): Promise<void> {
  await page.waitForTimeout(400)
  const path = join(folder, `lab-${name}.png`)
  await page.screenshot({ path, fullPage })
  const { size } = statSync(path)
  if (size > largest) throw new Error(`${path} has ${size} bytes`)
}
