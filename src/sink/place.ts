// How a whole content gets its final name: flushed, no more open to others than what it replaces, and in one step.

import { fchmodSync, fsync, fsyncSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { now } from '../clock.ts'
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
  /** Permissions of the file that it replaces, if there is one: a rename must not open a private file to others. */
  mode: number | undefined
  /** It is a MiB at most. */
  small?: boolean
}

/** @throws SluiceError exists, write-failed; then it has its old name still */
export async function place({ fd, from, to, noClobber, mode, small = false }: Placed): Promise<void> {
  await flush(fd, small)
  try {
    if (mode !== undefined) fchmodSync(fd, mode)
    if (!noClobber) return renameSync(from, to)
    // link(2) fails where rename(2) would replace.
    linkSync(from, to)
    rmSync(from)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new SluiceError('exists', { path: to }, error)
    throw writeError(to, error, 0)
  }
}

/** The permissions of the file at `path`, if there is one. */
export function modeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found.mode & 0o777 : undefined
}

/** Those that a file made in place of one with `mode` has from the start: no more than that one's, and ours to write. */
export function modeFrom(mode: number | undefined): number {
  return 0o600 | (mode ?? 0o666)
}

/** A flush that takes longer, ms, is waited for beside. */
const slow = 2

/** How long the last flush of a small file took. */
let took = 0

// fsync(2) before rename(2): after a crash the name must not point to content that never reached the disk. Where that is
// quick (a file system in memory) it is done on the spot: to wait for another thread takes ten times as long.
async function flush(fd: number, small: boolean): Promise<void> {
  const began = now()
  try {
    if (small && took < slow) fsyncSync(fd)
    else await flushBeside(fd)
  } catch (error) {
    // A file system that cannot flush says EINVAL; then there is nothing to wait for.
    if (systemCode(error) !== 'EINVAL') throw error
  }
  if (small) took = now() - began
}

function flushBeside(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(fd, (error) => (error ? reject(error) : resolve()))
  })
}
