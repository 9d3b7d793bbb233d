import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { toFile, trusting } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a large file over TLS 1.3 into a file in memory',
  goal: { wall: 0.85, peak: 90e6 },
  async prepare({ served, memory, size, servers }) {
    writeContent(join(served, 'large'), size)
    return toFile(`${servers.secure}/large`, memory, size, trusting(servers.authority))
  },
}
