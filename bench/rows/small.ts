import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { sluice } from '../contestants.ts'
import type { Contestant, Row } from '../row.ts'

const files = 1000
const bytes = 10_000

export const row: Row = {
  about: '1,000 files of 10 kB, one after the other on one connection',
  goal: { wall: 1.2, peak: 90e6 },
  async prepare({ served, memory, servers }) {
    mkdirSync(join(served, 'small'))
    const names = Array.from({ length: files }, (_, i) => `small/${i}`)
    for (const name of names) writeContent(join(served, name), bytes)
    const urls = names.map((name) => `${servers.plain}/${name}`)
    const list = join(memory, 'small.txt')
    writeFileSync(list, urls.join('\n'))
    const into = (name: string, argv: (directory: string) => readonly string[]): Contestant => {
      const path = join(memory, `small-${name}`)
      return { argv: argv(path), leaves: { path, bytes: files * bytes, directory: true } }
    }
    return {
      sluice: into('sluice', (path) => sluice('get', '-q', '--output-dir', path, ...urls)),
      curl: into('curl', (path) => ['curl', '-sS', '--remote-name-all', '--output-dir', path, ...urls]),
      wget: into('wget', (path) => ['wget', '-q', '-P', path, '-i', list]),
      wget2: into('wget2', (path) => ['wget2', '-q', '--max-threads=1', '-P', path, '-i', list]),
      aria2c: into('aria2c', (path) => [
        'aria2c',
        '-q',
        '--no-conf',
        '-j1',
        '--file-allocation=none',
        '-d',
        path,
        '-i',
        list,
      ]),
    }
  },
}
