// V8's compiled code of the command's bundles, kept beside them: what a command line runs is compiled once here, and not
// at each start. bin/compiled.cjs reads it.
//
// Code is compiled when it first runs, so a few commands are run before it is taken.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { startOrigin } from '../src/origin/origin.ts'

interface Compiled {
  load: (name: string) => { main: (args: string[]) => Promise<void> }
  loaded: Map<string, { script: { createCachedData: () => Buffer } }>
}

const { load, loaded } = createRequire(import.meta.url)('../bin/compiled.cjs') as Compiled
const origin = await startOrigin()
const folder = mkdtempSync(join(tmpdir(), 'sluice-compile-'))
try {
  const { main } = load('main.cjs')
  await main(['get', '-q', '-o', join(folder, 'picture'), `${origin.url}/cover3.jpg`])
  for (const command of ['text', 'words', 'links', 'why']) await main([command, `${origin.url}/page1.htm`])
  const list = join(folder, 'list.txt')
  writeFileSync(list, Array.from({ length: 20 }, (_, n) => `${origin.url}/cover3.jpg?${n}\n`).join(''))
  for (const format of ['files', 'tar'])
    await main(['bulk', list, '-q', '--format', format, '-o', join(folder, format)])
  // As they were (see keepSmall): code is taken by a V8 with the same flags only.
  for (const flag of ['--semi-space-growth-factor=2', '--heap-growing-percent=0']) setFlagsFromString(flag)
  for (const [name, { script }] of loaded) writeFileSync(`dist/cli/${name}.code`, script.createCachedData())
} finally {
  await origin.close()
  rmSync(folder, { recursive: true })
}
