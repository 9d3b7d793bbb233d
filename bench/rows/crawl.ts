import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sluice } from '../contestants.ts'
import type { Contestant, Row } from '../row.ts'

const pages = 20_000

export const row: Row = {
  about: 'a site of 20,000 pages with 20 links each; sluice keeps pages, links and contents, the others files',
  goal: { wall: 1, peak: 200e6 },
  baseline: 'wget2',
  runs: 3,
  async prepare({ served, memory, servers }) {
    mkdirSync(join(served, 'site'))
    let seed = 1
    const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff
    for (let i = 0; i < pages; i++) {
      // The first two links are a tree's: every page is reached.
      const links = Array.from(
        { length: 20 },
        (_, k) => (k < 2 ? 2 * i + 1 + k : Math.floor(random() ** 2 * pages)) % pages,
      )
      const items = links.map(
        (to) => `<li><a href="/site/p${to}.html" class="link">Page ${to}</a> and some words of prose`,
      )
      const text = `<!doctype html><meta charset="utf-8"><title>Page ${i}</title><p>${'lorem ipsum dolor '.repeat(30)}<ul>${items.join('\n')}</ul>`
      writeFileSync(join(served, `site/p${i}.html`), text)
    }
    const first = `${servers.plain}/site/p0.html`
    const into = (name: string, argv: (directory: string) => readonly string[]): Contestant => {
      const path = join(memory, `site-${name}`)
      return { argv: argv(path), leaves: { path, directory: true } }
    }
    return {
      sluice: into('sluice', (path) =>
        sluice('crawl', first, '-q', '--store', join(path, 'crawl.sqlite'), '--save', 'warc', '-o', path),
      ),
      wget2: into('wget2', (path) => ['wget2', '-q', '-r', '-l', 'inf', '-P', path, first]),
      wget: into('wget', (path) => ['wget', '-q', '-r', '-l', 'inf', '-P', path, first]),
    }
  },
}
