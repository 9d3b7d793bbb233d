import { crawlers, makeSite } from '../many/site.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'a site of 20,000 pages with 20 links each; sluice keeps pages, links and contents, the others files',
  goal: { wall: 1, peak: 150e6 },
  baseline: 'wget2',
  runs: 3,
  async prepare(bed) {
    const { sluice, wget2, wget } = crawlers(bed, makeSite(bed, 20_000))
    return { sluice, wget2, wget }
  },
}
