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

/** `own` are fields of this one request, whose values are sendable. */
export type RequestText = (url: Address, own?: readonly Field[]) => string

/** @throws SluiceError usage, for a field that would break out of its line */
export function requestText({ userAgent = `sluice/${version}`, fields = [] }: Identity): RequestText {
  const all: Field[] = [['User-Agent', userAgent], ['Accept', '*/*'], ['Accept-Encoding', 'identity'], ...fields]
  for (const [name, value] of all)
    if (!token.test(name) || !isSendable(value))
      throw new SluiceError('usage', { problem: `the header field ${JSON.stringify(name)} cannot be sent` })
  const rest = `${lines(all)}\r\n`
  return (url, own = []) =>
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n${own.length > 0 ? lines(own) : ''}${rest}`
}

/** Whether a field's value can be sent: ASCII in one line. */
export function isSendable(value: string): boolean {
  return fieldValue.test(value) && /^[\x20-\x7e\t]*$/.test(value)
}

const lines = (fields: readonly Field[]) => fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
