import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sluice } from '../contestants.ts'
import type { Row } from '../row.ts'

const sizes = { '1 MB': 1e6, '32 MB': 32e6, '1 GB': 1e9, '8 GiB': 8 * 2 ** 30 }

export const row: Row = {
  about: 'sluice alone, from 1 MB to 8 GiB to /dev/null: the memory must not grow',
  baseline: '1 GB',
  subject: '8 GiB',
  goal: { peak: 90e6 },
  runs: 3,
  async prepare({ served, servers }) {
    return Object.fromEntries(
      Object.entries(sizes).map(([name, size]) => {
        const file = name.replace(' ', '')
        writeFileSync(join(served, file), '')
        // A hole: it takes no memory here.
        truncateSync(join(served, file), size)
        return [name, { argv: sluice('get', '-q', '-o', '/dev/null', `${servers.plain}/${file}`) }]
      }),
    )
  },
}
