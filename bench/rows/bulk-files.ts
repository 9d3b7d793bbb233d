import { join } from 'node:path'
import { retrievePictures } from '../many/pictures.ts'
import type { Row } from '../row.ts'

const reader = join(import.meta.dirname, '../peers/reader.mjs')

export const row: Row = {
  about: '20,000 pictures of 5 to 30 kB, as files; beside a bare reader in Node too',
  goal: { wall: 0.77, cpu: 0.8, peak: 150e6 },
  runs: 3,
  async prepare(bed) {
    const bare = (name: string, ...how: string[]) => {
      const path = join(bed.memory, `pictures-${name}`)
      return {
        argv: [process.execPath, reader, join(bed.memory, 'pictures.txt'), path, ...how],
        leaves: { path, directory: true },
      }
    }
    return {
      ...(await retrievePictures(bed)),
      'bare reader': bare('bare'),
      'bare, renamed': bare('renamed', 'renamed'),
    }
  },
}
