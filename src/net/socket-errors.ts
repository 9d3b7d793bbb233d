// What Node and the kernel call a failure, in our words. The one place where foreign socket errors are mapped.

import { SluiceError } from '../errors.ts'

const reasons: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'the server reset the connection',
  EPIPE: 'the server closed the connection',
  ETIMEDOUT: 'did not answer (ETIMEDOUT)',
  EHOSTUNREACH: 'cannot be reached (EHOSTUNREACH)',
  ENETUNREACH: 'no network leads there (ENETUNREACH)',
  ENODEV: 'there is no such interface (ENODEV)',
  EPERM: 'not permitted',
  EADDRNOTAVAIL: 'that local address is not ours (EADDRNOTAVAIL)',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name server did not answer',
  EBADNAME: 'it is not written as a name',
  ENODATA: 'the name has no address of that kind',
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there does not speak TLS',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the server wants a certificate of ours (--cert)',
}

/** `error`'s errno-like code, or ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
}

/** A few words for what went wrong with a socket. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (reasons[code]) return reasons[code]
  // OpenSSL's message is a line of its source; what it says is in it.
  if (code.startsWith('ERR_SSL_') && error instanceof Error && 'reason' in error) return String(error.reason)
  return error instanceof Error ? error.message : String(error)
}

/** A failure while receiving. */
export function receiveError(error: unknown, received: number): SluiceError {
  return error instanceof SluiceError
    ? error
    : new SluiceError('receive-failed', { reason: reasonOf(error), received }, error)
}

/** A failure while sending. */
export function sendError(error: unknown, sent: number): SluiceError {
  return error instanceof SluiceError ? error : new SluiceError('send-failed', { reason: reasonOf(error), sent }, error)
}
