import { copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { python, sluice, toFile } from '../contestants.ts'
import type { Row } from '../row.ts'

const picture = join(import.meta.dirname, '../../content/cover3.jpg')

export const row: Row = {
  about: "the book's picture of 230 KB, the whole process, beside Node doing nothing",
  baseline: 'node -e 0',
  goal: { wall: 1.4, peak: 90e6 },
  runs: 20,
  async prepare({ served, memory, servers }) {
    copyFileSync(picture, join(served, 'cover3.jpg'))
    const { size } = statSync(picture)
    const { sluice: ours, ...peers } = toFile(`${servers.plain}/cover3.jpg`, memory, size)
    return {
      'node -e 0': { argv: [process.execPath, '-e', '0'] },
      'sluice --version': { argv: sluice('--version') },
      sluice: ours!,
      ...peers,
      'urljpeg.py': {
        argv: python('urljpeg.py', new URL(servers.plain).host, '/cover3.jpg', join(memory, 'urljpeg.out')),
        leaves: { path: join(memory, 'urljpeg.out'), bytes: size },
      },
    }
  },
}
