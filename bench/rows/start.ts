import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sluice } from '../contestants.ts'
import { pages } from '../page/pages.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  about: 'what a command takes for a page of 60 KB, the whole process, beside Node doing nothing',
  subject: 'sluice links',
  baseline: 'node -e 0',
  runs: 20,
  async prepare({ served, servers }) {
    writeFileSync(join(served, 'small.html'), pages(1)[0]!)
    const url = `${servers.plain}/small.html`
    const commands = ['cat', 'text', 'words', 'links', 'why']
    return {
      'node -e 0': { argv: [process.execPath, '-e', '0'] },
      ...Object.fromEntries(commands.map((command) => [`sluice ${command}`, { argv: sluice(command, url) }])),
    }
  },
}
