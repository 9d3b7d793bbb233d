import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a 64th of the size in chunks of 16 bytes to /dev/null',
  goal: { peak: 90e6 },
  async prepare({ size, servers }) {
    return toNull(`${servers.chunked}/16/${size / 64}`)
  },
}
