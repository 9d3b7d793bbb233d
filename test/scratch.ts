// A folder of a test's own, and what may lie in it.

import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Made in `parent`, and gone when the test has ended. */
export function scratch(t: Pick<TestContext, 'after'>, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'sluice-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Names in a folder, sorted. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).toSorted()
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function sha256Of(path: string): string {
  return sha256(readFileSync(path))
}
