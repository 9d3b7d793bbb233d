import { createGzip } from 'node:zlib'
import { writeCoded } from '../content.ts'
import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a quarter of the size, coded gzip, decoded to /dev/null',
  goal: { wall: 0.55, peak: 90e6 },
  async prepare({ served, size, servers }) {
    await writeCoded(served, 'quarter-gzip', size / 4, createGzip({ level: 1 }))
    return toNull(`${servers.plain}/quarter-gzip`, {
      sluice: ['--compressed'],
      curl: ['--compressed'],
      wget: ['--compression=gzip'],
      wget2: ['--compression=gzip'],
    })
  },
}
