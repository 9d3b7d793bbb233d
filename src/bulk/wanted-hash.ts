// The hash that a row demands of its content.

import { carriedAs } from './metadata.ts'
import type { Row } from './row.ts'

/** Which column has it, and by which algorithm. */
export interface Verify {
  column: string
  algorithm: keyof typeof digits
}

/** Hex digits of each algorithm. */
const digits = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }
export const hashAlgorithms = Object.keys(digits) as (keyof typeof digits)[]

/** In lower case; undefined where the row has none. */
export function wantedHash({ extra }: Row, { column }: Verify): string | undefined {
  const value = extra?.[carriedAs(column)] ?? ''
  return (typeof value === 'string' ? value.trim().toLowerCase() : JSON.stringify(value)) || undefined
}

/** Why it is none. */
export function hashFault(hex: string, { column, algorithm }: Verify): string | undefined {
  const size = digits[algorithm]
  if (hex.length === size && /^[\da-f]+$/.test(hex)) return undefined
  return `column ${JSON.stringify(column)} is no ${algorithm}, which has ${size} hex digits: ${hex.slice(0, 80)}`
}
