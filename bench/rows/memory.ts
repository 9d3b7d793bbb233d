import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { toFile } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a large file into a file in memory',
  goal: { wall: 0.6, cpu: 0.65, peak: 90e6 },
  async prepare({ served, memory, size, servers }) {
    writeContent(join(served, 'large'), size)
    return toFile(`${servers.plain}/large`, memory, size)
  },
}
