// The request of one of many: the same but for its target and host, so it is put together from two pieces.

import { fieldValue, token } from '../http/abnf.ts'
import { SluiceError } from '../errors.ts'
import type { Field } from '../http/types.ts'
import { version } from '../version.ts'
import type { Address } from './address.ts'

export interface Identity {
  /** The User-Agent field. @default `sluice/VERSION`: robots.txt may name us */
  userAgent?: string | undefined
  /** Fields besides. */
  fields?: readonly Field[]
}

/** @throws SluiceError usage, for a field that would break out of its line */
export function requestText({ userAgent = `sluice/${version}`, fields = [] }: Identity): (url: Address) => string {
  const all: Field[] = [['User-Agent', userAgent], ['Accept', '*/*'], ['Accept-Encoding', 'identity'], ...fields]
  for (const [name, value] of all)
    if (!token.test(name) || !fieldValue.test(value) || !/^[\x20-\x7e\t]*$/.test(value))
      throw new SluiceError('usage', { problem: `the header field ${JSON.stringify(name)} cannot be sent` })
  const rest = `${all.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`
  return (url) => `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n${rest}`
}
