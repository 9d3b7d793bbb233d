// What the system calls a failure to write, in our words.

import { SluiceError } from '../errors.ts'

const reasons: Record<string, string> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file system does not take files that large',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such directory',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EEXIST: 'a file has that name',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
  EMFILE: 'too many open files',
  EIO: 'the device failed',
  ENXIO: 'nothing is behind it that could be written to',
  EBUSY: 'something else uses it',
}

/** A failure to write `path`, where it is known after so many bytes: output-closed for a pipe without a reader, else write-failed. */
export function writeError(path: string, error: unknown, written?: number): SluiceError {
  if (error instanceof SluiceError) return error
  const code = systemCode(error)
  if (code === 'EPIPE') return new SluiceError('output-closed', {}, error)
  const reason = reasons[code]
  return new SluiceError(
    'write-failed',
    { path, reason: reason ? `${reason} (${code})` : String(error), written },
    error,
  )
}

/** The system's name of an error, such as ENOENT, or ''. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
