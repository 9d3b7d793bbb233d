import { constants, createBrotliCompress } from 'node:zlib'
import { writeCoded } from '../content.ts'
import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a quarter of the size, coded br, decoded to /dev/null',
  goal: { peak: 90e6 },
  async prepare({ served, size, servers }) {
    await writeCoded(
      served,
      'quarter-br',
      size / 4,
      createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    )
    return toNull(`${servers.plain}/quarter-br`, {
      sluice: ['--compressed'],
      curl: ['--compressed'],
      wget2: ['--compression=br'],
    })
  },
}
