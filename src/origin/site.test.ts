import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exchange } from '../../test/raw-client.ts'
import { startOrigin } from './origin.ts'

// Enough for pages that are our own; src/page reads links as they ought to be read.
const link = /<(?:a|img|area)\s[^>]*?(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>]*))/gi

test('every link of the site leads somewhere, but for the one that is meant not to', async () => {
  const origin = await startOrigin()
  const statuses = new Map<string, number>()
  const pages = [`${origin.url}/`]
  for (let url; (url = pages.pop());) {
    const { pathname, search } = new URL(url)
    const { bytes } = await exchange(origin.port, `GET ${pathname}${search} HTTP/1.0\r\n\r\n`)
    statuses.set(url, Number(bytes.toString('latin1', 9, 12)))
    const page = bytes.toString('latin1').replace(/<!--[^]*?-->|<script>[^]*?<\/script>/g, '')
    if (!page.includes('<html')) continue
    const base = new URL(/<base href="([^"]*)"/.exec(page)?.[1] ?? '', url)
    for (const [, quoted, single, bare] of page.matchAll(link)) {
      const to = new URL((quoted ?? single ?? bare ?? '').replaceAll('&amp;', '&').trim(), base)
      to.hash = ''
      if (to.origin === origin.url && !statuses.has(to.href)) pages.push(to.href)
    }
  }
  await origin.close()
  const lost = [...statuses].filter(([, status]) => status !== 200).map(([url]) => new URL(url).pathname)
  assert.deepEqual([...new Set(lost)], ['/nothing-here.html'])
  assert.ok(statuses.size >= 20, `${statuses.size} addresses`)
})
