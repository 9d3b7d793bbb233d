// Parts of a file: what is asked for and what came (RFC 9110 section 14).

import { SluiceError } from '../errors.ts'
import type { Header } from './header.ts'

/** Offsets of the first and the last byte; without `last` to the end; or the last `suffix` bytes (section 14.1.1). */
export type ByteRange = { first: number; last?: number } | { suffix: number }

/** What a 206 says it holds (section 14.4). `total` is undefined where the server says `*`. */
export interface ContentRange {
  first: number
  last: number
  total: number | undefined
}

/**
 * What -r means: `0-499`, `500-`, `-500`, several with commas. A lone `N` is `N-`, as for curl.
 *
 * @throws SluiceError usage
 */
export function parseRanges(text: string): ByteRange[] {
  return text.split(',').map((member) => {
    const [, first = '', dash, last = ''] = /^\s*(\d*)(-?)(\d*)\s*$/.exec(member) ?? []
    const range = asRange(first, dash === '' ? '' : last)
    if (!range)
      throw new SluiceError('usage', { problem: `${JSON.stringify(text)} is not a range of bytes such as 0-499` })
    return range
  })
}

/** The value of a Range field. */
export function formatRanges(ranges: readonly ByteRange[]): string {
  const members = ranges.map((range) => ('suffix' in range ? `-${range.suffix}` : `${range.first}-${range.last ?? ''}`))
  return `bytes=${members.join(',')}`
}

/** Content-Range of a 206, or undefined if it has none that makes sense. The unit may be missing, as for curl. */
export function parseContentRange(header: Header): ContentRange | undefined {
  const match = /^(?:bytes[ =])?\s*(\d+)-(\d+)\/(\d+|\*)$/i.exec(header.get('Content-Range') ?? '')
  if (!match) return undefined
  const first = Number(match[1])
  const last = Number(match[2])
  const total = match[3] === '*' ? undefined : Number(match[3])
  const sane = first <= last && last < (total ?? Infinity) && Number.isSafeInteger(total ?? last)
  return sane ? { first, last, total } : undefined
}

/** How long the file is according to a 416, whose Content-Range has an asterisk for the part and then the total. */
export function parseUnsatisfiedRange(header: Header): number | undefined {
  const [, total] = /^(?:bytes[ =])?\s*\*\/(\d+)$/i.exec(header.get('Content-Range') ?? '') ?? []
  return total !== undefined && Number.isSafeInteger(Number(total)) ? Number(total) : undefined
}

/**
 * A 206 begins where it was asked to and goes no further. A server may answer with another part (section 15.3.7), as caches
 * do that work in blocks; taken for what was asked it would be damage. It may also answer with less: `last` tells.
 */
export function fitsRange(asked: ByteRange, got: ContentRange): boolean {
  if (!('suffix' in asked)) return got.first === asked.first && got.last <= (asked.last ?? Infinity)
  if (got.total === undefined) return got.last - got.first < asked.suffix
  return got.last === got.total - 1 && got.first === Math.max(0, got.total - asked.suffix)
}

function asRange(first: string, last: string): ByteRange | undefined {
  const [from, to] = [Number(first), Number(last)]
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return undefined
  if (first === '') return to > 0 ? { suffix: to } : undefined
  if (last === '') return { first: from }
  return from <= to ? { first: from, last: to } : undefined
}
