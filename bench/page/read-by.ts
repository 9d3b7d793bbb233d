// A page of 4 MB (a 512th of the size), read by a command of sluice and by the book's program for the same.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pythonWith, sluice } from '../contestants.ts'
import type { Row } from '../row.ts'
import { largePage } from './pages.ts'

/** @param program of bench/peers/: takes a URL and the name of a parser for BeautifulSoup */
export function readBy(command: readonly string[], program: string): Row {
  return {
    about: `sluice ${command.join(' ')} of a page of 4 MB, the whole process, beside the book's ${program}`,
    baseline: program,
    runs: 3,
    async prepare({ served, size, servers }) {
      writeFileSync(join(served, 'page.html'), largePage(size / 512))
      const url = `${servers.plain}/page.html`
      const book = pythonWith(['bs4'], program, url, 'html.parser')
      if (!book) throw new Error(`${program} needs Debian's python3-bs4`)
      const lxml = pythonWith(['bs4', 'lxml'], program, url, 'lxml')
      return {
        sluice: { argv: sluice(...command, url) },
        [program]: { argv: book },
        ...(lxml ? { [`${program} lxml`]: { argv: lxml } } : {}),
      }
    },
  }
}
