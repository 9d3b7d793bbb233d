import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { toFile } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a quarter of the size from a server that gives a connection 50 MiB/s, over eight; curl has one',
  goal: { wall: 0.16, peak: 90e6 },
  runs: 2,
  async prepare({ served, memory, size, servers }) {
    const bytes = size / 4
    writeContent(join(served, 'quarter'), bytes)
    const { wget: _, ...able } = toFile(`${servers.paced}/quarter`, memory, bytes, {
      sluice: ['-n', '8'],
      wget2: ['--max-threads=8', `--chunk-size=${bytes / 8}`],
      aria2c: ['-x8', '-s8', '-k1M'],
    })
    return able
  },
}
