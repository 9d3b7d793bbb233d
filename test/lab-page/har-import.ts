// A HAR as Chromium's own network panel reads it: the panel that is in the browser, served by its debugging port, is
// opened on a page and given the file.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { executable, flags } from './browser.ts'

/** What the panel shows of a request. */
export interface Imported {
  url: string
  method: string
  status: number
  type: string
  /** Bytes of content, and on the wire. */
  content: number
  transferred: number
  /** Seconds. */
  took: number
  fields: number
}

/** @returns undefined where this Chromium's panel is another than the one that is known here */
export async function importHar(har: string): Promise<Imported[] | undefined> {
  const profile = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  const browser = await chromium.launchPersistentContext(profile, {
    ...executable,
    args: [...flags, '--remote-debugging-port=0', '--remote-allow-origins=*'],
  })
  try {
    await browser.pages()[0]!.goto('data:text/html,looked at')
    const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as { id: string; url: string }[]
    const { id } = targets.find(({ url }) => url.startsWith('data:'))!
    const tools = await browser.newPage()
    await tools.goto(
      `http://127.0.0.1:${port}/devtools/inspector.html?ws=127.0.0.1:${port}/devtools/page/${id}&panel=network`,
    )
    await tools.getByRole('tab', { name: 'Network' }).first().waitFor()
    return await tools.evaluate<Imported[] | undefined>(`(async () => {
      const parts = ['ui/legacy/legacy', 'panels/network/network', 'models/logs/logs']
      const [ui, network, logs] = await Promise.all(parts.map((part) => import('./' + part + '.js').catch(() => {})))
      await ui?.ViewManager?.ViewManager.instance().showView('network')
      const view = network?.NetworkPanel?.NetworkPanel.instance().networkLogView
      if (!view?.onLoadFromFile || !logs?.NetworkLog) return undefined
      await view.onLoadFromFile(new File([${JSON.stringify(har)}], 'a.har'))
      const requests = () => logs.NetworkLog.NetworkLog.instance().requests()
      for (let i = 0; i < 100 && requests().length === 0; i++) await new Promise((done) => setTimeout(done, 50))
      return requests().map((request) => ({
        url: request.url(),
        method: request.requestMethod,
        status: request.statusCode,
        type: request.mimeType,
        content: request.resourceSize,
        transferred: request.transferSize,
        took: request.duration,
        fields: request.responseHeaders.length,
      }))
    })()`)
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
