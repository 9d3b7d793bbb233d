// Makes what docs/ has of the program's tables: node scripts/docs.ts
//
// test/cli-docs.test.ts says when it is stale.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { manPage } from './man.ts'
import { exitStatusPage, optionsPage } from './option-pages.ts'

/** Content by path. */
export async function documents(): Promise<Record<string, string>> {
  return {
    'docs/sluice.1': await manPage(),
    'docs/options.md': await optionsPage(),
    'docs/exit-statuses.md': exitStatusPage(),
  }
}

if (import.meta.main)
  for (const [path, content] of Object.entries(await documents()))
    writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), content)
