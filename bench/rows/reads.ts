import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { python, sluice, toFile } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'an eighth of the size in reads of 5120 bytes, each one told as the book tells it',
  async prepare({ served, memory, size, servers }) {
    const bytes = size / 8
    writeContent(join(served, 'eighth'), bytes)
    const url = `${servers.plain}/eighth`
    const { curl } = toFile(url, memory, bytes)
    const into = (name: string, argv: (path: string) => readonly string[]) => {
      const path = join(memory, `${name}.out`)
      return { argv: argv(path), leaves: { path, bytes } }
    }
    return {
      sluice: into('told', (path) => sluice('get', '-q', '--reads', '--recv-size', '5120', '-o', path, url)),
      'not told': into('untold', (path) => sluice('get', '-q', '--recv-size', '5120', '-o', path, url)),
      curl: curl!,
      'urljpeg.py': into('urljpeg', (path) => python('urljpeg.py', new URL(url).host, '/eighth', path)),
    }
  },
}
