// 20,000 small pictures to retrieve, and who retrieves them.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeContent } from '../content.ts'
import { sluice } from '../contestants.ts'
import type { Bed, Contestant, Contestants } from '../row.ts'

export const pictures = 20_000

/** Everybody keeps all of them; `own` are the options by which sluice does. */
export async function retrievePictures({ served, memory, servers }: Bed, ...own: string[]): Promise<Contestants> {
  mkdirSync(join(served, 'pictures'), { recursive: true })
  const names = Array.from({ length: pictures }, (_, i) => `pictures/${i}.jpg`)
  // 5 to 30 KB.
  names.forEach((name, i) => writeContent(join(served, name), 5000 + ((i * 7919) % 25_000)))
  const urls = names.map((name) => `${servers.plain}/${name}`)
  const list = join(memory, 'pictures.txt')
  writeFileSync(list, `${urls.join('\n')}\n`)
  const into = (name: string, argv: (directory: string) => readonly string[]): Contestant => {
    const path = join(memory, `pictures-${name}`)
    return { argv: argv(path), leaves: { path, directory: true } }
  }
  const config = join(memory, 'pictures.curl')
  const curls = join(memory, 'pictures-curl')
  writeFileSync(config, urls.map((url, i) => `url=${url}\noutput=${curls}/${i}.jpg\n`).join(''))
  return {
    sluice: into('sluice', (path) => sluice('bulk', list, '-q', '--per-host', '16', '-o', path, ...own)),
    curl: into('curl', () => ['curl', '-s', '--parallel', '--parallel-max', '50', '-K', config]),
    wget2: into('wget2', (path) => ['wget2', '-q', '-P', path, '-i', list]),
    aria2c: into('aria2c', (path) => [
      'aria2c',
      '-q',
      '--no-conf',
      '-j16',
      '--file-allocation=none',
      '-d',
      path,
      '-i',
      list,
    ]),
  }
}
