// A real browser for the tests of the lab's page (Debian's chromium, without its updates and its network), and what they
// have in common.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startLab } from '../../src/lab/lab.ts'
import type { Lab, LabOptions } from '../../src/lab/lab.ts'
import { ranges } from '../../src/lab/settings.ts'
import type { Setting } from '../../src/lab/settings.ts'
import type { TraceEvent } from '../../src/trace/event.ts'
import { askLab } from '../lab-ask.ts'
import { sha256 } from '../scratch.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** Why there can be no test in a browser; false where there can. */
export const noBrowser = executablePath === undefined && 'there is no chromium on this machine'

export const executable = executablePath === undefined ? {} : { executablePath }

export const flags =
  '--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  )

/** In contexts of their own, pages are all in front: those behind others are not drawn. */
export const launch = (): Promise<Browser> => chromium.launch({ ...executable, args: flags })

let shared: Browser | undefined

export const openShared = async (): Promise<void> => void (shared = await launch())
export const closeShared = () => shared?.close()

/** The page of one test, at its lab. */
export interface Scene {
  page: Page
  lab: Lab
  context: BrowserContext
  /** The test is of no use here. */
  skip: (why: string) => void
}

/** Tests of one question, one after the other, with a lab and each with a page; the page must not complain. */
export function part(
  name: string,
  options: LabOptions,
  define: (inBrowser: (name: string, body: (scene: Scene) => Promise<void>) => void) => void,
): void {
  describe(name, { concurrency: 1 }, () => {
    let lab: Lab
    before(async () => void (lab = await startLab(options)))
    after(() => lab.close())
    define((title, body) => {
      void test(title, async (t) => {
        const context = await shared!.newContext({
          viewport: { width: 1280, height: 800 },
          reducedMotion: 'no-preference',
        })
        context.setDefaultTimeout(120_000)
        const page = await context.newPage()
        const faults: string[] = []
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
        page.on('pageerror', (error) => faults.push(error.message))
        await page.goto(lab.url)
        try {
          await body({ page, lab, context, skip: (why) => t.skip(why) })
        } finally {
          await context.close()
        }
        assert.deepEqual(faults, [])
      })
    })
  })
}

// Not page.waitForFunction: the page's own rules let no text become script, but the debugger may evaluate it.
export async function until(page: Page, expression: string): Promise<void> {
  for (let i = 0; i < 6000 && !(await page.evaluate(expression)); i++) await page.waitForTimeout(20)
  assert.ok(await page.evaluate(expression), expression)
}

export const state = (page: Page, name: string) =>
  page.locator(`html[data-state=${name}]`).waitFor({ timeout: 120_000 })

export async function set(page: Page, setting: Setting, value: number): Promise<void> {
  await page.locator(`[data-setting=${setting}]`).fill(String(ranges[setting].places.indexOf(value)))
}

/** A run to its end, with this sleep. */
export async function run(page: Page, delay: number): Promise<void> {
  await set(page, 'delay', delay)
  await another(page, () => page.keyboard.press('r'))
}

/** What begins a run, and that run to its end. */
export async function another(page: Page, begin: () => Promise<void>): Promise<void> {
  const former = await page.locator('html').getAttribute('data-run')
  await begin()
  await page.locator(`html[data-state=done]:not([data-run="${former}"])`).waitFor({ timeout: 120_000 })
}

/** The newest run's trace, as whoever saves it gets it. */
export async function eventsOfLast(lab: Lab): Promise<TraceEvent[]> {
  const runs = (await askLab(lab, '/api/runs')).json() as unknown as { id: number }[]
  const { bytes } = await askLab(lab, `/api/runs/${runs.at(-1)!.id}/trace.ndjson`)
  const lines = bytes.toString().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as TraceEvent)
}

/** What the lanes show, once the last frame is drawn. */
export async function drawn(page: Page): Promise<string> {
  const look = async () =>
    sha256(Buffer.from(await page.evaluate<string>("document.querySelector('.sluice canvas').toDataURL()")))
  for (let former = '', now = await look(); ; former = now, now = await look()) {
    if (former === now) return now
    await page.waitForTimeout(100)
  }
}

/** Parts that are wider than their place. */
export const cutOff = `[...document.querySelectorAll('html, body, main, section:not([hidden]), dialog[open], dialog[open] > *')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.outerHTML.slice(0, 80))`
