// What lies under a name.

import { lstatSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { writeError } from './write-error.ts'

/**
 * stat(2): what a symbolic link leads to.
 *
 * @returns undefined where there is nothing
 * @throws SluiceError write-failed, where nobody may look or the name is none (EACCES, ELOOP, ENAMETOOLONG)
 */
export const lookAt = (path: string): Stats | undefined => asked(statSync, path)

/** lstat(2): the link itself. Otherwise as `lookAt`. */
export const lookAtLink = (path: string): Stats | undefined => asked(lstatSync, path)

function asked(stat: typeof statSync | typeof lstatSync, path: string): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false })
  } catch (error) {
    throw writeError(path, error)
  }
}
