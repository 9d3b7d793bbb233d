// A web of some hosts whose pages and links are known: what a crawl of it must come to.

import { DatabaseSync } from 'node:sqlite'
import type { Reply } from './many-server.ts'

export interface Site {
  /** Its first page. */
  seed: string
  answer: (host: string, target: string) => Reply | undefined
  /** Every URL with every URL that it links to, sorted. */
  links: string[]
}

/** Hosts 127.0.0.2 and up, each with `pages` pages. */
export function site(hosts: number, pages: number, port: () => number): Site {
  const url = (n: number) => `http://127.0.0.${2 + (n % hosts)}:${port()}/p${Math.floor(n / hosts)}`
  const all = hosts * pages
  const targets = (n: number) => [2 * n + 1, 2 * n + 2, n * 7 + 3, n * 13 + 5].map((to) => to % all)
  const answer = (host: string, target: string): Reply | undefined => {
    const page = /^\/p(\d+)$/.exec(target)
    if (!page) return undefined
    const n = Number(page[1]) * hosts + Number(host.split('.')[3]) - 2
    if (n >= all) return undefined
    const links = targets(n).map((to) => `<li><a href="${url(to)}">page ${to}</a>`)
    return { body: `<!doctype html><title>Page ${n}</title><ul>${links.join('\n')}</ul>${'prose '.repeat(50)}` }
  }
  return {
    get seed() {
      return url(0)
    },
    answer,
    get links() {
      return Array.from({ length: all }, (_, n) => targets(n).map((to) => `${url(n)} ${url(to)}`))
        .flat()
        .toSorted()
    },
  }
}

export const linksSql = `SELECT s.url || ' ' || d.url AS pair FROM link JOIN url s ON s.id = source JOIN url d ON d.id = destination`

/** Every link in an SQLite store, as `Site.links` has them. */
export function linksIn(path: string): string[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db
      .prepare(linksSql)
      .all()
      .map((row) => row['pair'] as string)
      .toSorted()
  } finally {
    db.close()
  }
}
