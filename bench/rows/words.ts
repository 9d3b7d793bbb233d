import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { python, sluice } from '../contestants.ts'
import { text } from '../page/pages.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: "the words of a text of 32 MB, the whole process, beside the book's urlwords.py",
  baseline: 'urlwords.py',
  runs: 3,
  async prepare({ served, size, servers }) {
    writeFileSync(join(served, 'text.txt'), text(size / 64))
    const url = `${servers.plain}/text.txt`
    return { sluice: { argv: sluice('words', url) }, 'urlwords.py': { argv: python('urlwords.py', url) } }
  },
}
