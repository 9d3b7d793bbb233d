// How the end of a response's body is found: RFC 9112 section 6.3, "Message Body Length".

import { SluiceError } from '../errors.ts'
import { digits, shown, trimOws } from './abnf.ts'
import type { Header } from './header.ts'
import type { Framing } from './types.ts'

/**
 * The numbers are those of RFC 9112 section 6.3.
 *
 * @throws SluiceError not-http: the header contradicts itself about where the body ends.
 */
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
    if (chunked < 0) return { type: 'close' }
    if (chunked < codings.length - 1)
      refuse(`chunked is not the last of its transfer codings: ${shown(codings.join(', '))}`)
    return { type: 'chunked' }
  }
  // 5. and 6. The length it says. 8. Otherwise until the server closes. (7. is about requests.)
  return length === undefined ? { type: 'close' } : { type: 'length', length }
}

/**
 * The transfer codings that lie under the framing, in the order applied, lower case: `gzip` of `gzip, chunked`, or of
 * `gzip` until the server closes. Content still has them on; whoever reads it takes the last one off first.
 */
export function codingsUnderFraming(header: Header): string[] {
  return transferCodings(header).filter((coding) => coding !== 'chunked')
}

// In the order applied. `identity` was removed from HTTP by RFC 7230 and means nothing.
function transferCodings(header: Header): string[] {
  return header
    .list('Transfer-Encoding')
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== 'identity')
}

// In bytes. Several equal ones are one (item 5).
function contentLength(header: Header): number | undefined {
  const values = header
    .all('Content-Length')
    .flatMap((value) => value.split(','))
    .map(trimOws)
  const [first] = values
  if (first === undefined) return undefined
  if (values.some((value) => !digits.test(value))) refuse(`its Content-Length is ${shown(values.join(', '))}`)
  const length = Number(first)
  if (values.some((value) => Number(value) !== length)) refuse(`it has different lengths: ${shown(values.join(', '))}`)
  if (!Number.isSafeInteger(length)) refuse(`its Content-Length is ${shown(first)}, past 2^53`)
  return length
}

function refuse(problem: string): never {
  throw new SluiceError('not-http', { problem })
}
