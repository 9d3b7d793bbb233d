import { join } from 'node:path'
import { sluice } from '../contestants.ts'
import type { Contestant, Row } from '../row.ts'

/** Each page leads to ten more, so that ten times as many URLs are known. */
const pages = { '10⁴ URLs': 1000, '10⁵ URLs': 10_000, '10⁶ URLs': 100_000 }

export const row: Row = {
  about: 'sluice alone, until 10⁴, 10⁵, 10⁶ URLs are known, of which it retrieved a tenth: the rate must not fall',
  baseline: '10⁵ URLs',
  subject: '10⁶ URLs',
  goal: { cpu: 11, peak: 200e6 },
  runs: 1,
  async prepare({ memory, servers }) {
    return Object.fromEntries(
      Object.entries(pages).map(([name, count]): [string, Contestant] => {
        const path = join(memory, `growth-${count}`)
        const crawl = ['crawl', `${servers.plain}/tree/`, '-q', '--max-pages', String(count)]
        return [
          name,
          { argv: sluice(...crawl, '--store', join(path, 'crawl.sqlite')), leaves: { path, directory: true } },
        ]
      }),
    )
  },
}
