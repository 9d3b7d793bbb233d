import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeContent } from '../content.ts'
import { sluice } from '../contestants.ts'
import type { Contestants, Row } from '../row.ts'

const counts = { '10^2': 1e2, '10^4': 1e4, '10^5': 1e5, '10^6': 1e6 }

export const row: Row = {
  about:
    'sluice alone, lists of 100 to a million URLs of 200 bytes into tar shards: a flat rate, and memory that does not grow',
  baseline: '10^5',
  subject: '10^6',
  goal: { wall: 10.5, cpu: 10.5, peak: 150e6 },
  runs: 1,
  async prepare({ served, memory, servers }) {
    writeContent(join(served, 'little'), 200)
    const contestants: Contestants = {}
    for (const [name, count] of Object.entries(counts)) {
      const list = join(memory, `${name}.txt`)
      await pipeline(Readable.from(urls(`${servers.plain}/little`, count)), createWriteStream(list))
      const path = join(memory, `urls-${name}`)
      contestants[name] = {
        argv: sluice('bulk', list, '-q', '--per-host', '16', '--format', 'tar', '-o', path),
        leaves: { path, directory: true },
      }
    }
    return contestants
  },
}

function* urls(url: string, count: number): Generator<string> {
  for (let at = 0; at < count; at += 1000) {
    const some = Array.from({ length: Math.min(1000, count - at) }, (_, i) => `${url}?${at + i}\n`)
    yield some.join('')
  }
}
