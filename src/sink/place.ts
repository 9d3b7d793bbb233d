// How a whole content gets its final name: flushed, no more open to others than what it replaces, and in one step.

import { chmodSync, fstatSync, fsync, fsyncSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { SluiceError } from '../errors.ts'
import { systemCode, writeError } from './write-error.ts'

/** A file that is whole, and where it goes. */
export interface Placed {
  fd: number
  /** The name that it has. */
  from: string
  /** The name that it gets. */
  to: string
  /** Never replace a file. */
  noClobber: boolean
  /** It is a MiB at most. */
  small?: boolean
}

/** @throws SluiceError exists, write-failed; then it has its old name still */
export async function place({ fd, from, to, noClobber, small = false }: Placed): Promise<void> {
  await flush(fd, small)
  takePermissions(fd, from, to)
  try {
    if (!noClobber) return renameSync(from, to)
    // link(2) fails where rename(2) would replace.
    linkSync(from, to)
    rmSync(from)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new SluiceError('exists', { path: to }, error)
    throw writeError(to, error, 0)
  }
}

/** The permissions that a file made in place of `path` has from the start: no more than that one's. */
export function modeFor(path: string): number {
  return 0o600 | ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o777)
}

// A file that is replaced keeps its permissions: a rename must not open a private file to others.
function takePermissions(fd: number, from: string, to: string): void {
  const old = statSync(to, { throwIfNoEntry: false })
  if (old?.isFile() && (old.mode & 0o7777) !== (fstatSync(fd).mode & 0o7777)) chmodSync(from, old.mode & 0o777)
}

/** A flush that takes longer, ms, is waited for beside. */
const slow = 2

/** How long the last flush of a small file took. */
let took = 0

// fsync(2) before rename(2): after a crash the name must not point to content that never reached the disk. Where that is
// quick (a file system in memory) it is done on the spot: to wait for another thread takes ten times as long.
async function flush(fd: number, small: boolean): Promise<void> {
  const began = performance.now()
  try {
    if (small && took < slow) fsyncSync(fd)
    else await flushBeside(fd)
  } catch (error) {
    // A file system that cannot flush says EINVAL; then there is nothing to wait for.
    if (systemCode(error) !== 'EINVAL') throw error
  }
  if (small) took = performance.now() - began
}

function flushBeside(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(fd, (error) => (error ? reject(error) : resolve()))
  })
}
