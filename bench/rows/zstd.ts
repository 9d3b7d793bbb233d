import { createZstdCompress } from 'node:zlib'
import { writeCoded } from '../content.ts'
import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a quarter of the size, coded zstd, decoded to /dev/null',
  goal: { peak: 90e6 },
  async prepare({ served, size, servers }) {
    await writeCoded(served, 'quarter-zstd', size / 4, createZstdCompress())
    return toNull(`${servers.plain}/quarter-zstd`, { sluice: ['--compressed'], curl: ['--compressed'] })
  },
}
