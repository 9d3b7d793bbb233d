// Going on with what is held: what to ask for, and what the answer means (RFC 9110 sections 13.1.5, 14 and 15.3.7).
//
// Two versions of a file must never be spliced. The request names the version by If-Range; the answer must be of that
// version, begin where it was asked to and agree on the total; and the end of what is held is asked for again and compared.

import { SluiceError } from '../errors.ts'
import { fitsRange, parseContentRange, parseRanges, parseUnsatisfiedRange } from '../http/range.ts'
import type { ContentRange } from '../http/range.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import type { Field } from '../http/types.ts'
import { compareVersions, ifRange, validatorsOf } from '../http/validators.ts'
import type { Held } from '../sink/target.ts'

/** A request for the rest of what is held. */
export interface RestRequest {
  held: Held
  /** The first byte asked for: where the overlap begins. */
  first: number
  /** The user demanded it: without a validator the overlap alone must prove it, and starting over is not ours to choose. */
  demanded: boolean
  fields: Field[]
}

export type Meaning =
  /** Content from byte `from` to before `end`, of `total`; undefined where nobody said so. */
  | { type: 'rest'; from: number; end: number | undefined; total: number | undefined }
  /** The whole from its beginning. */
  | { type: 'whole'; why: string }
  /** What is held is all there is. */
  | { type: 'complete'; why: string }
  /** This answer is of no use: ask for the whole. */
  | { type: 'again'; why: string }

/** How to ask for the rest, or why it cannot be asked for. */
export function askForRest(held: Held, demanded: boolean): RestRequest | { why: string } {
  const validator = ifRange(held.validators)
  if (!validator && !demanded)
    return { why: `the server gave nothing to know the file by, so ${held.path} cannot be proved to be its beginning` }
  if (held.total !== undefined && held.bytes > held.total && !demanded)
    return { why: `${held.path} is longer than the file` }
  const first = held.bytes - held.overlap
  return {
    held,
    first,
    demanded,
    fields: [['Range', `bytes=${first}-`], ...(validator ? [['If-Range', validator] as const] : [])],
  }
}

/**
 * What an answer to that means. Statuses other than 200, 206 and 416 are not asked about.
 *
 * @throws SluiceError when going on was demanded and cannot be: range-refused, cannot-resume, changed-on-server
 */
export function meaningOf(asked: RestRequest, head: ResponseHead): Meaning {
  if (head.status === 206) return partial(asked, head)
  if (head.status === 416) return unsatisfied(asked, head)
  // A 200 that says where it begins: some servers in the field mean a 206 (curl takes it so).
  if (asked.demanded && beginsAt(head) === asked.first)
    return { type: 'rest', from: asked.first, end: undefined, total: asked.held.total }
  if (asked.held.bytes === 0) return refuse(true, asked.first, '200 with the whole file')
  const changed = compareVersions(asked.held.validators, validatorsOf(head.header)) === 'changed'
  return {
    type: 'whole',
    why: changed ? 'the file changed on the server: starting over' : 'the server sent the whole file: starting over',
  }
}

/**
 * A 206 that nobody asked for may hold the whole, or not say what it holds; a part is not the file.
 *
 * @throws SluiceError range-refused
 */
export function refuseStray({ status, header }: ResponseHead): void {
  const got = status === 206 ? parseContentRange(header) : undefined
  if (!got || (got.first === 0 && got.last + 1 === (got.total ?? got.last + 1))) return
  throw anotherRange('0-', got)
}

/**
 * A 206 to a range that the user asked for may hold another: caches that work in blocks send those.
 *
 * @throws SluiceError range-refused
 */
export function refuseAnotherRange({ status, header }: ResponseHead, asked: string): void {
  const got = status === 206 ? parseContentRange(header) : undefined
  const [range, ...others] = parseRanges(asked)
  if (got && range && others.length === 0 && !fitsRange(range, got)) throw anotherRange(asked, got)
}

function anotherRange(asked: string, { first, last, total }: ContentRange): SluiceError {
  const of = total === undefined ? '' : ` of ${total}`
  return new SluiceError('range-refused', { asked, answered: `the server sent bytes ${first}-${last}${of}` })
}

function partial({ held, first, demanded }: RestRequest, head: ResponseHead): Meaning {
  const got = parseContentRange(head.header)
  if (!got) return refuse(demanded, first, 'a 206 without a Content-Range that says what it holds')
  // Without an overlap there is no proof but the user's demand; curl's servers in the field answer so.
  const fits = got.first === first || (demanded && got.first === held.bytes)
  if (!fits) return refuse(demanded, first, `bytes ${got.first}-${got.last}`)
  const changed = compareVersions(held.validators, validatorsOf(head.header)) === 'changed'
  const end = got.last + 1
  // Without a total it is asked to the end, and says that this is it.
  const total = got.total ?? Math.max(held.total ?? 0, end)
  if (changed || (held.total !== undefined && total !== held.total)) {
    const what = changed ? 'it has another version' : `it has ${total} bytes instead of ${held.total}`
    if (demanded) throw new SluiceError('changed-on-server', { path: held.path, what })
    return { type: 'again', why: `the file changed on the server (${what}): starting over` }
  }
  if (total >= held.bytes) return { type: 'rest', from: got.first, end, total }
  if (demanded) throw longerThanServers(held, total)
  return { type: 'again', why: `${held.path} is longer than the server's file: starting over` }
}

function longerThanServers({ path, bytes }: Held, total: number): SluiceError {
  return new SluiceError('cannot-resume', { path, reason: `it has ${bytes} bytes, the server's file ${total}` })
}

function beginsAt({ header }: ResponseHead): number | undefined {
  const first = /^bytes (\d+)-/i.exec(header.get('Content-Range') ?? '')?.[1]
  return first === undefined ? undefined : Number(first)
}

function unsatisfied({ held, first, demanded }: RestRequest, head: ResponseHead): Meaning {
  const total = parseUnsatisfiedRange(head.header)
  const version = compareVersions(held.validators, validatorsOf(head.header))
  if (total === undefined && demanded)
    return {
      type: 'complete',
      why: `the server has nothing after byte ${held.bytes}; it did not say how long the file is`,
    }
  if (total === held.bytes && (version === 'same' || demanded)) return { type: 'complete', why: 'it was whole already' }
  if (total === first && held.bytes === 0) return { type: 'complete', why: `the server's file ends at byte ${total}` }
  if (total !== undefined && total < held.bytes && demanded) throw longerThanServers(held, total)
  return refuse(demanded, held.bytes, '416')
}

function refuse(demanded: boolean, first: number, answered: string): Meaning {
  if (demanded)
    throw new SluiceError('range-refused', { asked: `${first}-`, answered: `the server answered ${answered}` })
  return { type: 'again', why: `the server answered ${answered} when asked for bytes ${first}-: starting over` }
}
