// Which version of a file is it: ETag and Last-Modified, and how far they can be trusted (RFC 9110 section 8.8).

import { parseHttpDate } from './date.ts'
import type { Header } from './header.ts'

/** What a server said of a file's version, as received; what it did not say is absent. Plain JSON. */
export interface Validators {
  etag?: string
  lastModified?: string
  /** When the server said so. */
  date?: string
}

export function validatorsOf(header: Header): Validators {
  const etag = header.get('ETag')
  const lastModified = header.get('Last-Modified')
  const date = header.get('Date')
  return {
    ...(etag ? { etag } : {}),
    ...(lastModified ? { lastModified } : {}),
    ...(date ? { date } : {}),
  }
}

/**
 * The value of an If-Range field: a strong ETag, else a Last-Modified that is strong, else undefined, and then nothing
 * proves that a part belongs to the same file. A weak ETag never does (section 13.1.5).
 */
export function ifRange(validators: Validators): string | undefined {
  if (hasStrongEtag(validators)) return validators.etag
  return hasStrongDate(validators) ? validators.lastModified : undefined
}

/**
 * Whether two answers are of one version: by strong ETags if both have one, else by Last-Modified, else nobody knows. Weak
 * ETags only prove a change: equal ones may hide different bytes.
 */
export function compareVersions(before: Validators, now: Validators): 'same' | 'changed' | 'unknown' {
  if (hasStrongEtag(before) && hasStrongEtag(now)) return before.etag === now.etag ? 'same' : 'changed'
  if (isWeak(before.etag) && isWeak(now.etag) && before.etag !== now.etag) return 'changed'
  if (before.lastModified === undefined || now.lastModified === undefined) return 'unknown'
  if (before.lastModified !== now.lastModified) return 'changed'
  return hasStrongDate(before) ? 'same' : 'unknown'
}

// entity-tag = [ weak ] opaque-tag; opaque-tag = DQUOTE *etagc DQUOTE (section 8.8.3)
const strongEtag = /^"[\x21\x23-\x7e\x80-\xff]*"$/

function hasStrongEtag({ etag }: Validators): boolean {
  return etag !== undefined && strongEtag.test(etag)
}

function isWeak(etag: string | undefined): boolean {
  return etag !== undefined && etag.startsWith('W/') && strongEtag.test(etag.slice(2))
}

// Section 8.8.2.2: a file may change twice within a second, so the second must have been over when the server said it.
function hasStrongDate({ lastModified, date }: Validators): boolean {
  const modified = parseHttpDate(lastModified ?? '')
  const said = parseHttpDate(date ?? '')
  return modified !== undefined && said !== undefined && said - modified >= 1000
}
