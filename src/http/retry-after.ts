// Retry-After (RFC 9110 section 10.2.3): seconds, or a date.

import { parseHttpDate } from './date.ts'

/** No server makes us wait longer than an hour, ms. */
const cap = 3_600_000

/** Milliseconds to wait, or undefined for what is neither. @param now ms since 1970 */
export function retryAfter(value: string, now: number): number | undefined {
  const text = value.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, cap)
  const date = parseHttpDate(text)
  return date === undefined ? undefined : Math.min(Math.max(0, date - now), cap)
}
