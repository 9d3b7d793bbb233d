// How the end of a response's body is found: RFC 9112 section 6.3, "Message Body Length".

import { SluiceError } from '../errors.ts'
import { digits } from './abnf.ts'
import { shown } from './head.ts'
import type { Header } from './header.ts'
import type { Framing } from './types.ts'

/** The numbers are those of RFC 9112 section 6.3. */
export function responseFraming(method: string, status: number, header: Header): Framing {
  // 1. These never have a body, whatever the header says. 2. Nor has a tunnel that CONNECT opened.
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { type: 'none' }
  if (method === 'CONNECT' && status < 300) return { type: 'none' }

  const codings = transferCodings(header)
  const length = contentLength(header)
  if (codings.length > 0) {
    // 3. Both: somebody is being deceived about where the message ends. The RFC lets a user agent take the coding and
    // close; we refuse, as a kept file must not depend on who was deceived.
    if (length !== undefined) refuse('it has both Content-Length and Transfer-Encoding')
    // 4. Chunked last: the last chunk is the end. Anything after chunked, or chunked twice, is faulty.
    const chunked = codings.indexOf('chunked')
    if (chunked >= 0 && chunked < codings.length - 1)
      refuse(`chunked is not the last of its transfer codings: ${shown(codings.join(', '))}`)
    return chunked >= 0 ? { type: 'chunked' } : { type: 'close' }
  }
  // 5. and 6. The length it says. 8. Otherwise until the server closes.
  return length === undefined ? { type: 'close' } : { type: 'length', length }
}

/**
 * The transfer codings of a header in the order applied, lower case. `identity` was removed from HTTP by RFC 7230 and
 * means nothing.
 */
export function transferCodings(header: Header): string[] {
  return header
    .list('Transfer-Encoding')
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== 'identity')
}

/** Content-Length of a header in bytes, or undefined. Several equal ones are one (section 6.3, item 5). */
export function contentLength(header: Header): number | undefined {
  const values = header
    .all('Content-Length')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
  const [first] = values
  if (first === undefined) return undefined
  if (values.some((value) => !digits.test(value))) refuse(`its Content-Length is ${shown(values.join(', '))}`)
  const lengths = values.map(Number)
  if (lengths.some((length) => length !== lengths[0])) refuse(`it has different lengths: ${shown(values.join(', '))}`)
  if (!Number.isSafeInteger(lengths[0])) refuse(`its Content-Length is ${shown(first)}, past 2^53`)
  return lengths[0]
}

function refuse(problem: string): never {
  throw new SluiceError('not-http', { problem })
}
