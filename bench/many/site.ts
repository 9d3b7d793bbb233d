// A site to crawl: pages of some prose with 20 links each, every page within reach of the first.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sluice } from '../contestants.ts'
import type { Bed, Contestant } from '../row.ts'

export const siteLinks = 20

/** The page `i` of a site; `random` gives 0..1. */
export function sitePage(i: number, pages: number, random: () => number): string {
  // The first two links are a tree's.
  const links = Array.from(
    { length: siteLinks },
    (_, k) => (k < 2 ? 2 * i + 1 + k : Math.floor(random() ** 2 * pages)) % pages,
  )
  const items = links.map((to) => `<li><a href="/site/p${to}.html" class="link">Page ${to}</a> and some words of prose`)
  return `<!doctype html><meta charset="utf-8"><title>Page ${i}</title><p>${'lorem ipsum dolor '.repeat(30)}<ul>${items.join('\n')}</ul>`
}

/** Serves it as files. @returns its first page's URL */
export function makeSite({ served, servers }: Bed, pages: number): string {
  mkdirSync(join(served, 'site'))
  let seed = 1
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff
  for (let i = 0; i < pages; i++) writeFileSync(join(served, `site/p${i}.html`), sitePage(i, pages, random))
  return `${servers.plain}/site/p0.html`
}

/** Who crawls it into a directory. */
export function crawlers({ memory }: Bed, first: string) {
  const into = (name: string, argv: (directory: string) => readonly string[]): Contestant => {
    const path = join(memory, `site-${name}`)
    return { argv: argv(path), leaves: { path, directory: true } }
  }
  return {
    into,
    sluice: into('sluice', (path) =>
      sluice('crawl', first, '-q', '--store', join(path, 'crawl.sqlite'), '--save', 'warc', '-o', path),
    ),
    wget2: into('wget2', (path) => ['wget2', '-q', '-r', '-l', 'inf', '-P', path, first]),
    wget: into('wget', (path) => ['wget', '-q', '-r', '-l', 'inf', '-P', path, first]),
  }
}
