// Which failures may pass, and how long to wait before the next try.

import type { SluiceError } from '../errors.ts'
import { isSluiceError } from '../errors.ts'
import type { RetryOptions } from './options.ts'

/** curl's --retry set: these statuses, time-outs and names that could not be looked up. */
const passingStatuses = new Set([408, 429, 500, 502, 503, 504])
const passingCodes = new Set(['timed-out', 'host-not-resolved', 'proxy-not-resolved'])

/** Ms before the second try; doubled for each following one. */
const firstWait = 1000
const longestWait = 600_000

/**
 * Milliseconds to wait before trying again, or undefined when it is not to be tried again.
 *
 * @param tries how many were made
 * @param spent ms since the first began
 * @param retryAfter ms that the server asked for
 */
export function waitBeforeRetry(
  error: SluiceError,
  tries: number,
  spent: number,
  options: RetryOptions,
  retryAfter: number | undefined,
  random = Math.random,
): number | undefined {
  if (tries > (options.retries ?? 0) || !mayPass(error, options)) return undefined
  const backoff = Math.min(longestWait, firstWait * 2 ** (tries - 1))
  // Jitter, so that many clients that were cut off at once do not come back at once.
  const wait = options.retryDelay ?? retryAfter ?? backoff * (1 + random() / 10)
  if (options.retryMaxTime !== undefined && spent + wait > options.retryMaxTime) return undefined
  return Math.min(wait, longestWait)
}

function mayPass(error: SluiceError, { retryAll, retryRefused }: RetryOptions): boolean {
  if (error.code === 'aborted' || error.code === 'output-closed' || error.code === 'usage') return false
  // The clock over all tries has run out.
  if (isSluiceError(error, 'timed-out') && error.facts.clock === 'max') return false
  if (retryAll || passingCodes.has(error.code)) return true
  if (isSluiceError(error, 'http-status')) return passingStatuses.has(error.facts.status)
  return (
    retryRefused === true &&
    isSluiceError(error, 'connect-failed') &&
    error.facts.tried.some(({ reason }) => reason.includes('refused'))
  )
}
