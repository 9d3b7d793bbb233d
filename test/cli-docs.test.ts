// The pages that are made from the program's tables.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { documents } from '../scripts/docs.ts'
import { environment } from './sluice.ts'
import { find, unless } from './programs.ts'

const run = promisify(execFile)
const manual = fileURLToPath(new URL('../docs/sluice.1', import.meta.url))

test('what docs/ has of the tables is what the tables say', async () => {
  for (const [path, content] of Object.entries(await documents()))
    assert.equal(
      readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'),
      content,
      `${path} is stale: node scripts/docs.ts`,
    )
})

suite('the manual page', () => {
  const mandoc = find('mandoc')
  test('mandoc finds nothing wrong with it', { skip: unless(mandoc, 'mandoc is not installed') }, async () => {
    const { stdout } = await run(mandoc!, ['-Tlint', '-Wwarning', manual])
    assert.equal(stdout, '')
  })

  const groff = find('groff')
  test('groff shows it without a warning', { skip: unless(groff, 'groff is not installed') }, async () => {
    const args = ['-man', '-Tutf8', '-ww', '-K', 'utf8', manual]
    const { stdout, stderr } = await run(groff!, args, { env: environment({ GROFF_NO_SGR: '1' }) })
    assert.equal(stderr, '')
    assert.match(stdout.replaceAll(/.[\b]/g, ''), /-o, --output FILE/)
  })
})
