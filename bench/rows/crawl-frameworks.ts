import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { crawlers, makeSite } from '../many/site.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about:
    'a site of 20,000 pages with 20 links each, beside Scrapy (python3-scrapy) and Crawlee (from npm); six minutes',
  subject: 'sluice',
  baseline: 'sluice',
  runs: 1,
  async prepare(bed) {
    const first = makeSite(bed, 20_000)
    const { into, sluice, wget2 } = crawlers(bed, first)
    const peers = join(import.meta.dirname, '../peers')
    // What cannot be installed fails when it is to be run, and the table says so.
    const crawlee = join(bed.disk, 'crawlee')
    const program = join(crawlee, 'crawlee.mjs')
    if (!existsSync(crawlee)) install(crawlee)
    copyFileSync(join(peers, 'crawlee.mjs'), program)
    return {
      sluice,
      wget2,
      scrapy: into('scrapy', (path) => [
        'scrapy',
        'runspider',
        '--nolog',
        '-o',
        join(path, 'pages.jl'),
        join(peers, 'scrapy_spider.py'),
        '-a',
        `first=${first}`,
      ]),
      crawlee: into('crawlee', (path) => [process.execPath, program, first, join(path, 'pages.jl')]),
    }
  },
}

function install(directory: string): void {
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--prefix', directory]
  try {
    execFileSync('npm', ['install', ...options, '@crawlee/cheerio@3'], { stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    process.stderr.write(`Crawlee could not be installed: ${String(error)}\n`)
  }
}
