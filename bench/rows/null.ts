import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a large file to /dev/null',
  goal: { wall: 1.05, peak: 90e6 },
  async prepare({ served, size, servers }) {
    writeContent(join(served, 'large'), size)
    return toNull(`${servers.plain}/large`)
  },
}
