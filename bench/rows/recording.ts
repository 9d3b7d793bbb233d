import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { sluice } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a large file into memory, with every read recorded and the kernel sampled, beside without',
  baseline: 'without',
  goal: { wall: 1.05, peak: 90e6 },
  async prepare({ served, memory, size, servers }) {
    writeContent(join(served, 'large'), size)
    const url = `${servers.plain}/large`
    const into = (name: string, ...options: string[]) => {
      const path = join(memory, `${name}.out`)
      return { argv: sluice('get', '-q', ...options, '-o', path, url), leaves: { path, bytes: size } }
    }
    return { sluice: into('with', '--trace', join(memory, 'trace.ndjson')), without: into('without') }
  },
}
