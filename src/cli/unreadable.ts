// Why something cannot be read.

import { SluiceError } from '../errors.ts'
import { systemCode } from '../sink/write-error.ts'

/** What the system says, in our words. What it did not say is no failure of reading, and is thrown as it is. */
export function unreadable(path: string, error: unknown): SluiceError {
  const code = systemCode(error)
  if (code === '') throw error
  const reason = reasons[code]
  return new SluiceError('list-unreadable', { path, reason: reason ? `${reason} (${code})` : String(error) }, error)
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
}
