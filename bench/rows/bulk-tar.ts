import { retrievePictures } from '../many/pictures.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: '20,000 pictures of 5 to 30 kB, in WebDataset shards with their table; the others as files',
  goal: { wall: 0.56, peak: 150e6 },
  runs: 3,
  prepare: (bed) => retrievePictures(bed, '--format', 'tar'),
}
