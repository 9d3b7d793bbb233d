// What a status means, given what was asked for.

import { SluiceError } from '../errors.ts'
import { parseHttpDate } from '../http/date.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { retryAfter } from '../http/retry-after.ts'
import type { RetrieveOptions } from './options.ts'

/** RFC 9110 section 13: 304, or an answer that the condition would have held back if the server had looked at it (as curl -z). */
export function isUnchanged(head: ResponseHead, { ifModified, ifNoneMatch, fields = [] }: RetrieveOptions): boolean {
  const conditional =
    ifModified !== undefined ||
    ifNoneMatch !== undefined ||
    fields.some(([name]) => /^if-(none-match|modified-since)$/i.test(name))
  if (head.status === 304) return conditional
  if (!ifModified || head.status !== 200) return false
  const modified = parseHttpDate(head.header.get('Last-Modified') ?? '')
  if (modified === undefined) return false
  return ifModified.negated ? modified > ifModified.since : modified <= ifModified.since
}

/** The failure that a status is, if it is one. @param lastTry the answer will not be asked for again */
export function statusFailure(
  { status, reason }: ResponseHead,
  { failOnStatus = true, retries = 0, range }: RetrieveOptions,
  lastTry: boolean,
): SluiceError | undefined {
  const failure = () => new SluiceError('http-status', { status, reason })
  // Nobody asked for a condition: there is no content, and nothing that it could be unchanged from.
  if (status === 304) return failure()
  if (status < 400) return undefined
  if (failOnStatus && status === 416 && range !== undefined)
    return new SluiceError('range-refused', { asked: range, answered: `the server answered 416 ${reason}`.trimEnd() })
  if (failOnStatus) return failure()
  // A status that is not a failure is tried again all the same, as by curl.
  return retries > 0 && !lastTry ? failure() : undefined
}

/** Milliseconds that the server asks to wait. */
export function retryAfterOf({ header }: ResponseHead): number | undefined {
  const value = header.get('Retry-After')
  return value === undefined ? undefined : retryAfter(value, Date.now())
}
