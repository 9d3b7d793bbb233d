// A small file system, to be full.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Mounts a tmpfs of that size, as mount(8) writes sizes; it is gone when the test has ended. */
export function tmpfs(t: TestContext, size: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  t.after(() => {
    execFileSync('umount', [folder])
    rmdirSync(folder)
  })
  return folder
}

tmpfs.possible = canMount()
tmpfs.reason = 'only root may mount a small file system'

function canMount(): boolean {
  try {
    // In a mount namespace of its own: nothing is left of it.
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
