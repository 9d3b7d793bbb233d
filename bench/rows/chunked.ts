import { toNull } from '../contestants.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'half the size in chunks of 4 KiB to /dev/null',
  goal: { wall: 1.2, peak: 90e6 },
  async prepare({ size, servers }) {
    return toNull(`${servers.chunked}/4096/${size / 2}`)
  },
}
