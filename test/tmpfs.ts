// A small file system, to be full.

import { execFileSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { scratch } from './scratch.ts'

/** Mounts a tmpfs of that size, as mount(8) writes sizes; it is gone when the test has ended. */
export function tmpfs(t: TestContext, size: string): string {
  const folder = scratch(t)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  t.after(() => execFileSync('umount', ['-l', folder]))
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
