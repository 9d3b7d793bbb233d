// sluice rank: importance of the crawled pages by the links to them.

import { existsSync, writeFileSync } from 'node:fs'
import { SluiceError } from '../../errors.ts'
import { rank as ranked } from '../../crawl/rank.ts'
import type { Ranked } from '../../crawl/rank.ts'
import { rankPage } from '../../crawl/rank-page.ts'
import { safe } from '../../render/safe.ts'
import { plural } from '../../render/units.ts'
import { writeError } from '../../sink/write-error.ts'
import { isDatabase, openStore } from '../../store/open.ts'
import { command } from '../command.ts'
import { always } from '../flags.ts'
import { nothingThere, storing } from './crawl.ts'

const ranking = {
  title: 'Ranking',
  flags: {
    top: { kind: 'count', value: 'N', about: 'the N most important; default 20 on a terminal, else all' },
    json: { kind: 'switch', about: 'one JSON document' },
    csv: { kind: 'switch', about: 'comma-separated, with a first line of names' },
    html: { kind: 'file', value: 'FILE', about: 'a picture of the link graph, which opens offline; - is stdout' },
  },
} as const

export const rank = command({
  operands: '',
  most: 0,
  more: 'links: how many lead to a page; pages: how many pages have one; hosts: how many hosts those are of; rank: PageRank, whose sum over all pages is 1.',
  groups: [storing, ranking, always],
  examples: [
    ['sluice rank --top 10', 'the ten most important pages of crawl.sqlite'],
    ['sluice rank --html links.html', 'the picture of the graph'],
  ],
  async run({ values }, { stdout, stderr }) {
    if (values.json && values.csv) throw new SluiceError('usage', { problem: '--json or --csv, not both' })
    if (values.html === '-' && (values.json || values.csv || values.top !== undefined))
      throw new SluiceError('usage', { problem: '--html - has stdout for itself' })
    const path = values.store ?? 'crawl.sqlite'
    if (!isDatabase(path) && !existsSync(path)) throw nothingThere(path)
    const store = await openStore(path, { readOnly: true })
    try {
      const all = await ranked(store)
      if (values.html !== undefined) {
        const page = rankPage(all, path)
        if (values.html === '-') {
          stdout.write(page)
          return 0
        }
        write(values.html, page)
        stderr.write(`${values.html}: ${plural(all.pages.length, 'page')}\n`)
        if (!values.json && !values.csv && values.top === undefined) return 0
      }
      if (all.pages.length === 0) stderr.write(`${path}: no page was retrieved yet\n`)
      const shown = all.pages.slice(0, values.top ?? (stdout.terminal ? 20 : undefined))
      stdout.write((values.json ? asJson : values.csv ? asCsv : asTable)(shown, all.pages.length))
      return 0
    } finally {
      await store.close()
    }
  },
})

function asJson(shown: readonly Ranked[], pages: number): string {
  return `${JSON.stringify({ schema: 1, pages, ranking: shown }, null, 2)}\n`
}

function asCsv(shown: readonly Ranked[]): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = shown.map(({ url, links, pages, hosts, rank: value }) =>
    [quoted(url), links, pages, hosts, value].join(','),
  )
  return `${['url,links,pages,hosts,rank', ...rows].join('\n')}\n`
}

function asTable(shown: readonly Ranked[]): string {
  const rows = shown.map(
    ({ url, links, pages, hosts, rank: value }) =>
      `${value.toFixed(6)}  ${String(links).padStart(6)}  ${String(pages).padStart(6)}  ${String(hosts).padStart(5)}  ${safe(url)}`,
  )
  return `${['    rank   links   pages  hosts  url', ...rows].join('\n')}\n`
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw writeError(path, error, 0)
  }
}
