import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { toFile } from '../contestants.ts'
import type { Row } from '../row.ts'

/** sluice alone waits until the file is on the disk (fsync) before it has its name. */
export const row: Row = {
  about: 'a large file into a file on disk',
  goal: { wall: 0.6, cpu: 0.65, peak: 90e6 },
  async prepare({ served, disk, size, servers }) {
    writeContent(join(served, 'large'), size)
    return toFile(`${servers.plain}/large`, disk, size)
  },
}
