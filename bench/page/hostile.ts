// Hostile pages of 20 MB and an honest one of 60 MB, each read in a process of its own: time and memory.
//
//     node bench/page/hostile.ts

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readPage } from '../../src/page/read-page.ts'

const honest =
  '<p>Arise fair sun and <b>kill</b> the <a href="/moon?envious=1&amp;x=2">envious moon</a>,<br>who is pale with grief.</p>\n'
const kinds: Record<string, [begins: string, repeated: string, megabytes: number]> = {
  'an honest page': ['', honest, 60],
  'open tags': ['', '<div>', 20],
  'open links': ['', '<a href=x>', 20],
  'attributes without end': ['<a ', 'a=b ', 20],
  'an open quote': ['<a href="', 'xyz ', 20],
  'a comment': ['<!--', '- ->', 20],
  references: ['', '&amp;&nothing&#65', 20],
  'only <': ['', '<', 20],
  'stray end tags in svg': [`<svg>${'<g>'.repeat(300)}`, '</x>', 20],
  'one word': ['', 'a', 20],
}

const kind = process.argv[2]
if (kind === undefined)
  for (const name of Object.keys(kinds))
    process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name]))
else measure(kind)

function measure(name: string): void {
  const [begins, repeated, megabytes] = kinds[name]!
  const piece = new TextEncoder().encode(repeated.repeat(Math.ceil(65_536 / repeated.length)))
  let told = 0
  const tell = () => told++
  const began = performance.now()
  const page = readPage({ url: 'http://h/', onLink: tell, onWord: tell, onText: tell })
  page.feed(new TextEncoder().encode(begins))
  for (let fed = 0; fed < megabytes * 1e6; fed += piece.length) page.feed(piece)
  page.end()
  const ms = Math.round(performance.now() - began)
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${name.padEnd(24)} ${megabytes} MB ${String(ms).padStart(6)} ms ${String(memory).padStart(5)} MB of memory, ${told} facts\n`,
  )
}
